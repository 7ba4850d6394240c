package io.github.geminiroutes.testing;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A stand-in for the Gemini API on loopback. It answers every prompt with its echo, keeps quotas as
 * Google does and fails on demand. All calls are served by one event loop, so that it takes little
 * from the program it measures.
 */
public final class GeminiServer implements AutoCloseable {
    private final Vertx vertx;
    private final int port;
    private final GeminiHandler handler;
    private final Model model;
    private final CallLog log = new CallLog();
    private HttpServer http;

    private GeminiServer(Builder settings) {
        model = new Model(settings);
        vertx = Vertx.vertx(oneEventLoop());
        handler = new GeminiHandler(vertx, model, log);
        port = listen(0);
    }

    private int listen(int wanted) {
        http = vertx.createHttpServer(manyConnections());
        http.requestHandler(handler);
        http.listen(wanted, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
        return http.actualPort();
    }

    private static VertxOptions oneEventLoop() {
        FileSystemOptions noFiles =
                new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false);
        return new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(noFiles);
    }

    private static HttpServerOptions manyConnections() {
        return new HttpServerOptions()
                .setAcceptBacklog(4096)
                .setTcpNoDelay(true)
                .setReuseAddress(true)
                .setHandle100ContinueAutomatically(true);
    }

    /** A server that answers everything at once. */
    public static GeminiServer start() {
        return builder().start();
    }

    /** Settings for a server. */
    public static Builder builder() {
        return new Builder();
    }

    /** What {@code GOOGLE_GEMINI_BASE_URL} is to be. */
    public String baseUrl() {
        return "http://127.0.0.1:" + port;
    }

    /** What the server saw. */
    public CallLog log() {
        return log;
    }

    /** The files of its project. */
    public StoredFiles files() {
        return handler.files();
    }

    /** Replies for the next calls, one each, before anything else is considered. */
    public void next(Reply... replies) {
        model.script().append(List.of(replies));
    }

    /** A reply for all calls that match, until the server stops. */
    public void when(Predicate<PromptRequest> condition, Reply reply) {
        model.script().when(condition, reply);
    }

    /** Replies for the first calls that match, one each; later ones are answered. */
    public void inTurn(Predicate<PromptRequest> condition, Reply... replies) {
        model.script().inTurn(condition, List.of(replies));
    }

    /** Replies that depend on the call; one without a reply of its own is answered. */
    public void choose(Function<PromptRequest, Optional<Reply>> choice) {
        model.script().choose(choice);
    }

    /** Shows every call as it came in, before it is answered. */
    public void watch(Consumer<RecordedMessage> watcher) {
        handler.watch(watcher);
    }

    /** Begins or ends an outage: every call meets a 503. */
    public void outage(boolean on) {
        outage(on ? Outage.UNAVAILABLE : Outage.NONE);
    }

    /** Begins an outage, or ends it with {@link Outage#NONE}. */
    public synchronized void outage(Outage kind) {
        model.outage(kind);
        if (kind == Outage.REFUSED && http != null) {
            http.close().toCompletionStage().toCompletableFuture().join();
            http = null;
        } else if (kind != Outage.REFUSED && http == null) {
            listen(port);
        }
    }

    /** Sets the time each answer takes, from the next call on. */
    public void latency(Duration latency) {
        model.latency(latency);
    }

    /** Sets the keys that are accepted; with none, any key is. */
    public void acceptKeys(String... keys) {
        model.acceptKeys(Set.of(keys));
    }

    /** Has another program of the same project use up to {@code requests} of a model's quotas. */
    public long eatRequests(String modelName, long requests) {
        return eatRequests(modelName, requests, Duration.ZERO);
    }

    /**
     * Has another program have used up {@code requests} of a model's quotas a while {@code ago}. To
     * be called before the model's first call.
     *
     * @return how many the quotas let through
     */
    public long eatRequests(String modelName, long requests, Duration ago) {
        return model.eatRequests(modelName, requests, ago);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    /** Collects the settings of a server. */
    public static final class Builder {
        Clock clock = Clock.systemUTC();
        Duration latency = Duration.ZERO;
        Set<String> models = Set.of();
        Set<String> keys = Set.of();
        final List<Quota> quotas = new ArrayList<>();
        final Script script = new Script();

        private Builder() {}

        /** The time of quotas and records; latency always runs in real time. */
        public Builder clock(Clock newClock) {
            clock = newClock;
            return this;
        }

        /** The time each answer takes. */
        public Builder latency(Duration newLatency) {
            latency = newLatency;
            return this;
        }

        /** The models that exist; with none named, every model does. */
        public Builder models(String... names) {
            models = Set.of(names);
            return this;
        }

        /** The keys that are accepted; with none named, any key is. */
        public Builder keys(String... accepted) {
            keys = Set.of(accepted);
            return this;
        }

        /** A limit to enforce; several for one model hold together. */
        public Builder quota(Quota quota) {
            quotas.add(quota);
            return this;
        }

        /** Replies for the first calls, one each. */
        public Builder first(Reply... replies) {
            script.append(List.of(replies));
            return this;
        }

        /** A reply for all calls that match. */
        public Builder when(Predicate<PromptRequest> condition, Reply reply) {
            script.when(condition, reply);
            return this;
        }

        /** Starts the server on a free port of 127.0.0.1. */
        public GeminiServer start() {
            return new GeminiServer(this);
        }
    }
}
