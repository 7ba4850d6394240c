package io.github.geminiroutes.failure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * JSON of about the right shape: each field of an error may be right, wrong, or missing. The seed
 * tells which.
 */
final class RandomErrorBody {

    private static final List<String> DETAIL_FIELDS =
            List.of("@type", "violations", "retryDelay", "reason", "metadata", "fieldViolations");
    private static final List<String> INNER_FIELDS =
            List.of(
                    "error",
                    "quotaId",
                    "quotaMetric",
                    "quotaValue",
                    "quotaDimensions",
                    "model",
                    "field",
                    "description",
                    "quota_limit",
                    "quota_limit_value");
    private static final List<String> TEXTS =
            List.of(
                    "RequestsPerDay",
                    "TokensPerMinute",
                    "limit: 0",
                    "0",
                    "-1",
                    "99999999999999999999",
                    "47s",
                    "-47s",
                    "9e9s",
                    "999999999999s",
                    "Please retry in 99999h1m",
                    "retry in 0s",
                    "API_KEY_INVALID",
                    "FAILED_PRECONDITION",
                    "metric: m, limit: 7, model: x",
                    "",
                    " \n\u0000",
                    "\ud83d\ude00");

    private final SplittableRandom random;

    RandomErrorBody(long seed) {
        random = new SplittableRandom(seed);
    }

    Object root() {
        Map<String, Object> error = fields(List.of("code", "message", "status", "details"), 2);
        if (random.nextBoolean()) {
            error.put("details", list(() -> fields(DETAIL_FIELDS, 3)));
        }
        return switch (random.nextInt(5)) {
            case 0 -> tree(4);
            case 1 -> List.of(Map.of("error", error));
            default -> Map.of("error", error);
        };
    }

    private Object tree(int depth) {
        return switch (depth == 0 ? 0 : random.nextInt(3)) {
            case 1 -> list(() -> tree(depth - 1));
            case 2 -> fields(INNER_FIELDS, depth - 1);
            default -> value();
        };
    }

    private Map<String, Object> fields(List<String> names, int depth) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (String name : names) {
            if (random.nextInt(3) > 0) {
                fields.put(name, tree(depth));
            }
        }
        return fields;
    }

    private List<Object> list(Supplier<Object> elements) {
        List<Object> list = new ArrayList<>();
        for (int size = random.nextInt(4); size > 0; size--) {
            list.add(elements.get());
        }
        return list;
    }

    private Object value() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextLong();
            case 1 -> random.nextDouble() * 1e300;
            case 2 -> random.nextBoolean();
            case 3 -> null;
            default -> TEXTS.get(random.nextInt(TEXTS.size()));
        };
    }
}
