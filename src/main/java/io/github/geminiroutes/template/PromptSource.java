package io.github.geminiroutes.template;

import java.util.regex.Matcher;
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
    private static final Pattern END = Pattern.compile("(?m)^---[ \\t]*\\r?$\\n?");

    /**
     * Splits a file's text.
     *
     * @throws TemplateException if a head begins and does not end
     */
    public static PromptSource split(String text) {
        int fence = afterComments(text);
        int start = lineEnd(text, fence);
        if (!text.startsWith(FENCE, fence)
                || !text.substring(fence + FENCE.length(), start).isBlank()) {
            return withoutHead(text);
        }
        Matcher end = END.matcher(text);
        if (!end.find(start)) {
            String next = text.substring(start, lineEnd(text, start)).strip();
            if (KEY.matcher(next).matches()) {
                throw new TemplateException(
                        "the front matter has no end: close it with a line '---'",
                        1 + lines(text, fence));
            }
            return withoutHead(text);
        }
        String body = text.substring(end.end());
        int blank = body.length() - body.stripLeading().length();
        return new PromptSource(
                text.substring(start, end.start()),
                lines(text, start),
                body.strip(),
                lines(text, end.end() + blank));
    }

    private static PromptSource withoutHead(String text) {
        return new PromptSource(null, 0, text, 0);
    }

    /** The index of the first line that is neither blank nor a comment. */
    private static int afterComments(String text) {
        int at = 0;
        while (at < text.length()) {
            int end = lineEnd(text, at);
            String line = text.substring(at, end).strip();
            if (line.startsWith("{{!")) {
                String close = line.startsWith("{{!--") ? "--}}" : "}}";
                int closed = text.indexOf(close, at);
                end = closed < 0 ? text.length() : lineEnd(text, closed);
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

    private static int lineEnd(String text, int start) {
        int newline = text.indexOf('\n', start);
        return newline < 0 ? text.length() : newline + 1;
    }

    private static int lines(String text, int end) {
        int lines = 0;
        for (int i = 0; i < end; i++) {
            lines += text.charAt(i) == '\n' ? 1 : 0;
        }
        return lines;
    }
}
