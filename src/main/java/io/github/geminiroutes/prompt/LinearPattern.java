package io.github.geminiroutes.prompt;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;

/**
 * A regular expression from a prompt's schema, searched for in linear time by RE2/J. RE2/J has
 * neither lookaround nor back-references, which need exponential time.
 */
final class LinearPattern implements RegularExpression {

    private static final LinearPattern ANYTHING = new LinearPattern(null);

    private final Pattern pattern;

    private LinearPattern(Pattern pattern) {
        this.pattern = pattern;
    }

    /**
     * @throws PatternSyntaxException if RE2/J has no such expression
     */
    static LinearPattern compile(String expression) {
        try {
            return new LinearPattern(Pattern.compile(EcmaPattern.toRe2(expression)));
        } catch (StackOverflowError e) {
            throw new PatternSyntaxException("nested too deeply");
        }
    }

    /**
     * The pattern, or one that everything matches if RE2/J has no such expression: {@link
     * SchemaRules} refuses those where a prompt must not have them.
     */
    static LinearPattern compileIfPossible(String expression) {
        try {
            SchemaLimits.requireTime();
            return compile(expression);
        } catch (PatternSyntaxException e) {
            return ANYTHING;
        }
    }

    @Override
    public boolean matches(String value) {
        if (pattern == null) {
            return true;
        }
        SchemaLimits.requireSteps((long) pattern.programSize() * value.length());
        return pattern.matcher(value).find();
    }
}
