package io.github.geminiroutes.generate;

import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The models whose calls take long: the log has a line as that begins, and one as it ends. */
final class SlowModels {

    private static final Logger LOG = LoggerFactory.getLogger(SlowModels.class);

    /** Prompts may name any model. */
    private static final int MOST_NAMED = 10;

    private final String calls;
    private volatile Set<String> slow = Set.of();

    /**
     * @param calls what they are, as the first word of a line
     */
    SlowModels(String calls) {
        this.calls = calls;
    }

    /** Notes which are slow now. */
    void look(Set<String> now) {
        Set<String> before = slow;
        slow = Set.copyOf(now);
        String begun = names(now, before);
        if (!begun.isEmpty()) {
            LOG.warn(
                    "{} to {} take minutes: all models of which this is so share three quarters of the"
                            + " places for calls, and further prompts for them wait",
                    calls,
                    begun);
        }
        String ended = names(before, now);
        if (!ended.isEmpty()) {
            LOG.info("{} to {} take minutes no more", calls, ended);
        }
    }

    private static String names(Set<String> models, Set<String> without) {
        return models.stream()
                .filter(model -> !without.contains(model))
                .sorted()
                .limit(MOST_NAMED)
                .collect(Collectors.joining(", "));
    }

    Set<String> slow() {
        return slow;
    }
}
