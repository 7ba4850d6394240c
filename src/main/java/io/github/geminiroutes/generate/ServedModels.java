package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.usage.Prices;
import io.github.geminiroutes.usage.TagLimit;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Warns, once for each model, of what a response says about the model that served it: it is about
 * to be retired, or it is another one than was asked, which may have another price. Thread-safe.
 */
final class ServedModels {

    /** An alias names no model: which one serves it is Google's choice. */
    private static final String ALIAS = "-latest";

    private static final Set<String> SOUND =
            Set.of(
                    "",
                    "STABLE",
                    "PREVIEW",
                    "EXPERIMENTAL",
                    "UNSTABLE_EXPERIMENTAL",
                    "MODEL_STAGE_UNSPECIFIED");

    /** A person would not read the warnings of more models. */
    private static final int MOST = 50;

    private final TagLimit replaced = new TagLimit(MOST);
    private final TagLimit ending = new TagLimit(MOST);
    private final Consumer<String> warnings;

    ServedModels(Consumer<String> warnings) {
        this.warnings = warnings;
    }

    /**
     * @param asked the model asked
     * @param response what came back
     */
    void look(String asked, Response response) {
        String served = response.modelVersion();
        if (served != null
                && !asked.endsWith(ALIAS)
                && !Prices.baseName(served).equals(Prices.baseName(asked))
                && noteFirst(replaced, asked + " " + served)) {
            warnings.accept(
                    "%s was asked, and %s answered: the call is billed at the price of the latter"
                            .formatted(asked, served));
        }
        String stage = response.modelStage();
        if (!SOUND.contains(stage) && noteFirst(ending, asked + " " + stage)) {
            String retirement = response.modelRetirement();
            String message = response.modelStatusMessage();
            warnings.accept(
                    "Google calls %s %s%s%s"
                            .formatted(
                                    asked,
                                    stage,
                                    retirement == null ? "" : ", to be retired on " + retirement,
                                    message == null ? "" : ": " + message));
        }
    }

    /** Notes a key; returns whether it is the first time, and there is room for a warning. */
    private static boolean noteFirst(TagLimit seen, String key) {
        return !seen.isKnown(key) && seen.fold(key).equals(key);
    }
}
