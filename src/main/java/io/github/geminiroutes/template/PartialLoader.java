package io.github.geminiroutes.template;

import com.github.jknack.handlebars.io.AbstractTemplateLoader;
import com.github.jknack.handlebars.io.StringTemplateSource;
import com.github.jknack.handlebars.io.TemplateSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Loads the partials of one template, each once. It knows names, not paths. */
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
        String text = partials.find(name);
        if (text == null) {
            throw new TemplateException(
                    "the partial '%s' is missing: put the file _%s.prompt beside the prompt"
                            .formatted(Helpers.quoted(name), Helpers.quoted(name)));
        }
        return new StringTemplateSource(name, TemplateSyntax.checked(text));
    }
}
