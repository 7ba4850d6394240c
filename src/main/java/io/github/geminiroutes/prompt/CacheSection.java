package io.github.geminiroutes.prompt;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The front matter's {@code cache}: whether an earlier answer to the same request will do. */
final class CacheSection {

    private static final String KEY = "cache";

    private CacheSection() {}

    /**
     * Whether it will; without the key it does.
     *
     * @throws InvalidPromptException if the value is none of auto, on and off
     */
    static boolean mayBeCached(Document frontMatter) {
        JsonNode value = frontMatter.value(KEY);
        if (value == null) {
            return true;
        }
        // YAML reads on and off without quotes as true and false.
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        String text = value.isTextual() ? value.textValue() : frontMatter.text(KEY);
        if (!List.of("auto", "on", "off").contains(text)) {
            throw new InvalidPromptException(
                    "'cache' is '%s'; allowed: auto, on, off".formatted(Excerpt.of(text)),
                    frontMatter.line(KEY));
        }
        return !text.equals("off");
    }
}
