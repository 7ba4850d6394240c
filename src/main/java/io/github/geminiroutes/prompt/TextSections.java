package io.github.geminiroutes.prompt;

import java.util.regex.Pattern;

/**
 * A text prompt's two parts.
 *
 * @param frontMatter the YAML between the two {@code ---} lines, or null if there is none
 * @param body the prompt itself, as typed
 */
record TextSections(String frontMatter, String body) {

    /** The number of lines before the front matter's first one. */
    static final int LINES_BEFORE = 1;

    private static final String FENCE = "---";
    private static final int MAX_FRONT_MATTER = 64 * 1024;
    private static final Pattern KEY =
            Pattern.compile("\\s*[\"']?[A-Za-z_][A-Za-z0-9_.-]*[\"']?\\s*:(\\s.*)?");

    static TextSections split(String text) {
        int start = text.startsWith(FENCE) ? lineEnd(text, 0) : 0;
        if (start == 0 || !isFence(text, 0, start)) {
            return new TextSections(null, text);
        }
        for (int at = start, end; at < text.length(); at = end) {
            end = lineEnd(text, at);
            if (isFence(text, at, end)) {
                return new TextSections(frontMatter(text, start, at), text.substring(end));
            }
        }
        return unclosed(text, start);
    }

    /**
     * Three dashes are also a horizontal rule in Markdown: only lines that look like keys are front
     * matter.
     */
    private static TextSections unclosed(String text, int start) {
        if (KEY.matcher(text.substring(start, lineEnd(text, start)).strip()).matches()) {
            throw new InvalidPromptException(
                    "the front matter has no end: close it with a line '---'", 1);
        }
        return new TextSections(null, text);
    }

    private static String frontMatter(String text, int start, int end) {
        if (end - start > MAX_FRONT_MATTER) {
            throw new InvalidPromptException(
                    "the front matter is %d characters long, and the limit is %d: shorten it"
                            .formatted(end - start, MAX_FRONT_MATTER),
                    1);
        }
        return text.substring(start, end);
    }

    /** The index after the line's newline. */
    private static int lineEnd(String text, int start) {
        int newline = text.indexOf('\n', start);
        return newline < 0 ? text.length() : newline + 1;
    }

    private static boolean isFence(String text, int start, int end) {
        return text.startsWith(FENCE, start)
                && text.substring(start + FENCE.length(), end).isBlank();
    }
}
