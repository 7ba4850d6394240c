package io.github.geminiroutes.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.List;

/**
 * Whether the numbers of {@code usageMetadata} can be true. A server that is broken, or hostile,
 * must not use up a day's budget or spoil the sums with one answer.
 */
final class UsageBounds {

    /**
     * Ten times the largest context of a model: tools and steps of thinking may read the context
     * several times.
     */
    private static final long MOST_INPUT = 20_000_000;

    /** Eight candidates of 65,536 tokens and as many thoughts are half of it. */
    private static final long MOST_OUTPUT = 2_000_000;

    private static final List<String> INPUT =
            List.of("promptTokenCount", "cachedContentTokenCount", "toolUsePromptTokenCount");
    private static final List<String> OUTPUT =
            List.of("candidatesTokenCount", "thoughtsTokenCount");
    private static final List<String> INPUT_DETAILS =
            List.of("promptTokensDetails", "cacheTokensDetails", "toolUsePromptTokensDetails");

    /** Longer numbers are none of these, and slow to read. */
    private static final int MOST_DIGITS = 20;

    private UsageBounds() {}

    /** Whether each count is a whole number that a call can reach; one that is missing is 0. */
    static boolean hold(JsonNode usage) {
        return areCounts(usage, INPUT, MOST_INPUT)
                && areCounts(usage, OUTPUT, MOST_OUTPUT)
                && isCount(usage.path("totalTokenCount"), MOST_INPUT + MOST_OUTPUT)
                && haveCounts(usage, INPUT_DETAILS)
                && areCounts(usage.path("candidatesTokensDetails"), MOST_OUTPUT);
    }

    private static boolean areCounts(JsonNode usage, List<String> fields, long most) {
        for (String field : fields) {
            if (!isCount(usage.path(field), most)) {
                return false;
            }
        }
        return true;
    }

    private static boolean haveCounts(JsonNode usage, List<String> lists) {
        for (String list : lists) {
            if (!areCounts(usage.path(list), MOST_INPUT)) {
                return false;
            }
        }
        return true;
    }

    private static boolean areCounts(JsonNode details, long most) {
        BigDecimal sum = BigDecimal.ZERO;
        for (JsonNode detail : details) {
            JsonNode count = detail.path("tokenCount");
            if (!isCount(count, most)) {
                return false;
            }
            sum = sum.add(number(count));
        }
        return sum.compareTo(BigDecimal.valueOf(most)) <= 0;
    }

    private static boolean isCount(JsonNode node, long most) {
        if (node.isMissingNode()) {
            return true;
        }
        if (node.isInt() || node.isLong()) {
            // As almost all are.
            return node.longValue() >= 0 && node.longValue() <= most;
        }
        BigDecimal number = number(node);
        return number != null
                && number.signum() >= 0
                && number.compareTo(BigDecimal.valueOf(most)) <= 0
                && (number.scale() <= 0 || number.stripTrailingZeros().scale() <= 0);
    }

    /** Null for what is no number. Protobuf may write one as text. */
    private static BigDecimal number(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return BigDecimal.ZERO;
        }
        if (node.isInt() || node.isLong()) {
            return BigDecimal.valueOf(node.longValue());
        }
        if (!node.isNumber() && !node.isTextual() || node.asText().length() > MOST_DIGITS) {
            return null;
        }
        try {
            return new BigDecimal(node.asText());
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
