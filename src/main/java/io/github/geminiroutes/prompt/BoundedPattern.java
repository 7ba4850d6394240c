package io.github.geminiroutes.prompt;

import com.networknt.schema.regex.RegularExpression;
import java.util.regex.Pattern;

/**
 * A regular expression from a prompt's schema. Backtracking can take exponential time, therefore
 * each search may only read a limited number of characters.
 */
final class BoundedPattern implements RegularExpression {

    private static final int MAX_STEPS = 5_000_000;

    private final Pattern pattern;

    BoundedPattern(String expression) {
        this.pattern = Pattern.compile(expression);
    }

    @Override
    public boolean matches(String value) {
        return pattern.matcher(new CountedText(value)).find();
    }

    /** A search read too many characters. */
    static final class TooManySteps extends RuntimeException {
        TooManySteps() {
            super("a pattern in the schema takes too long: write it without nested repetition");
        }
    }

    private static final class CountedText implements CharSequence {

        private final String text;
        private int steps;

        CountedText(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++steps > MAX_STEPS) {
                throw new TooManySteps();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
