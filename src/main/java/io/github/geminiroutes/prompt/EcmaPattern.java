package io.github.geminiroutes.prompt;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
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

    private static final Pattern REPEAT = Pattern.compile("\\{(\\d{1,18})(,(\\d{0,18}))?}");

    /** A class of Unicode has a table of ranges. */
    private static final int TABLE = 50;

    private static final int MAX_GROUPS = 200;

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

    /**
     * About how many instructions the expression compiles to: what is repeated is compiled as often
     * as it is repeated, so that a few characters can mean gigabytes.
     *
     * @throws PatternSyntaxException if groups are nested too deeply
     */
    static long size(String expression) {
        Deque<Long> outer = new ArrayDeque<>();
        long total = 0;
        long last = 0;
        for (int i = 0; i < expression.length(); i++) {
            char character = expression.charAt(i);
            long factor = 0;
            switch (character) {
                case '(' -> {
                    outer.push(total);
                    if (outer.size() > MAX_GROUPS) {
                        throw new PatternSyntaxException("groups are nested too deeply");
                    }
                    total = 2;
                    last = 0;
                }
                case ')' -> {
                    last = total;
                    total = last + (outer.isEmpty() ? 0 : outer.pop());
                }
                case '[' -> {
                    int end = classEnd(expression, i);
                    last = 1 + TABLE * count(expression.substring(i, end), "\\p", "\\P");
                    total += last;
                    i = end;
                }
                case '\\' -> {
                    boolean isTable = i + 1 < expression.length() && isP(expression.charAt(i + 1));
                    last = isTable ? TABLE : 1;
                    total += last;
                    i++;
                }
                case '{' -> {
                    Matcher repeat = REPEAT.matcher(expression).region(i, expression.length());
                    if (repeat.lookingAt()) {
                        String most = repeat.group(3);
                        long least = Long.parseLong(repeat.group(1));
                        factor =
                                most == null || most.isEmpty()
                                        ? least + 1
                                        : Math.max(least, Long.parseLong(most));
                        i = repeat.end() - 1;
                    }
                }
                default -> {
                    last = 1;
                    total++;
                }
            }
            if (factor > 1) {
                total = saturated(total + (double) last * (factor - 1));
                last = saturated((double) last * factor);
            }
        }
        while (!outer.isEmpty()) {
            total += outer.pop();
        }
        return total;
    }

    private static boolean isP(char character) {
        return character == 'p' || character == 'P';
    }

    private static long saturated(double size) {
        return (long) Math.min(size, Integer.MAX_VALUE);
    }

    private static int classEnd(String expression, int start) {
        for (int i = start + 2; i < expression.length(); i++) {
            char character = expression.charAt(i);
            if (character == '\\') {
                i++;
            } else if (character == ']') {
                return i;
            }
        }
        return expression.length() - 1;
    }

    private static int count(String text, String one, String other) {
        int found = 0;
        for (int i = 0; i < text.length(); i++) {
            found += text.startsWith(one, i) || text.startsWith(other, i) ? 1 : 0;
        }
        return found;
    }
}
