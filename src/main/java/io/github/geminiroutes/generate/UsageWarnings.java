package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.usage.TagLimit;
import java.util.function.Consumer;

/** Warns once of each model whose answers do not say what a call used. Thread-safe. */
final class UsageWarnings {

    /** A person would not read those of more. */
    private static final int MOST_MODELS = 50;

    private final TagLimit incredible = new TagLimit(MOST_MODELS);
    private final TagLimit silent = new TagLimit(MOST_MODELS);
    private final Consumer<String> warn;

    /**
     * @param warn is told each warning
     */
    UsageWarnings(Consumer<String> warn) {
        this.warn = warn;
    }

    /**
     * Looks at what a call says of its use.
     *
     * @param usage null if none is named
     * @param response null if there is none
     * @param failure null if the call was answered
     */
    void look(String model, Usage usage, Response response, Failure failure) {
        if (response != null && response.namesIncredibleUsage()) {
            tell(
                    incredible,
                    model,
                    "%s answers with numbers of tokens that no call can have: no sum counts them, the cost of such a call is unknown, and a budget counts an estimate");
        } else if (failure == null && CostBooking.isUnsaid(usage, response, null)) {
            tell(
                    silent,
                    model,
                    "%s does not say how many tokens its prompts have: no sum counts them, and a budget counts an estimate of what such a call costs");
        }
    }

    private void tell(TagLimit known, String model, String text) {
        if (!known.isKnown(model)) {
            warn.accept(text.formatted(known.fold(model)));
        }
    }
}
