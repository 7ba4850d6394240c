package io.github.geminiroutes.template;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Decorator;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.HelperRegistry;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.helper.DefaultHelperRegistry;
import io.github.geminiroutes.support.SingleLine;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The helpers of dotprompt, and no other: the library's own would read files, write logs and print
 * what they are not given.
 */
final class Helpers extends DefaultHelperRegistry {

    private static final int MAX_NAME = 80;

    private final Map<String, Helper<Object>> helpers = new LinkedHashMap<>();

    Helpers() {
        BlockHelpers.addTo(helpers);
        TextHelpers.addTo(helpers);
        helpers.put(HelperRegistry.HELPER_MISSING, Helpers::missing);
    }

    @Override
    @SuppressWarnings("unchecked")
    public <C> Helper<C> helper(String name) {
        return (Helper<C>) helpers.get(name);
    }

    /** None: a decorator can define partials, which would escape the bounds. */
    @Override
    public Decorator decorator(String name) {
        return null;
    }

    /** How many values the tag passes to its helper. */
    static int count(Options options) {
        return options.<Integer>data(Context.PARAM_SIZE);
    }

    static String quoted(String name) {
        return SingleLine.quoted(name, MAX_NAME);
    }

    /** A variable that has no value, or a helper that does not exist. */
    private static Object missing(Object context, Options options) throws IOException {
        String name = options.helperName;
        Rendering rendering = Rendering.of(options.context);
        if (count(options) > 0 || !options.hash.isEmpty()) {
            throw new TemplateException(unknownHelper(name));
        }
        return switch (options.tagType) {
            case SECTION, START_SECTION -> BlockHelpers.missing(options);
            case SUB_EXPRESSION -> throw new TemplateException(unknownHelper(name));
            default -> {
                if (!rendering.isOptional(name)) {
                    throw withoutValue(name);
                }
                yield "";
            }
        };
    }

    static TemplateException withoutValue(String name) {
        if (name.startsWith("@")) {
            return new TemplateException(
                    "'%s' has no value: a template has @root, and in {{#each}} @index, @key, @first"
                                    .formatted(quoted(name))
                            + " and @last");
        }
        return new TemplateException(
                "the variable '%s' has no value".formatted(quoted(name)), 0, true);
    }

    private static String unknownHelper(String name) {
        TreeSet<String> known = new TreeSet<>(TextHelpers.NAMES);
        known.addAll(BlockHelpers.NAMES);
        return "'%s' is not a helper; allowed: %s"
                .formatted(quoted(name), String.join(", ", known));
    }
}
