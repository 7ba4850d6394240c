package io.github.geminiroutes.template;

import java.util.regex.Pattern;

/**
 * Looks through a template before the engine does: what dotprompt does not have is refused by name,
 * and a nesting that the engine's parser has no bound for is refused by its depth.
 */
final class TemplateSyntax {

    private static final int MAX_LENGTH = 2_000_000;
    private static final int MAX_TAGS = 20_000;
    private static final int MAX_WORD = 256;
    private static final int MAX_UNQUOTED = 4_000;
    private static final int MAX_PARENTHESES = 16;
    private static final String OPEN = "{{";

    /** An else, or the else of a chain, alone on its line. */
    private static final Pattern ELSE_LINE =
            Pattern.compile("(?m)^[ \\t]*(\\{\\{(?:else\\b[^{}]*|\\^)\\}\\})[ \\t]*(\\r?\\n)");

    private TemplateSyntax() {}

    /** Whether a text has nothing that the engine would change. */
    static boolean isPlain(String text) {
        return !text.contains(OPEN);
    }

    /**
     * The template for the engine. An else alone on its line vanishes with the line: the engine
     * leaves the line in a chain of them, therefore its end is put into a comment.
     *
     * @throws TemplateException with the line, if the template is refused
     */
    static String checked(String text) {
        check(text);
        return ELSE_LINE.matcher(text).replaceAll("$1{{!$2}}");
    }

    private static void check(String text) {
        int tags = 0;
        int depth = 0;
        for (int at = text.indexOf(OPEN), end; at >= 0; at = text.indexOf(OPEN, end)) {
            end = end(text, at);
            if (at > 0 && text.charAt(at - 1) == '\\') {
                if (at > 1 && text.charAt(at - 2) == '\\') {
                    throw new TemplateException(
                            "a backslash before a tag cannot be sent: put a blank between them",
                            line(text, at));
                }
                continue;
            }
            String tag = text.substring(at + OPEN.length(), end);
            String inner = tag.startsWith("~") ? tag.substring(1) : tag;
            tags++;
            if (inner.startsWith("#") || inner.startsWith("^") && inner.length() > 1) {
                depth++;
            } else if (inner.startsWith("/")) {
                depth--;
            }
            String problem = problem(inner, depth);
            if (problem == null && tags > MAX_TAGS) {
                problem = "the template has more than %d tags: split it".formatted(MAX_TAGS);
            }
            if (problem == null && text.length() > MAX_LENGTH) {
                problem =
                        "a template has at most %d characters: move the text into an attachment"
                                .formatted(MAX_LENGTH);
            }
            if (problem != null) {
                throw new TemplateException(problem, line(text, at));
            }
        }
    }

    private static String problem(String tag, int depth) {
        if (tag.startsWith("{{")) {
            return "raw blocks {{{{…}}}} are not supported: write \\{{ where the text has {{";
        }
        if (tag.startsWith("=")) {
            return "other delimiters {{=…=}} are not supported";
        }
        if (tag.startsWith("*") || tag.startsWith("#*")) {
            return "inline partials {{#*inline}} are not supported: use a file _name.prompt";
        }
        if (depth > Rendering.MAX_DEPTH) {
            return Rendering.tooDeep().getMessage();
        }
        return tag.startsWith("!") ? null : problemOfWords(tag);
    }

    /** The engine's time grows with the square of these lengths; a quoted text is no matter. */
    private static String problemOfWords(String tag) {
        char quote = 0;
        int parentheses = 0;
        int word = 0;
        int unquoted = 0;
        for (int i = 0; i < tag.length(); i++) {
            char c = tag.charAt(i);
            if (quote != 0) {
                quote = c == quote && tag.charAt(i - 1) != '\\' ? 0 : quote;
                continue;
            }
            quote = c == '"' || c == '\'' ? c : 0;
            parentheses += c == '(' ? 1 : c == ')' ? -1 : 0;
            word = Character.isWhitespace(c) || quote != 0 ? 0 : word + 1;
            unquoted++;
            if (word > MAX_WORD || unquoted > MAX_UNQUOTED || parentheses > MAX_PARENTHESES) {
                return "the tag {{%s}} is too long or too deep: make it simpler"
                        .formatted(Helpers.quoted(tag));
            }
        }
        return null;
    }

    /** The index of the tag's closing braces, or of the end of the text. */
    private static int end(String text, int at) {
        if (!text.startsWith("{{!--", at) && !text.startsWith("{{~!--", at)) {
            int end = text.indexOf("}}", at + OPEN.length());
            return end < 0 ? text.length() : end;
        }
        int close = text.indexOf("--}}", at);
        int trimmed = text.indexOf("--~}}", at);
        int end = close < 0 ? trimmed : trimmed < 0 ? close : Math.min(close, trimmed);
        return end < 0 ? text.length() : end;
    }

    private static int line(String text, int at) {
        return 1 + (int) text.substring(0, at).chars().filter(c -> c == '\n').count();
    }
}
