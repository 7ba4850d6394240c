package io.github.geminiroutes.usage;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.QuotaViolation;
import java.util.Locale;
import java.util.Set;

/** Tag values out of a closed set. */
final class TagValues {

    private static final Set<Integer> CODES =
            Set.of(200, 400, 401, 402, 403, 404, 407, 408, 413, 429, 499, 500, 502, 503, 504);
    private static final int CLASS = 100;

    private TagValues() {}

    /** The HTTP code; {@code 4xx} for a rare one, {@code none} if there was none. */
    static String code(int code) {
        if (code == 0) {
            return "none";
        }
        return CODES.contains(code) ? Integer.toString(code) : code / CLASS % 10 + "xx";
    }

    /**
     * The quota of a 429: the worst one that it names, by unit and period, such as {@code
     * requests-per-day}, else the kind of failure.
     */
    static String quota(Failure failure) {
        if (failure.violations().isEmpty()) {
            return failure.kind().id();
        }
        QuotaViolation worst = failure.violations().get(0);
        return worst.scope() == QuotaViolation.Scope.OTHER
                        || worst.unit() == QuotaViolation.Unit.OTHER
                ? failure.kind().id()
                : id(worst.unit()) + "-" + id(worst.scope());
    }

    private static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
