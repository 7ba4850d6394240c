package io.github.geminiroutes.estimate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.usage.Prices;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sums of what is added to it, request by request: however many there are, only sums are kept.
 * Thread-safe.
 */
public final class Estimate {

    /** In the order of the table. */
    public static final List<String> TIERS = List.of("standard", "flex", "batch", "priority");

    /** What a request is made of. */
    public enum Source {
        PROMPT,
        /** A file under the standing prompt of its task. */
        DOCUMENT,
        /** A line of a table. */
        ROW
    }

    private static final int DIGITS_OF_USD = 8;

    private final Prices prices;
    private final LocalDate day;
    private final Map<Source, Long> counts = new EnumMap<>(Source.class);
    private final Map<String, Demand> demands = new TreeMap<>();
    private final Map<String, BigDecimal> inputUsd = new LinkedHashMap<>();
    private final Map<String, BigDecimal> usd = new LinkedHashMap<>();
    private long inputTokens;
    private long outputTokens;
    private long withoutOutput;
    private long leftOut;

    /**
     * @param day the day in Los Angeles whose prices hold
     */
    public Estimate(Prices prices, LocalDate day) {
        this.prices = prices;
        this.day = day;
        for (String tier : TIERS) {
            inputUsd.put(tier, BigDecimal.ZERO);
            usd.put(tier, BigDecimal.ZERO);
        }
    }

    /**
     * What a model is asked for.
     *
     * @param requests how many
     * @param inputTokens of all of them
     */
    public record Demand(long requests, long inputTokens) {

        Demand and(long tokens) {
            return new Demand(requests + 1, inputTokens + tokens);
        }
    }

    /** Adds a request. */
    public void add(Source source, Prompt prompt, String model, long tokens) {
        Long output = mostOutputTokens(prompt.request());
        Usage input = new Usage(tokens, 0, 0, 0, 0, tokens);
        Usage all = output == null ? null : new Usage(tokens, 0, output, 0, 0, tokens + output);
        synchronized (this) {
            counts.merge(source, 1L, Long::sum);
            demands.put(model, demands.getOrDefault(model, new Demand(0, 0)).and(tokens));
            inputTokens += tokens;
            outputTokens += output == null ? 0 : output;
            withoutOutput += output == null ? 1 : 0;
            for (String tier : TIERS) {
                sum(inputUsd, tier, prices.cost(model, tier, day, input));
                sum(usd, tier, all == null ? null : prices.cost(model, tier, day, all));
            }
        }
    }

    /** Counts files, tables and folders that there was no time for. */
    public synchronized void leaveOut(long more) {
        leftOut += more;
    }

    /** How many files, tables and folders are not in the figures. */
    public synchronized long leftOut() {
        return leftOut;
    }

    /** What has no price makes the sum unknown. */
    private static void sum(Map<String, BigDecimal> sums, String tier, BigDecimal cost) {
        BigDecimal before = sums.get(tier);
        sums.put(tier, before == null || cost == null ? null : before.add(cost));
    }

    /** The limit of thinking and text together, of all answers that are asked for; null if none. */
    private static Long mostOutputTokens(ObjectNode request) {
        JsonNode config = either(request, "generationConfig", "generation_config");
        JsonNode most = either(config, "maxOutputTokens", "max_output_tokens");
        JsonNode answers = either(config, "candidateCount", "candidate_count");
        return most.canConvertToLong() && most.asLong() > 0
                ? most.asLong() * Math.max(1, answers.asLong(1))
                : null;
    }

    private static JsonNode either(JsonNode parent, String name, String twin) {
        return parent.has(name) ? parent.path(name) : parent.path(twin);
    }

    /** How many requests of a source were added. */
    public synchronized long count(Source source) {
        return counts.getOrDefault(source, 0L);
    }

    /** The input tokens of all. */
    public synchronized long inputTokens() {
        return inputTokens;
    }

    /** The most output tokens of all; null if one has no limit. */
    public synchronized Long outputTokens() {
        return withoutOutput == 0 ? outputTokens : null;
    }

    /** How many requests name no most output tokens. */
    public synchronized long withoutOutput() {
        return withoutOutput;
    }

    /** The most that all cost in a tier, in USD; null if it is unknown. */
    public synchronized BigDecimal usd(String tier) {
        return rounded(usd.get(tier));
    }

    /** What the input of all costs in a tier, in USD; null if it is unknown. */
    public synchronized BigDecimal inputUsd(String tier) {
        return rounded(inputUsd.get(tier));
    }

    private static BigDecimal rounded(BigDecimal amount) {
        if (amount == null) {
            return null;
        }
        BigDecimal rounded = amount.setScale(DIGITS_OF_USD, RoundingMode.HALF_UP);
        return rounded.signum() == 0 ? BigDecimal.ZERO : rounded.stripTrailingZeros();
    }

    /** What each model is asked for. */
    public synchronized Map<String, Demand> demands() {
        return Map.copyOf(demands);
    }

    /**
     * The figures as JSON; what is unknown is null.
     *
     * @param seconds the time that quotas force; null if it is unknown
     */
    public ObjectNode json(Long seconds) {
        ObjectNode json = GeminiJson.MAPPER.createObjectNode();
        json.put("prompts", count(Source.PROMPT));
        json.put("documents", count(Source.DOCUMENT));
        json.put("rows", count(Source.ROW));
        json.put("leftOut", leftOut());
        json.put("inputTokens", inputTokens());
        json.put("outputTokens", outputTokens());
        ObjectNode tiers = json.putObject("usd");
        for (String tier : TIERS) {
            BigDecimal amount = usd(tier);
            // An exponent is no money that a person reads.
            tiers.put(tier, amount == null ? null : new BigDecimal(amount.toPlainString()));
        }
        json.put("seconds", seconds);
        return json;
    }
}
