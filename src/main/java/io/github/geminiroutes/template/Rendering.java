package io.github.geminiroutes.template;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.ValueResolver;
import io.github.geminiroutes.support.WorkTime;
import io.github.geminiroutes.template.Values.Fields;
import io.github.geminiroutes.template.Values.Items;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One rendering of a template: what it has used up of its bounds, and its {@link Marks}. It is also
 * the only way from the engine to the values. Not thread-safe.
 */
final class Rendering implements ValueResolver {

    static final int MAX_STEPS = 1_000_000;
    static final int MAX_DEPTH = 64;

    private static final int STEPS_A_LOOK_AT_THE_CLOCK = 64;
    private static final String KEY = Rendering.class.getName();

    private final Marks marks = new Marks();
    private final Predicate<String> isChanging;
    private final Set<String> optional;
    private final long maxChars;
    private final WorkTime time;
    private long chars;
    private int steps;
    private int depth;
    private String missing = "this";
    private Map<String, Object> names = Map.of();
    private BoundedWriter writer;
    private Object root;

    /** What was written before a look at a value that changes; negative before one. */
    private int unchanged = -1;

    /**
     * @param isChanging whether the value of a name may be another one in the next rendering
     * @param optional names of variables that may be without a value
     * @param maxChars the longest text, in characters
     * @param time how long it may take
     */
    Rendering(Predicate<String> isChanging, Set<String> optional, long maxChars, WorkTime time) {
        this.time = time;
        this.isChanging = isChanging;
        this.optional = optional;
        this.maxChars = maxChars;
    }

    static Rendering of(Context context) {
        return context.data(KEY);
    }

    String run(Template template, Object values) throws IOException {
        Context context = Context.newBuilder(values).resolver(this).build();
        context.data(KEY, this);
        root = values;
        writer = new BoundedWriter(this);
        template.apply(context, writer);
        return writer.toString();
    }

    @Override
    public Object resolve(Object context, String name) {
        step();
        Object value = null;
        if (context instanceof Map<?, ?> map) {
            value = map.get(name);
            if (isChanging.test(name)) {
                lookedAtChange();
            }
        }
        if (context instanceof Items items) {
            value = name.equals("length") ? (Object) items.size() : Values.element(items, name);
        } else if (context instanceof String text && name.equals("length")) {
            value = text.length();
        }
        missing = value == null ? name : missing;
        // The engine keeps its own objects in maps, too; a template does not see them.
        return Values.isValue(value) ? value : UNRESOLVED;
    }

    private void lookedAtChange() {
        unchanged = unchanged < 0 ? writer.length() : unchanged;
    }

    @Override
    public Object resolve(Object context) {
        if (context == root) {
            lookedAtChange();
        }
        return Values.isValue(context) ? context : UNRESOLVED;
    }

    @Override
    public Set<Map.Entry<String, Object>> propertySet(Object context) {
        return Set.of();
    }

    /** The last variable that had no value. */
    String missing() {
        return missing;
    }

    /** Whether a variable may be without a value. */
    boolean isOptional(String path) {
        return optional.contains(path.substring(path.lastIndexOf('.') + 1));
    }

    void step() {
        steps++;
        if (steps > MAX_STEPS) {
            throw new TemplateException(
                    "the template takes more than %d steps: make its loops shorter"
                            .formatted(MAX_STEPS));
        }
        if (steps % STEPS_A_LOOK_AT_THE_CLOCK == 0 && time.tryEnd()) {
            throw new TemplateException(
                    "the template takes longer than %d s: make it simpler"
                            .formatted(time.patience().toSeconds()));
        }
    }

    /** Counts characters that are written, into the prompt or into a block of it. */
    void write(long length) {
        chars += length;
        if (chars > maxChars) {
            throw new TemplateException(
                    "the text of the template has more than %d characters: shorten it or raise"
                                    .formatted(maxChars)
                            + " gemini.max-request-size");
        }
    }

    void enter() {
        step();
        depth++;
        if (depth > MAX_DEPTH) {
            throw tooDeep();
        }
    }

    void leave() {
        depth--;
    }

    static TemplateException tooDeep() {
        return new TemplateException(
                "blocks and partials are nested deeper than %d levels: make the template flatter"
                        .formatted(MAX_DEPTH));
    }

    /**
     * Renders a block of a helper.
     *
     * @param values what the block's own names, {@code as |item index|}, stand for; empty if the
     *     block is rendered in the context around it
     */
    CharSequence block(Template block, Options options, Context context, List<Object> values)
            throws IOException {
        enter();
        Map<String, Object> outer = names;
        Context scope = values.isEmpty() ? context : named(context, options.blockParams, values);
        BoundedWriter writer = new BoundedWriter(this);
        block.apply(scope, writer);
        names = outer;
        leave();
        return writer.toString();
    }

    /**
     * A context with the names of {@code as |item index|} of this block and those around it. They
     * hide the item's own fields.
     */
    private Context named(Context context, List<String> added, List<Object> values) {
        if (!added.isEmpty()) {
            names = new LinkedHashMap<>(names);
            for (int i = 0; i < added.size() && i < values.size(); i++) {
                names.put(added.get(i), values.get(i));
            }
        }
        if (context.model() instanceof Fields fields
                && names.keySet().stream().anyMatch(fields::containsKey)) {
            return Context.newBlockParamContext(
                    context, List.copyOf(names.keySet()), List.copyOf(names.values()));
        }
        // A context of its own for them would be one step more for "../".
        return context.combine(names);
    }

    /** The roles, media and sections that its text contains. */
    Marks marks() {
        return marks;
    }

    Rendered rendered(String text) {
        List<Message> all = marks.messages(text);
        return unchanged < 0
                ? new Rendered(all, null)
                : Rendered.of(all, marks.messages(text.substring(0, unchanged)));
    }
}
