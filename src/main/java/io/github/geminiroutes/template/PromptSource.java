package io.github.geminiroutes.template;

import io.github.geminiroutes.support.LineEnd;
import java.util.regex.Pattern;

/**
 * The two parts of a {@code .prompt} file. Blank lines and comments, which mostly hold a licence,
 * may precede the head: lines that begin with {@code #}, and {@code {{! … }}} of any length.
 *
 * @param head the YAML between the two {@code ---} lines, or null if there is none
 * @param linesBeforeHead the lines of the file before the head's first one
 * @param body the template: after a head without the blanks around it, else the whole text
 * @param linesBeforeBody the lines of the file before the body's first one
 */
public record PromptSource(String head, int linesBeforeHead, String body, int linesBeforeBody) {

    private static final String FENCE = "---";
    private static final Pattern KEY =
            Pattern.compile("\\s*[\"']?[A-Za-z_][A-Za-z0-9_.-]*[\"']?\\s*:(\\s.*)?");

    /**
     * Splits a file's text.
     *
     * @throws TemplateException if a head begins and does not end
     */
    public static PromptSource split(String text) {
        int fence = afterComments(text);
        int start = LineEnd.after(text, fence);
        if (!isFence(text, fence, start)) {
            return withoutHead(text);
        }
        for (int at = start, end; at < text.length(); at = end) {
            end = LineEnd.after(text, at);
            if (isFence(text, at, end)) {
                String body = text.substring(end);
                int blank = body.length() - body.stripLeading().length();
                return new PromptSource(
                        text.substring(start, at),
                        lines(text, start),
                        body.strip(),
                        lines(text, end + blank));
            }
        }
        if (KEY.matcher(text.substring(start, LineEnd.after(text, start)).strip()).matches()) {
            throw new TemplateException(
                    "the front matter has no end: close it with a line '---'",
                    1 + lines(text, fence));
        }
        return withoutHead(text);
    }

    private static boolean isFence(String text, int start, int end) {
        return text.startsWith(FENCE, start)
                && text.substring(start + FENCE.length(), end).isBlank();
    }

    private static PromptSource withoutHead(String text) {
        return new PromptSource(null, 0, text, 0);
    }

    /** The index of the first line that is neither blank nor a comment. */
    private static int afterComments(String text) {
        int at = 0;
        while (at < text.length()) {
            int end = LineEnd.after(text, at);
            String line = text.substring(at, end).strip();
            if (line.startsWith("{{!")) {
                String close = line.startsWith("{{!--") ? "--}}" : "}}";
                int closed = text.indexOf(close, at);
                end = closed < 0 ? text.length() : LineEnd.after(text, closed);
                if (closed < 0 || !text.substring(closed + close.length(), end).isBlank()) {
                    return at;
                }
            } else if (!line.isEmpty() && !line.startsWith("#")) {
                return at;
            }
            at = end;
        }
        return at;
    }

    /** How many lines end before an index. */
    private static int lines(String text, int index) {
        int lines = 0;
        for (int at = LineEnd.after(text, 0); at <= index && at > 0; at = LineEnd.after(text, at)) {
            boolean isEnded = text.charAt(at - 1) == '\n' || text.charAt(at - 1) == '\r';
            lines += isEnded ? 1 : 0;
            if (at == text.length()) {
                break;
            }
        }
        return lines;
    }
}
