package io.github.geminiroutes.quota.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The connection to one Redis and the script that runs there. A Redis that refuses connections, or
 * does not answer for some seconds, is out of reach: then no caller waits for it, the link retries
 * in the background, and a notice reports each change once. Notices name the address without user
 * and password. Thread-safe.
 */
public final class RedisLink implements AutoCloseable {

    /** Keys of a question about no model, which loads the script and the classes that read it. */
    private static final String[] NO_MODEL =
            IntStream.range(0, 7).mapToObj(i -> "gemini:{}:" + i).toArray(String[]::new);

    /** Generous, because a process that has just started is slow itself. */
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);

    private final String address;
    private final String alone;
    private final Consumer<String> notices;
    private final RedisScript script;
    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;
    private final AtomicBoolean isTrying = new AtomicBoolean();
    private final AnswerTimeout timeout = new AnswerTimeout();
    private final RetryDelay retryDelay = new RetryDelay();
    private volatile StatefulRedisConnection<String, String> connection;
    private volatile Runnable onReturn;
    private volatile boolean isUp;
    private volatile boolean isClosed;
    private long upSince;
    private boolean isReported;

    /**
     * @param url {@code redis://} or {@code rediss://}
     * @param script what {@link #ask} runs
     * @param alone what the instance does while Redis is out of reach, for the notice
     * @throws IllegalArgumentException if the URL is malformed
     */
    public RedisLink(String url, String script, String alone, Consumer<String> notices) {
        this.script = new RedisScript(script);
        this.alone = alone;
        this.notices = notices;
        uri = RedisURI.create(url);
        uri.setTimeout(TO_CONNECT);
        uri.setClientName("gemini-routes");
        this.address = uri.getHost() + ":" + uri.getPort();
        resources =
                DefaultClientResources.builder()
                        .ioThreadPoolSize(2)
                        .computationThreadPoolSize(2)
                        .reconnectDelay(Delay.constant(Duration.ofMillis(500)))
                        .nettyCustomizer(new AnswerBound(this::down))
                        .build();
        client = RedisClient.create(resources, uri);
        client.setOptions(
                ClientOptions.builder()
                        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                        .requestQueueSize(10_000)
                        .timeoutOptions(TimeoutOptions.enabled(TO_CONNECT))
                        .socketOptions(
                                SocketOptions.builder()
                                        .connectTimeout(TO_CONNECT)
                                        .keepAlive(true)
                                        .build())
                        .build());
    }

    /**
     * Connects. Waits a short while for the first connection, and continues without it.
     *
     * @param beforeReturn called, on a thread of the client, each time before Redis counts as in
     *     reach
     */
    public void start(Runnable beforeReturn) {
        onReturn = beforeReturn;
        CompletionStage<?> trial = tryIfDue();
        try {
            trial.toCompletableFuture()
                    .get(TO_CONNECT.plusMillis(500).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            down(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether Redis is in reach. */
    public boolean isUp() {
        return isUp;
    }

    /** Starts an attempt to connect, in the background, if Redis is out of reach and one is due. */
    public void retryIfDue() {
        if (!isUp) {
            tryIfDue();
        }
    }

    /** Runs the script; null if there is no answer in time. */
    public List<Object> ask(String[] keys, String... arguments) {
        timeout.asked();
        try {
            List<Object> answer =
                    run(keys, arguments)
                            .toCompletableFuture()
                            .get(timeout.callerWait().toMillis(), TimeUnit.MILLISECONDS);
            timeout.answered();
            return answer;
        } catch (ExecutionException | TimeoutException e) {
            noAnswer(e);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Runs the script, after all that was sent before, without waiting for an answer. */
    public void send(String[] keys, String... arguments) {
        if (isUp) {
            run(keys, arguments).exceptionally(this::noAnswer);
        }
    }

    /** As {@link #send}, while Redis is not in reach yet; for the callback of {@link #start}. */
    public void sendOnReturn(String[] keys, String... arguments) {
        run(keys, arguments).exceptionally(this::noAnswer);
    }

    /** The last answer was not one of the script: Redis counts as out of reach. */
    public void reject() {
        down(new RedisScript.UnknownAnswerException());
    }

    private List<Object> noAnswer(Throwable why) {
        Throwable cause = why.getCause() == null ? why : why.getCause();
        boolean isLate =
                cause instanceof TimeoutException || cause instanceof RedisCommandTimeoutException;
        if (!isLate || timeout.isSilent()) {
            down(cause);
        }
        return List.of();
    }

    private CompletionStage<List<Object>> run(String[] keys, String... arguments) {
        return script.run(connection, keys, arguments);
    }

    private CompletionStage<?> tryIfDue() {
        if (isClosed || !retryDelay.isOver() || !isTrying.compareAndSet(false, true)) {
            return CompletableFuture.completedStage(null);
        }
        CompletionStage<StatefulRedisConnection<String, String>> connected =
                connection == null
                        ? client.connectAsync(StringCodec.UTF8, uri)
                        : CompletableFuture.completedStage(connection);
        return connected
                .thenCompose(
                        to -> {
                            connection = to;
                            return run(NO_MODEL, "", "0", "");
                        })
                .thenAccept(RedisScript::requireItsAnswer)
                .whenComplete(
                        (answer, why) -> {
                            isTrying.set(false);
                            if (why == null) {
                                up();
                            } else {
                                down(why);
                            }
                        });
    }

    private void up() {
        onReturn.run();
        synchronized (this) {
            upSince = System.nanoTime();
            timeout.answered();
            isUp = true;
            if (isReported) {
                isReported = false;
                notices.accept("Redis at " + address + " is back: the quota is shared again");
            }
        }
    }

    private synchronized void down(Throwable why) {
        if (isClosed) {
            return;
        }
        if (isUp) {
            retryDelay.lost(System.nanoTime() - upSince);
        } else {
            retryDelay.failed();
        }
        isUp = false;
        if (!isReported) {
            isReported = true;
            Throwable cause = why.getCause() == null ? why : why.getCause();
            notices.accept(
                    "Redis at "
                            + address
                            + " is out of reach ("
                            + cause.getClass().getSimpleName()
                            + "): "
                            + alone);
        }
    }

    /** The text of the script that decides about calls. */
    public static String script() {
        return RedisScript.ofQuota();
    }

    @Override
    public void close() {
        isClosed = true;
        isUp = false;
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        resources.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
