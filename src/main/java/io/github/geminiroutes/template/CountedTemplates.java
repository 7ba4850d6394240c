package io.github.geminiroutes.template;

import com.github.jknack.handlebars.Context;
import com.github.jknack.handlebars.Parser;
import com.github.jknack.handlebars.TagType;
import com.github.jknack.handlebars.Template;
import com.github.jknack.handlebars.TypeSafeTemplate;
import com.github.jknack.handlebars.cache.TemplateCache;
import com.github.jknack.handlebars.io.TemplateSource;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The compiled partials of one template. Each use of one counts as a step and a level of its
 * rendering: thirty partials that each use the next one twice are a thousand million uses.
 */
final class CountedTemplates implements TemplateCache {

    private final Map<String, Template> compiled = new ConcurrentHashMap<>();

    @Override
    public Template get(TemplateSource source, Parser parser) throws IOException {
        // An indented partial has another text and the same name.
        String key = source.filename() + '\0' + source.content(null);
        Template known = compiled.get(key);
        if (known == null) {
            known = new Counted(parser.parse(source));
            compiled.put(key, known);
        }
        return known;
    }

    @Override
    public void clear() {
        compiled.clear();
    }

    @Override
    public void evict(TemplateSource source) {
        compiled.keySet().removeIf(key -> key.startsWith(source.filename() + '\0'));
    }

    @Override
    public TemplateCache setReload(boolean reload) {
        return this;
    }

    private record Counted(Template template) implements Template {

        @Override
        public void apply(Context context, Writer writer) throws IOException {
            Rendering rendering = Rendering.of(context);
            rendering.enter();
            template.apply(context, writer);
            rendering.leave();
        }

        @Override
        public void apply(Object context, Writer writer) throws IOException {
            template.apply(context, writer);
        }

        @Override
        public String apply(Object context) throws IOException {
            return template.apply(context);
        }

        @Override
        public String apply(Context context) throws IOException {
            return template.apply(context);
        }

        @Override
        public String text() {
            return template.text();
        }

        @Override
        public String toJavaScript() {
            return template.toJavaScript();
        }

        @Override
        public <T, S extends TypeSafeTemplate<T>> S as(Class<S> type) {
            return template.as(type);
        }

        @Override
        public <T> TypeSafeTemplate<T> as() {
            return template.as();
        }

        @Override
        public List<String> collect(TagType... types) {
            return template.collect(types);
        }

        @Override
        public List<String> collectReferenceParameters() {
            return template.collectReferenceParameters();
        }

        @Override
        public String filename() {
            return template.filename();
        }

        @Override
        public int[] position() {
            return template.position();
        }
    }
}
