package io.github.geminiroutes.usage;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The meters of calls: {@code gemini.…}, and those of OpenTelemetry's conventions for generative
 * AI. Micrometer makes a meter when its tags first occur.
 *
 * <p>Source of the latter: the OpenTelemetry semantic conventions for GenAI client metrics, state
 * "development", buckets included.
 */
public final class CallMeters {

    public static final int MOST_MODELS = 50;

    /** Hours of a batch job say nothing about the time that calls take. */
    private static final String BATCH = "batch";

    private static final int MOST_TIERS = 10;

    private static final String IN_FLIGHT = "gemini.calls.in.flight";

    private static final Duration[] REQUEST_BUCKETS =
            seconds(.1, .25, .5, 1, 2, 5, 10, 20, 30, 60, 120, 300);
    private static final Duration[] WAIT_BUCKETS =
            seconds(.1, .5, 1, 5, 10, 30, 60, 120, 300, 900, 3600);
    private static final Duration[] DURATION_BUCKETS =
            seconds(IntStream.range(0, 14).mapToDouble(i -> 0.01 * (1 << i)).toArray());
    private static final double[] TOKEN_BUCKETS =
            IntStream.range(0, 14).mapToDouble(i -> 1L << 2 * i).toArray();

    private final TagLimit models = new TagLimit(MOST_MODELS);
    private final TagLimit versions = new TagLimit(MOST_MODELS);
    private final TagLimit tiers = new TagLimit(MOST_TIERS);
    private final TaskMeters taskMeters;
    private final String serverAddress;
    private final String serverPort;
    private final KnownMeters<Counter> requests;
    private final KnownMeters<Counter> tokens;
    private final KnownMeters<Counter> rateLimitHits;
    private final KnownMeters<Counter> retries;
    private final KnownMeters<Counter> costs;
    private final KnownMeters<Counter> unpriced;
    private final KnownMeters<Timer> operations;
    private final KnownMeters<DistributionSummary> usages;
    private final Timer requestTime;
    private final Timer quotaWait;

    /**
     * @param server where the API answers
     */
    public CallMeters(MeterRegistry registry, URI server) {
        taskMeters = new TaskMeters(registry);
        serverAddress = String.valueOf(server.getHost());
        serverPort = String.valueOf(port(server));
        requests =
                new KnownMeters<>(
                        Counter.builder("gemini.requests")
                                .description("Calls to Gemini, including failed ones")
                                .withRegistry(registry));
        tokens =
                new KnownMeters<>(
                        Counter.builder("gemini.tokens")
                                .description(
                                        "Tokens as Gemini counts them; cached ones are part of input")
                                .withRegistry(registry));
        rateLimitHits =
                new KnownMeters<>(
                        Counter.builder("gemini.rate.limit.hits")
                                .description("Calls that met a 429")
                                .withRegistry(registry));
        retries =
                new KnownMeters<>(
                        Counter.builder("gemini.retries")
                                .description(
                                        "Calls that repeat a failed call, by the kind of its failure")
                                .withRegistry(registry));
        costs =
                new KnownMeters<>(
                        Counter.builder("gemini.cost.usd")
                                .description(
                                        "Cost by the price table, without calls that have no price")
                                .withRegistry(registry));
        unpriced =
                new KnownMeters<>(
                        Counter.builder("gemini.unpriced.requests")
                                .description("Calls whose cost is unknown")
                                .withRegistry(registry));
        operations =
                new KnownMeters<>(
                        Timer.builder("gen_ai.client.operation.duration")
                                .description("GenAI operation duration")
                                .serviceLevelObjectives(DURATION_BUCKETS)
                                .withRegistry(registry));
        usages =
                new KnownMeters<>(
                        DistributionSummary.builder("gen_ai.client.token.usage")
                                .description("Number of input and output tokens used")
                                .serviceLevelObjectives(TOKEN_BUCKETS)
                                .withRegistry(registry));
        requestTime =
                Timer.builder("gemini.request")
                        .description("Time from sending a call to its end")
                        .serviceLevelObjectives(REQUEST_BUCKETS)
                        .register(registry);
        quotaWait =
                Timer.builder("gemini.quota.wait")
                        .description("Time a call waited at the quota gate before it was sent")
                        .serviceLevelObjectives(WAIT_BUCKETS)
                        .register(registry);
    }

    /** Registers the gauge of calls in flight; an existing gauge stays. */
    public static void inFlight(
            MeterRegistry registry, Supplier<Number> openCalls, Consumer<Meter> registered) {
        if (registry.find(IN_FLIGHT).gauge() == null) {
            registered.accept(
                    Gauge.builder(IN_FLIGHT, openCalls)
                            .description("Calls in flight, without those that wait at the gate")
                            .register(registry));
        }
    }

    private static int port(URI server) {
        if (server.getPort() >= 0) {
            return server.getPort();
        }
        return "http".equals(server.getScheme()) ? 80 : 443;
    }

    /** Counts a call. */
    public void count(CallRecord call) {
        String model = models.fold(call.model());
        String outcome = call.outcome();
        requests.of("model", model, "outcome", outcome, "code", TagValues.code(call.code()))
                .increment();
        boolean isLate = BATCH.equals(call.serviceTier());
        if (!isLate) {
            requestTime.record(call.latency());
        }
        quotaWait.record(call.quotaWait());
        Failure failure = call.failure();
        if (call.code() == 429) {
            rateLimitHits.of("model", model, "quota", TagValues.quota(failure)).increment();
        }
        if (call.retryOf() != null) {
            retries.of("model", model, "reason", call.retryOf()).increment();
        }
        String version = versions.fold(call.modelVersion());
        if (!isLate) {
            operation(model, version, failure == null ? "" : outcome).record(call.latency());
        }
        countCost(call, model);
        taskMeters.count(call);
        if (call.usage() != null) {
            countTokens(call.usage(), model, version);
        }
    }

    private void countCost(CallRecord call, String model) {
        if (call.cost() == null && call.code() != 0) {
            unpriced.of("model", model).increment();
        } else if (call.cost() != null && call.cost().signum() > 0) {
            costs.of("model", model, "tier", tier(call)).increment(call.cost().doubleValue());
        }
    }

    /** A response that names no tier was served as most are. */
    private String tier(CallRecord call) {
        return call.serviceTier() == null ? Prices.STANDARD : tiers.fold(call.serviceTier());
    }

    private void countTokens(Usage usage, String model, String version) {
        add(model, "input", usage.inputTokens());
        add(model, "cached", usage.cachedTokens());
        add(model, "output", usage.outputTokens());
        add(model, "thinking", usage.thinkingTokens());
        add(model, "tool", usage.toolTokens());
        use(model, version, "input", usage.inputTokens() + usage.toolTokens());
        use(model, version, "output", usage.outputTokens() + usage.thinkingTokens());
    }

    private void add(String model, String type, long amount) {
        if (amount > 0) {
            tokens.of("model", model, "type", type).increment(amount);
        }
    }

    private Timer operation(String model, String version, String error) {
        return operations.of(
                model + '\0' + version + '\0' + error,
                () -> genAi(model, version).and("error.type", error));
    }

    private void use(String model, String version, String type, long amount) {
        usages.of(
                        model + '\0' + version + '\0' + type,
                        () -> genAi(model, version).and("gen_ai.token.type", type))
                .record(amount);
    }

    private Tags genAi(String model, String version) {
        return Tags.of(
                "gen_ai.operation.name", "generate_content",
                "gen_ai.provider.name", "gcp.gemini",
                "gen_ai.request.model", model,
                "gen_ai.response.model", version,
                "server.address", serverAddress,
                "server.port", serverPort);
    }

    private static Duration[] seconds(double... bounds) {
        return DoubleStream.of(bounds)
                .mapToObj(bound -> Duration.ofMillis(Math.round(bound * 1_000)))
                .toArray(Duration[]::new);
    }
}
