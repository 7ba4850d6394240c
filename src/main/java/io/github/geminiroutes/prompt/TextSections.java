package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.LineEnd;

/**
 * A text prompt's two parts.
 *
 * @param frontMatter the YAML between the two {@code ---} lines, or null if there is none
 * @param body the prompt itself, as typed
 * @param linesBefore the number of lines before the front matter's first one
 */
record TextSections(String frontMatter, String body, int linesBefore) {

    private static final String FENCE = "---";
    private static final int MAX_FRONT_MATTER = 64 * 1024;

    /**
     * A head is front matter only if its keys are ours: three dashes are also a rule in Markdown,
     * and other programs have heads of their own. Blank lines may precede it.
     */
    static TextSections splitOwn(String text) {
        int fence = 0;
        int line = 1;
        for (int end; fence < text.length(); fence = end, line++) {
            end = LineEnd.after(text, fence);
            if (!text.substring(fence, end).isBlank()) {
                break;
            }
        }
        int start = fence < text.length() ? LineEnd.after(text, fence) : fence;
        if (!isFence(text, fence, start)) {
            return new TextSections(null, text, 0);
        }
        int end = closingFence(text, start);
        int readTo =
                Math.min(start + MAX_FRONT_MATTER, end < 0 ? firstBlankLine(text, start) : end);
        if (!OwnFrontMatter.isOurs(text.substring(start, readTo), end >= 0)) {
            return new TextSections(null, text, 0);
        }
        if (end < 0) {
            throw unclosed(line);
        }
        return closed(text, start, end, line);
    }

    /** The index of the closing line, or -1 if there is none. */
    private static int closingFence(String text, int start) {
        for (int at = start, end; at < text.length(); at = end) {
            end = LineEnd.after(text, at);
            if (isFence(text, at, end)) {
                return at;
            }
        }
        return -1;
    }

    private static int firstBlankLine(String text, int start) {
        for (int at = start, end; at < text.length(); at = end) {
            end = LineEnd.after(text, at);
            if (text.substring(at, end).isBlank()) {
                return at;
            }
        }
        return text.length();
    }

    private static TextSections closed(String text, int start, int end, int linesBefore) {
        if (end - start > MAX_FRONT_MATTER) {
            throw new InvalidPromptException(
                    "the front matter is %d characters long, and the limit is %d: shorten it"
                            .formatted(end - start, MAX_FRONT_MATTER),
                    linesBefore);
        }
        String body = text.substring(LineEnd.after(text, end));
        return new TextSections(text.substring(start, end), body, linesBefore);
    }

    private static InvalidPromptException unclosed(int line) {
        return new InvalidPromptException(
                "the front matter has no end: close it with a line '---'", line);
    }

    private static boolean isFence(String text, int start, int end) {
        return text.startsWith(FENCE, start)
                && text.substring(start + FENCE.length(), end).isBlank();
    }
}
