package io.github.geminiroutes.template;

import com.github.jknack.handlebars.io.AbstractTemplateLoader;
import com.github.jknack.handlebars.io.StringTemplateSource;
import com.github.jknack.handlebars.io.TemplateSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Loads the partials of one template, each once. It takes names, not paths. */
final class PartialLoader extends AbstractTemplateLoader {

    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_][\\p{L}\\p{N}._-]{0,127}");

    private final Map<String, TemplateSource> loaded = new ConcurrentHashMap<>();
    private final Partials partials;

    PartialLoader(Partials partials) {
        this.partials = partials;
    }

    @Override
    public TemplateSource sourceAt(String name) {
        return loaded.computeIfAbsent(name, this::load);
    }

    private TemplateSource load(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new TemplateException(
                    "'%s' is not the name of a partial: use letters, digits, '.', '_' and '-'"
                            .formatted(Helpers.quoted(name)));
        }
        String text;
        try {
            text = partials.find(name);
        } catch (RuntimeException e) {
            throw new Failure(e);
        }
        if (text == null) {
            throw new TemplateException(
                    "the partial '%s' is missing: put the file _%s.prompt beside the prompt"
                            .formatted(Helpers.quoted(name), Helpers.quoted(name)));
        }
        return new StringTemplateSource(name, TemplateSyntax.checked(text));
    }

    /** What a source of partials threw, on its way through the engine. */
    static final class Failure extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final transient RuntimeException reason;

        Failure(RuntimeException reason) {
            super(reason);
            this.reason = reason;
        }

        RuntimeException reason() {
            return reason;
        }
    }
}
