package io.github.geminiroutes.prompt;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads regular expressions as JSON Schema has them, those of ECMA-262, for RE2/J. */
final class EcmaPattern {

    /** Such as a character's code, the name of a script or a control character. */
    private static final Pattern ESCAPE =
            Pattern.compile(
                    "\\\\(?:u\\{([0-9a-fA-F]{1,6})}"
                            + "|u([dD][89abAB][0-9a-fA-F]{2})\\\\u([dD][c-fC-F][0-9a-fA-F]{2})"
                            + "|u([0-9a-fA-F]{4})"
                            + "|c([A-Za-z])"
                            + "|([pP])\\{(?:Script|sc|Script_Extensions|scx|General_Category|gc)=(\\w+)}"
                            + "|.)",
                    Pattern.DOTALL);

    private EcmaPattern() {}

    /** The expression in RE2's spelling. */
    static String toRe2(String expression) {
        if (expression.indexOf('\\') < 0) {
            return expression;
        }
        Matcher escape = ESCAPE.matcher(expression);
        StringBuilder re2 = new StringBuilder();
        while (escape.find()) {
            escape.appendReplacement(re2, Matcher.quoteReplacement(toRe2(escape)));
        }
        return escape.appendTail(re2).toString();
    }

    private static String toRe2(Matcher escape) {
        if (escape.group(1) != null) {
            return "\\x{" + escape.group(1) + "}";
        }
        if (escape.group(2) != null) {
            char high = (char) Integer.parseInt(escape.group(2), 16);
            char low = (char) Integer.parseInt(escape.group(3), 16);
            return "\\x{%x}".formatted(Character.toCodePoint(high, low));
        }
        if (escape.group(4) != null) {
            return "\\x{" + escape.group(4) + "}";
        }
        if (escape.group(5) != null) {
            return "\\x{%x}".formatted(escape.group(5).charAt(0) % 32);
        }
        return escape.group(6) == null
                ? escape.group()
                : "\\%s{%s}".formatted(escape.group(6), escape.group(7));
    }
}
