package io.github.geminiroutes.usage;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.usage.Price.ToolPrice;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The cost of calls, by a table of prices per model, tier and date. Thinking is billed as output;
 * tokens of tool use are billed as input; cached tokens, audio, pictures and searches may have a
 * price of their own. What is not in the table has no price, never the price zero; only cached
 * tokens without a price count as other input, which is the most that they can cost.
 */
public final class Prices {

    /** The tier of a response that names none. */
    public static final String STANDARD = "standard";

    /** {@code gemini-3.8-flash-001} is billed as {@code gemini-3.8-flash}. */
    private static final Pattern VERSION = Pattern.compile("(-\\d+)+$");

    private static final BigDecimal SECONDS_OF_HOUR = BigDecimal.valueOf(3_600);

    private static final Set<String> RATES =
            Set.of(
                    "input",
                    "cached",
                    "output",
                    "audioInput",
                    "audioCached",
                    "audioOutput",
                    "imageOutput");
    private static final Set<String> ENTRY =
            with(RATES, "from", "above", "tiers", "storage", "search", "maps");
    private static final Set<String> ABOVE = with(RATES, "inputTokens");

    private final Map<String, BigDecimal> tiers;
    private final Map<String, NavigableMap<LocalDate, Price>> models;

    private Prices(
            Map<String, BigDecimal> tiers, Map<String, NavigableMap<LocalDate, Price>> models) {
        this.tiers = tiers;
        this.models = models;
    }

    /**
     * Reads a table.
     *
     * @throws IllegalArgumentException if it is not valid; the message is one line that names the
     *     place
     */
    public static Prices of(JsonNode table) {
        requireFields("the table", table, Set.of("about", "tiers", "models"));
        Map<String, BigDecimal> tiers = new HashMap<>();
        for (Map.Entry<String, JsonNode> tier : object("tiers", table.path("tiers"))) {
            tiers.put(tier.getKey(), amount("tiers." + tier.getKey(), tier.getValue()));
        }
        Map<String, NavigableMap<LocalDate, Price>> models = new HashMap<>();
        for (Map.Entry<String, JsonNode> model : object("models", table.path("models"))) {
            models.put(model.getKey(), model("models." + model.getKey(), model.getValue()));
        }
        return new Prices(Map.copyOf(tiers), Map.copyOf(models));
    }

    /**
     * @param model the version that answered, else the model requested
     * @param tier the tier it was served in; null for the standard one
     * @param day the day of the call in Los Angeles
     * @return USD; null if there is no price for it
     */
    public BigDecimal cost(String model, String tier, LocalDate day, Usage usage) {
        Price holds = price(model, day);
        String named = tier == null ? STANDARD : tier;
        return holds == null ? null : holds.cost(named, tiers.get(named), usage);
    }

    /**
     * What a cache costs for the time that it exists, in every tier alike.
     *
     * @param model the model that it is made for
     * @param day the day in Los Angeles
     * @param tokens in the cache
     * @param kept how long it exists
     * @return USD; null if there is no price for it
     */
    public BigDecimal storage(String model, LocalDate day, long tokens, Duration kept) {
        Price holds = price(model, day);
        return holds == null || holds.storage() == null
                ? null
                : holds.storage()
                        .multiply(BigDecimal.valueOf(tokens))
                        .movePointLeft(Rates.MILLION)
                        .multiply(BigDecimal.valueOf(kept.toSeconds()))
                        .divide(SECONDS_OF_HOUR, MathContext.DECIMAL64);
    }

    private Price price(String model, LocalDate day) {
        NavigableMap<LocalDate, Price> known = models.get(model);
        if (known == null) {
            known = models.get(baseName(model));
        }
        Map.Entry<LocalDate, Price> holds = known == null ? null : known.floorEntry(day);
        return holds == null ? null : holds.getValue();
    }

    /** The name under which a version of a model is billed: without path and number. */
    public static String baseName(String version) {
        return VERSION.matcher(version.substring(version.lastIndexOf('/') + 1)).replaceFirst("");
    }

    /**
     * The most that a call without a price may have cost, by the prices of all models.
     *
     * @param day the day of the call in Los Angeles
     * @return USD; null if no model has a price
     */
    public BigDecimal most(LocalDate day, Usage usage) {
        List<Price> held =
                models.values().stream()
                        .map(model -> model.floorEntry(day))
                        .filter(Objects::nonNull)
                        .map(Map.Entry::getValue)
                        .toList();
        BigDecimal part = tiers.values().stream().reduce(BigDecimal.ONE, BigDecimal::max);
        return new DearestPrice(held, part).cost(usage);
    }

    private static NavigableMap<LocalDate, Price> model(String place, JsonNode list) {
        if (!list.isArray() || list.isEmpty()) {
            throw refused(place, "must be a list of prices");
        }
        NavigableMap<LocalDate, Price> prices = new TreeMap<>();
        for (int i = 0; i < list.size(); i++) {
            String entry = place + "[" + i + "]";
            LocalDate from = date(entry + ".from", list.get(i).path("from"));
            if (prices.put(from, price(entry, list.get(i))) != null) {
                throw refused(entry + ".from", "is the date of two prices");
            }
        }
        return prices;
    }

    private static Price price(String place, JsonNode entry) {
        requireFields(place, entry, ENTRY);
        Rates above = null;
        long aboveInputTokens = 0;
        if (entry.has("above")) {
            JsonNode node = entry.path("above");
            String abovePlace = place + ".above";
            requireFields(abovePlace, node, ABOVE);
            if (!node.path("inputTokens").canConvertToExactIntegral()) {
                throw refused(abovePlace + ".inputTokens", "must be a whole number");
            }
            aboveInputTokens = node.path("inputTokens").asLong();
            above = rates(abovePlace, node);
        }
        Map<String, Rates> tiers = new HashMap<>();
        if (entry.has("tiers")) {
            for (Map.Entry<String, JsonNode> tier : object(place + ".tiers", entry.path("tiers"))) {
                String tierPlace = place + ".tiers." + tier.getKey();
                tiers.put(tier.getKey(), ratesOfTier(tierPlace, tier.getValue()));
            }
        }
        return new Price(
                rates(place, entry),
                aboveInputTokens,
                above,
                tiers,
                optional(place, entry, "storage"),
                tool(place + ".search", entry.path("search")),
                tool(place + ".maps", entry.path("maps")));
    }

    private static Rates ratesOfTier(String place, JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        requireFields(place, node, RATES);
        return rates(place, node);
    }

    private static ToolPrice tool(String place, JsonNode node) {
        if (node.isMissingNode()) {
            return null;
        }
        requireFields(place, node, Set.of("perQuery", "perPrompt"));
        if (node.size() != 1) {
            throw refused(place, "must have one of perQuery and perPrompt");
        }
        return new ToolPrice(optional(place, node, "perQuery"), optional(place, node, "perPrompt"));
    }

    private static Rates rates(String place, JsonNode node) {
        return new Rates(
                amount(place + ".input", node.path("input")),
                optional(place, node, "cached"),
                amount(place + ".output", node.path("output")),
                optional(place, node, "audioInput"),
                optional(place, node, "audioCached"),
                optional(place, node, "audioOutput"),
                optional(place, node, "imageOutput"));
    }

    private static BigDecimal optional(String place, JsonNode node, String name) {
        return node.has(name) ? amount(place + "." + name, node.path(name)) : null;
    }

    private static BigDecimal amount(String place, JsonNode node) {
        if (!node.isNumber() || node.decimalValue().signum() < 0) {
            throw refused(place, "must be a number, 0 or more");
        }
        return node.decimalValue();
    }

    private static LocalDate date(String place, JsonNode node) {
        try {
            return LocalDate.parse(node.asText());
        } catch (DateTimeParseException e) {
            throw refused(place, "must be a date such as 2026-11-25");
        }
    }

    private static Set<Map.Entry<String, JsonNode>> object(String place, JsonNode node) {
        if (!node.isObject()) {
            throw refused(place, "must be an object");
        }
        return node.properties();
    }

    private static void requireFields(String place, JsonNode node, Set<String> known) {
        for (Map.Entry<String, JsonNode> field : object(place, node)) {
            if (!known.contains(field.getKey())) {
                throw refused(place, "has an unknown field '" + field.getKey() + "'");
            }
        }
    }

    private static IllegalArgumentException refused(String place, String allowed) {
        return new IllegalArgumentException(place + " " + allowed);
    }

    private static Set<String> with(Set<String> names, String... more) {
        Set<String> all = new HashSet<>(names);
        all.addAll(List.of(more));
        return Set.copyOf(all);
    }
}
