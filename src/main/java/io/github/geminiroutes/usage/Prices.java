package io.github.geminiroutes.usage;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.answer.Usage;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The cost of calls, by a table of prices per model, tier and date. Thinking is billed as output;
 * cached tokens are part of the input tokens and have a price of their own; tokens of tool use are
 * billed as input. A model or tier that is not in the table has no price, never the price zero.
 */
public final class Prices {

    /** The tier of a response that names none. */
    public static final String STANDARD = "standard";

    /** The tokens that a price is for: a power of ten, so that every cost is exact. */
    private static final int MILLION = 6;

    /** {@code gemini-3.8-flash-001} is billed as {@code gemini-3.8-flash}. */
    private static final Pattern VERSION = Pattern.compile("(-\\d+)+$");

    private static final Set<String> RATES = Set.of("input", "cached", "output");

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
        NavigableMap<LocalDate, Price> known = models.get(model);
        if (known == null) {
            known = models.get(VERSION.matcher(model).replaceFirst(""));
        }
        Map.Entry<LocalDate, Price> holds = known == null ? null : known.floorEntry(day);
        return holds == null ? null : cost(holds.getValue(), tier == null ? STANDARD : tier, usage);
    }

    private BigDecimal cost(Price price, String tier, Usage usage) {
        Rates own = price.tiers.get(tier);
        if (own != null) {
            return own.cost(usage);
        }
        BigDecimal part = tiers.get(tier);
        if (part == null) {
            return null;
        }
        boolean isLong = price.above != null && usage.inputTokens() > price.aboveInputTokens;
        BigDecimal cost = (isLong ? price.above : price.rates).cost(usage);
        return cost == null ? null : cost.multiply(part);
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
        requireFields(place, entry, Set.of("from", "input", "cached", "output", "above", "tiers"));
        Rates above = null;
        long aboveInputTokens = 0;
        if (entry.has("above")) {
            JsonNode node = entry.path("above");
            String abovePlace = place + ".above";
            requireFields(abovePlace, node, Set.of("inputTokens", "input", "cached", "output"));
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
                requireFields(tierPlace, tier.getValue(), RATES);
                tiers.put(tier.getKey(), rates(tierPlace, tier.getValue()));
            }
        }
        return new Price(rates(place, entry), aboveInputTokens, above, tiers);
    }

    private static Rates rates(String place, JsonNode node) {
        return new Rates(
                amount(place + ".input", node.path("input")),
                node.has("cached") ? amount(place + ".cached", node.path("cached")) : null,
                amount(place + ".output", node.path("output")));
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

    private record Price(
            Rates rates, long aboveInputTokens, Rates above, Map<String, Rates> tiers) {}

    private record Rates(BigDecimal input, BigDecimal cached, BigDecimal output) {

        BigDecimal cost(Usage usage) {
            if (usage.cachedTokens() > 0 && cached == null) {
                return null;
            }
            long fresh =
                    Math.max(0, usage.inputTokens() - usage.cachedTokens()) + usage.toolTokens();
            BigDecimal cost =
                    input.multiply(BigDecimal.valueOf(fresh))
                            .add(
                                    output.multiply(
                                            BigDecimal.valueOf(
                                                    usage.outputTokens()
                                                            + usage.thinkingTokens())));
            if (usage.cachedTokens() > 0) {
                cost = cost.add(cached.multiply(BigDecimal.valueOf(usage.cachedTokens())));
            }
            return cost.movePointLeft(MILLION);
        }
    }
}
