package io.github.geminiroutes.prompt;

import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * About how many instructions a regular expression compiles to: what is repeated is compiled as
 * often as it is repeated, so that a few characters can mean gigabytes.
 */
final class PatternSize {

    private static final Pattern REPEAT = Pattern.compile("\\{(\\d{1,18})(,(\\d{0,18}))?}");

    /** A class of Unicode has a table of ranges. */
    private static final int TABLE = 50;

    private static final int MAX_GROUPS = 200;

    private final String expression;

    /** The sizes of what precedes each group that is open. */
    private final Deque<Long> outer = new ArrayDeque<>();

    /** Of the group under way so far, and of its last element, which a repetition repeats. */
    private long total;

    private long last;

    private PatternSize(String expression) {
        this.expression = expression;
    }

    /**
     * The size of an expression.
     *
     * @throws PatternSyntaxException if groups are nested too deeply
     */
    static long of(String expression) {
        PatternSize size = new PatternSize(expression);
        for (int at = 0; at < expression.length(); ) {
            at = size.read(at);
        }
        size.outer.forEach(before -> size.total += before);
        return size.total;
    }

    /** Reads what begins at an index; returns the index behind it. */
    private int read(int at) {
        switch (expression.charAt(at)) {
            case '(' -> openGroup();
            case ')' -> closeGroup();
            case '[' -> {
                int end = classEnd(at);
                add(1 + TABLE * tables(expression.substring(at, end)));
                return end + 1;
            }
            case '\\' -> {
                boolean isTable = at + 1 < expression.length() && isP(expression.charAt(at + 1));
                add(isTable ? TABLE : 1);
                return at + 2;
            }
            case '{' -> {
                return repeat(at);
            }
            default -> add(1);
        }
        return at + 1;
    }

    private void add(long size) {
        last = size;
        total += size;
    }

    private void openGroup() {
        outer.push(total);
        if (outer.size() > MAX_GROUPS) {
            throw new PatternSyntaxException("groups are nested too deeply");
        }
        total = 2;
        last = 0;
    }

    private void closeGroup() {
        last = total;
        total = last + (outer.isEmpty() ? 0 : outer.pop());
    }

    /** A brace that begins no repetition adds nothing. */
    private int repeat(int at) {
        Matcher repeat = REPEAT.matcher(expression).region(at, expression.length());
        if (!repeat.lookingAt()) {
            return at + 1;
        }
        String most = repeat.group(3);
        long least = Long.parseLong(repeat.group(1));
        long factor =
                most == null || most.isEmpty() ? least + 1 : Math.max(least, Long.parseLong(most));
        if (factor > 1) {
            total = saturated(total + (double) last * (factor - 1));
            last = saturated((double) last * factor);
        }
        return repeat.end();
    }

    private static boolean isP(char character) {
        return character == 'p' || character == 'P';
    }

    private static long saturated(double size) {
        return (long) Math.min(size, Integer.MAX_VALUE);
    }

    private int classEnd(int start) {
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

    private static int tables(String text) {
        int found = 0;
        for (int i = 0; i < text.length(); i++) {
            found += text.startsWith("\\p", i) || text.startsWith("\\P", i) ? 1 : 0;
        }
        return found;
    }
}
