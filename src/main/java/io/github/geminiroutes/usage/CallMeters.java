package io.github.geminiroutes.usage;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * The meters of calls: {@code gemini.…}, and those of OpenTelemetry's conventions for generative
 * AI. A meter is created when its tags first occur; after that a call costs a few map look-ups and
 * additions.
 *
 * <p>Source of the latter: the OpenTelemetry semantic conventions for GenAI client metrics, state
 * "development", buckets included.
 */
public final class CallMeters {

    public static final int MOST_MODELS = 50;

    private static final String IN_FLIGHT = "gemini.calls.in.flight";

    private static final Duration[] REQUEST_BUCKETS =
            seconds(.1, .25, .5, 1, 2, 5, 10, 20, 30, 60, 120, 300);
    private static final Duration[] WAIT_BUCKETS =
            seconds(.1, .5, 1, 5, 10, 30, 60, 120, 300, 900, 3600);
    private static final Duration[] DURATION_BUCKETS =
            seconds(IntStream.range(0, 14).mapToDouble(i -> 0.01 * (1 << i)).toArray());
    private static final double[] TOKEN_BUCKETS =
            IntStream.range(0, 14).mapToDouble(i -> 1L << 2 * i).toArray();

    private final Map<RequestKey, Counter> requests = new ConcurrentHashMap<>();
    private final Map<TwoTags, Counter> tokens = new ConcurrentHashMap<>();
    private final Map<TwoTags, Counter> rateLimitHits = new ConcurrentHashMap<>();
    private final Map<TwoTags, Counter> retries = new ConcurrentHashMap<>();
    private final Map<String, Counter> costs = new ConcurrentHashMap<>();
    private final Map<String, Counter> unpriced = new ConcurrentHashMap<>();
    private final Map<OperationKey, Timer> operations = new ConcurrentHashMap<>();
    private final Map<UsageKey, DistributionSummary> usages = new ConcurrentHashMap<>();
    private final TagLimit models = new TagLimit(MOST_MODELS);
    private final TagLimit versions = new TagLimit(MOST_MODELS);
    private final MeterRegistry registry;
    private final String serverAddress;
    private final String serverPort;
    private final Timer requestTime;
    private final Timer quotaWait;

    /**
     * @param server where the API answers
     */
    public CallMeters(MeterRegistry registry, URI server) {
        this.registry = registry;
        serverAddress = String.valueOf(server.getHost());
        serverPort = String.valueOf(port(server));
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
    public static void inFlight(MeterRegistry registry, Supplier<Number> openCalls) {
        if (registry.find(IN_FLIGHT).gauge() == null) {
            Gauge.builder(IN_FLIGHT, openCalls)
                    .description("Calls in flight, without those that wait at the gate")
                    .register(registry);
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
        requests.computeIfAbsent(
                        new RequestKey(model, outcome, Tags.code(call.code())), this::requests)
                .increment();
        requestTime.record(call.latency());
        quotaWait.record(call.quotaWait());
        Failure failure = call.failure();
        if (call.code() == 429) {
            rateLimitHits
                    .computeIfAbsent(new TwoTags(model, Tags.quota(failure)), this::rateLimitHits)
                    .increment();
        }
        if (call.retryOf() != null) {
            retries.computeIfAbsent(new TwoTags(model, call.retryOf()), this::retries).increment();
        }
        String version = versions.fold(call.modelVersion());
        operations
                .computeIfAbsent(
                        new OperationKey(model, version, failure == null ? "" : outcome),
                        this::operations)
                .record(call.latency());
        count(call, model, version);
    }

    private void count(CallRecord call, String model, String version) {
        Usage usage = call.usage();
        if (usage != null) {
            add(model, "input", usage.inputTokens());
            add(model, "cached", usage.cachedTokens());
            add(model, "output", usage.outputTokens());
            add(model, "thinking", usage.thinkingTokens());
            add(model, "tool", usage.toolTokens());
            use(model, version, "input", usage.inputTokens() + usage.toolTokens());
            use(model, version, "output", usage.outputTokens() + usage.thinkingTokens());
        }
        if (call.cost() == null && call.code() != 0) {
            unpriced.computeIfAbsent(model, this::unpriced).increment();
        } else if (call.cost() != null && call.cost().signum() > 0) {
            costs.computeIfAbsent(model, this::costs).increment(call.cost().doubleValue());
        }
    }

    private void add(String model, String type, long amount) {
        if (amount > 0) {
            tokens.computeIfAbsent(new TwoTags(model, type), this::tokens).increment(amount);
        }
    }

    private void use(String model, String version, String type, long amount) {
        usages.computeIfAbsent(new UsageKey(model, version, type), this::usages).record(amount);
    }

    private Counter requests(RequestKey key) {
        return Counter.builder("gemini.requests")
                .description("Calls to Gemini, including failed ones")
                .tags("model", key.model, "outcome", key.outcome, "code", key.code)
                .register(registry);
    }

    private Counter tokens(TwoTags key) {
        return Counter.builder("gemini.tokens")
                .description("Tokens as Gemini counts them; cached ones are part of input")
                .tags("model", key.model, "type", key.other)
                .register(registry);
    }

    private Counter rateLimitHits(TwoTags key) {
        return Counter.builder("gemini.rate.limit.hits")
                .description("Calls that met a 429")
                .tags("model", key.model, "quota", key.other)
                .register(registry);
    }

    private Counter retries(TwoTags key) {
        return Counter.builder("gemini.retries")
                .description("Calls that repeat a failed call, by the kind of its failure")
                .tags("model", key.model, "reason", key.other)
                .register(registry);
    }

    private Counter costs(String model) {
        return Counter.builder("gemini.cost.usd")
                .description("Cost by the price table, without calls that have no price")
                .tags("model", model)
                .register(registry);
    }

    private Counter unpriced(String model) {
        return Counter.builder("gemini.unpriced.requests")
                .description("Calls whose cost is unknown")
                .tags("model", model)
                .register(registry);
    }

    private Timer operations(OperationKey key) {
        return Timer.builder("gen_ai.client.operation.duration")
                .description("GenAI operation duration")
                .tags(genAi(key.model, key.version))
                .tags("error.type", key.errorType)
                .serviceLevelObjectives(DURATION_BUCKETS)
                .register(registry);
    }

    private DistributionSummary usages(UsageKey key) {
        return DistributionSummary.builder("gen_ai.client.token.usage")
                .description("Number of input and output tokens used")
                .tags(genAi(key.model, key.version))
                .tags("gen_ai.token.type", key.type)
                .serviceLevelObjectives(TOKEN_BUCKETS)
                .register(registry);
    }

    private String[] genAi(String model, String version) {
        return new String[] {
            "gen_ai.operation.name", "generate_content",
            "gen_ai.provider.name", "gcp.gemini",
            "gen_ai.request.model", model,
            "gen_ai.response.model", version,
            "server.address", serverAddress,
            "server.port", serverPort
        };
    }

    private static Duration[] seconds(double... bounds) {
        return DoubleStream.of(bounds)
                .mapToObj(bound -> Duration.ofMillis(Math.round(bound * 1_000)))
                .toArray(Duration[]::new);
    }

    private record RequestKey(String model, String outcome, String code) {}

    private record TwoTags(String model, String other) {}

    private record OperationKey(String model, String version, String errorType) {}

    private record UsageKey(String model, String version, String type) {}
}
