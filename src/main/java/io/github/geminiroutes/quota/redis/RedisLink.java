package io.github.geminiroutes.quota.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The way to one Redis and the script that runs there. A Redis that is gone, or has not answered
 * for a second, is out of reach: then nobody waits for it, it is tried now and then in the
 * background, and both changes are told once. The address is told without user and password.
 * Thread-safe.
 */
public final class RedisLink implements AutoCloseable {

    private static final String SCRIPT = "/gemini-routes/quota/shared-quota.lua";

    /** Keys for a question about nothing, which loads the script and the classes that read it. */
    private static final String[] NOTHING =
            IntStream.range(0, 7).mapToObj(i -> "gemini:{}:" + i).toArray(String[]::new);

    private static final Duration PATIENCE = Duration.ofMillis(500);

    private static final Duration PATIENCE_OF_YOUNG = Duration.ofSeconds(2);

    /** A process that has just started is slow itself. */
    private static final Duration TO_CONNECT = Duration.ofSeconds(5);

    private static final long FIRST_TRIAL = TimeUnit.SECONDS.toNanos(1);
    private static final long LAST_TRIAL = TimeUnit.SECONDS.toNanos(15);

    /** One late answer is no outage; questions without any for so long are. */
    private static final long SILENCE = TimeUnit.SECONDS.toNanos(2);

    /**
     * In a process that is young it is mostly the process that is late, with many classes to load.
     */
    private static final long SILENCE_OF_YOUNG = TimeUnit.SECONDS.toNanos(8);

    private static final long YOUNG = TimeUnit.SECONDS.toNanos(30);

    private static final long NONE = Long.MIN_VALUE;

    /** A Redis that was in reach for so long is tried soon again when it is not. */
    private static final long SOUND = TimeUnit.MINUTES.toNanos(1);

    private final long bornAt = System.nanoTime();
    private final String place;
    private final String alone;
    private final Consumer<String> notices;
    private final String script;
    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;
    private final AtomicBoolean isTrying = new AtomicBoolean();

    /** When the first question was asked since the last answer. */
    private final AtomicLong unanswered = new AtomicLong(NONE);

    private volatile StatefulRedisConnection<String, String> connection;
    private volatile String sha;
    private volatile Runnable onReturn;
    private volatile boolean isUp;
    private volatile boolean isClosed;
    private volatile long nextTrial;
    private long between = FIRST_TRIAL;
    private long upSince;
    private boolean isTold;

    /**
     * @param address {@code redis://} or {@code rediss://}
     * @param script what {@link #ask} runs
     * @param alone what happens while it is out of reach, for the notice
     * @throws IllegalArgumentException if the address is none
     */
    public RedisLink(String address, String script, String alone, Consumer<String> notices) {
        this.script = script;
        this.alone = alone;
        this.notices = notices;
        uri = RedisURI.create(address);
        uri.setTimeout(TO_CONNECT);
        uri.setClientName("gemini-routes");
        place = uri.getHost() + ":" + uri.getPort();
        resources =
                DefaultClientResources.builder()
                        .ioThreadPoolSize(2)
                        .computationThreadPoolSize(2)
                        .reconnectDelay(Delay.constant(Duration.ofMillis(500)))
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
     * Waits a short while for the first connection; goes on without it.
     *
     * @param whenBack called, on a thread of the client, each time before it counts as in reach
     */
    public void start(Runnable whenBack) {
        onReturn = whenBack;
        nextTrial = System.nanoTime();
        CompletionStage<?> trial = tryIfDue();
        try {
            trial.toCompletableFuture()
                    .get(TO_CONNECT.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            down(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether it is worth asking. */
    public boolean isUp() {
        if (!isUp) {
            tryIfDue();
        }
        return isUp;
    }

    /** Runs the script; null if there is no answer in time. */
    public List<Object> ask(String[] keys, String... arguments) {
        unanswered.compareAndSet(NONE, System.nanoTime());
        try {
            List<Object> answer =
                    run(keys, arguments)
                            .toCompletableFuture()
                            .get(patience().toMillis(), TimeUnit.MILLISECONDS);
            unanswered.set(NONE);
            return answer;
        } catch (ExecutionException | TimeoutException e) {
            noAnswer(e);
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    /** Runs the script, after all that was sent before; nobody waits for it. */
    public void send(String[] keys, String... arguments) {
        if (isUp) {
            run(keys, arguments).exceptionally(this::noAnswer);
        }
    }

    private long silence() {
        return isYoung() ? SILENCE_OF_YOUNG : SILENCE;
    }

    /** A second question in place of a late one would only make a busy Redis later. */
    private Duration patience() {
        return isYoung() ? PATIENCE_OF_YOUNG : PATIENCE;
    }

    private boolean isYoung() {
        return System.nanoTime() - bornAt < YOUNG;
    }

    /** As {@link #send}, on the way back into reach. */
    public void sendOnReturn(String[] keys, String... arguments) {
        run(keys, arguments).exceptionally(this::noAnswer);
    }

    private List<Object> noAnswer(Throwable why) {
        Throwable cause = why.getCause() == null ? why : why.getCause();
        boolean isLate =
                cause instanceof TimeoutException || cause instanceof RedisCommandTimeoutException;
        long since = unanswered.get();
        if (!isLate || since != NONE && System.nanoTime() - since > silence()) {
            down(cause);
        }
        return List.of();
    }

    /** Whatever goes wrong is told by the stage and thrown by nothing. */
    private CompletionStage<List<Object>> run(String[] keys, String... arguments) {
        try {
            return evalsha(connection, keys, arguments);
        } catch (RuntimeException e) {
            return failed(e);
        }
    }

    private CompletionStage<List<Object>> evalsha(
            StatefulRedisConnection<String, String> to, String[] keys, String... arguments) {
        String known = sha;
        if (known == null) {
            return eval(to, keys, arguments);
        }
        return to.async()
                .<List<Object>>evalsha(known, ScriptOutputType.MULTI, keys, arguments)
                .exceptionallyCompose(
                        why ->
                                why instanceof RedisNoScriptException
                                                || why.getCause() instanceof RedisNoScriptException
                                        ? eval(to, keys, arguments)
                                        : failed(why));
    }

    private static CompletionStage<List<Object>> failed(Throwable why) {
        return CompletableFuture.failedStage(why);
    }

    private CompletionStage<List<Object>> eval(
            StatefulRedisConnection<String, String> to, String[] keys, String... arguments) {
        sha = to.async().digest(script);
        return to.async().eval(script, ScriptOutputType.MULTI, keys, arguments);
    }

    private CompletionStage<?> tryIfDue() {
        if (isClosed || System.nanoTime() - nextTrial < 0 || !isTrying.compareAndSet(false, true)) {
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
                            return run(NOTHING, "", "0", "");
                        })
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
            unanswered.set(NONE);
            isUp = true;
            if (isTold) {
                isTold = false;
                notices.accept("Redis at " + place + " is back: the quota is shared again");
            }
        }
    }

    private synchronized void down(Throwable why) {
        if (isClosed) {
            return;
        }
        long now = System.nanoTime();
        if (isUp && now - upSince > SOUND) {
            between = FIRST_TRIAL;
        }
        isUp = false;
        nextTrial = now + between;
        between = Math.min(LAST_TRIAL, between * 2);
        if (!isTold) {
            isTold = true;
            Throwable cause = why.getCause() == null ? why : why.getCause();
            notices.accept(
                    "Redis at "
                            + place
                            + " is out of reach ("
                            + cause.getClass().getSimpleName()
                            + "): "
                            + alone);
        }
    }

    /** The script that is the quota. */
    public static String script() {
        try (InputStream in = RedisLink.class.getResourceAsStream(SCRIPT)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        isClosed = true;
        isUp = false;
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        resources.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
