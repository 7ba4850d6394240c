package io.github.geminiroutes.template;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.Template;
import io.github.geminiroutes.template.Values.Fields;
import io.github.geminiroutes.template.Values.Items;
import java.io.IOException;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

/** The helpers that decide whether, how often and with what a block is rendered. */
final class BlockHelpers {

    static final List<String> NAMES =
            List.of("if", "unless", "each", "with", "ifEquals", "unlessEquals");

    private BlockHelpers() {}

    static void addTo(Map<String, Helper<Object>> helpers) {
        helpers.put("if", (value, options) -> choose(isTrue(value, options), options));
        helpers.put("unless", (value, options) -> choose(!isTrue(value, options), options));
        helpers.put("each", BlockHelpers::each);
        helpers.put("with", BlockHelpers::with);
        helpers.put("ifEquals", compare(Values::areEqual));
        helpers.put("unlessEquals", compare((one, other) -> !Values.areEqual(one, other)));
    }

    private static boolean isTrue(Object value, Options options) {
        require(options, 1);
        boolean zeroCounts = Boolean.TRUE.equals(options.hash.get("includeZero"));
        return !Values.isEmpty(value) && (zeroCounts || !Values.isZero(value));
    }

    private static Helper<Object> compare(BiPredicate<Object, Object> condition) {
        return (value, options) -> {
            require(options, 2);
            return choose(condition.test(value, options.param(0)), options);
        };
    }

    private static Object choose(boolean first, Options options) throws IOException {
        return render(first ? options.fn : options.inverse, options, options.context);
    }

    private static Object with(Object value, Options options) throws IOException {
        require(options, 1);
        if (Values.isEmpty(value)) {
            return instead(value, options);
        }
        Context context = Context.newContext(options.context, value);
        return rendering(options).block(options.fn, options, context, List.of(value));
    }

    private static Object each(Object value, Options options) throws IOException {
        require(options, 1);
        StringBuilder text = new StringBuilder();
        if (value instanceof Items items && !items.isEmpty()) {
            Iterator<Object> rest = items.iterator();
            for (int i = 0; rest.hasNext(); i++) {
                text.append(item(rest.next(), i, i, !rest.hasNext(), options));
            }
        } else if (value instanceof Fields fields && !fields.isEmpty()) {
            Iterator<Map.Entry<String, Object>> rest = fields.entrySet().iterator();
            for (int i = 0; rest.hasNext(); i++) {
                Map.Entry<String, Object> field = rest.next();
                text.append(item(field.getValue(), field.getKey(), i, !rest.hasNext(), options));
            }
        } else {
            return instead(value, options);
        }
        return text;
    }

    private static CharSequence item(
            Object item, Object key, int index, boolean isLast, Options options)
            throws IOException {
        Context context =
                Context.newBuilder(options.context, item)
                        .combine("@key", key)
                        .combine("@index", index)
                        .combine("@first", index == 0)
                        .combine("@last", isLast)
                        .build();
        return rendering(options).block(options.fn, options, context, List.of(item, key));
    }

    /** A block whose tag is the name of a variable that has no value. */
    static Object missing(Options options) throws IOException {
        return options.helperName.equals("unless")
                ? render(options.fn, options, options.context)
                : instead(null, options);
    }

    /** For a value that has nothing to go through: the else branch. */
    private static Object instead(Object value, Options options) throws IOException {
        Rendering rendering = rendering(options);
        boolean isForeseen =
                value != null
                        || options.inverse != Template.EMPTY
                        || rendering.isOptional(rendering.missing());
        if (!isForeseen) {
            throw Helpers.withoutValue(rendering.missing());
        }
        return render(options.inverse, options, options.context);
    }

    private static CharSequence render(Template block, Options options, Context context)
            throws IOException {
        return rendering(options).block(block, options, context, List.of());
    }

    private static Rendering rendering(Options options) {
        return Rendering.of(options.context);
    }

    /** A tag that names a variable instead of a helper has no parameters, and is always right. */
    private static void require(Options options, int count) {
        int given = Helpers.count(options);
        if (given != count && (given > 0 || count > 1)) {
            throw new TemplateException(
                    "{{#%s}} takes %d value%s, not %d"
                            .formatted(options.helperName, count, count == 1 ? "" : "s", given));
        }
    }
}
