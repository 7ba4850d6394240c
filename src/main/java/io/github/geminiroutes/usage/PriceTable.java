package io.github.geminiroutes.usage;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.usage.Price.ToolPrice;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;

/** Reads the table of {@link Prices}; what is not valid is refused with its place. */
final class PriceTable {

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

    private PriceTable() {}

    /** What each tier costs of the standard price. */
    static Map<String, BigDecimal> tiers(JsonNode table) {
        requireFields("the table", table, Set.of("about", "tiers", "models"));
        Map<String, BigDecimal> tiers = new HashMap<>();
        for (Map.Entry<String, JsonNode> tier : object("tiers", table.path("tiers"))) {
            tiers.put(tier.getKey(), amount("tiers." + tier.getKey(), tier.getValue()));
        }
        return Map.copyOf(tiers);
    }

    /** The prices of each model, by the day from which they hold. */
    static Map<String, NavigableMap<LocalDate, Price>> models(JsonNode table) {
        Map<String, NavigableMap<LocalDate, Price>> models = new HashMap<>();
        for (Map.Entry<String, JsonNode> model : object("models", table.path("models"))) {
            models.put(model.getKey(), model("models." + model.getKey(), model.getValue()));
        }
        return Map.copyOf(models);
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
