package io.github.geminiroutes.template;

import com.github.jknack.handlebars.Helper;
import com.github.jknack.handlebars.Options;
import com.github.jknack.handlebars.TagType;
import io.github.geminiroutes.template.Message.Media;
import io.github.geminiroutes.template.Message.Role;
import io.github.geminiroutes.template.Message.Section;
import io.github.geminiroutes.template.Values.Null;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The helpers that stand for a text or for a mark in it. */
final class TextHelpers {

    static final List<String> NAMES = List.of("json", "lookup", "media", "role", "section");

    private static final int MAX_INDENT = 10;

    private TextHelpers() {}

    static void addTo(Map<String, Helper<Object>> helpers) {
        helpers.put("json", TextHelpers::json);
        helpers.put("lookup", TextHelpers::lookup);
        helpers.put("media", TextHelpers::media);
        helpers.put("role", TextHelpers::role);
        helpers.put("section", TextHelpers::section);
        helpers.put("history", TextHelpers::history);
    }

    private static Object json(Object value, Options options) throws IOException {
        Rendering rendering = Rendering.of(options.context);
        if (value == null) {
            if (rendering.isOptional(rendering.missing())) {
                return "null";
            }
            throw Helpers.withoutValue(rendering.missing());
        }
        int indent = options.hash.get("indent") instanceof Number blanks ? blanks.intValue() : 0;
        BoundedWriter writer = new BoundedWriter(rendering);
        ValueText.writeJson(value, Math.max(0, Math.min(indent, MAX_INDENT)), writer);
        return writer.toString();
    }

    private static Object lookup(Object value, Options options) {
        if (Helpers.count(options) != 2) {
            throw new TemplateException("{{lookup}} takes an object or a list, and a name");
        }
        Rendering rendering = Rendering.of(options.context);
        Object name = options.param(0);
        String text = name instanceof Number number ? Values.text(number) : String.valueOf(name);
        Object found = rendering.resolve(value, text);
        if (Values.isValue(found)) {
            return found;
        }
        if (options.tagType == TagType.SUB_EXPRESSION || rendering.isOptional(text)) {
            return null;
        }
        throw Helpers.withoutValue(text);
    }

    private static Object media(Object context, Options options) {
        Object url = options.hash.get("url");
        Object type = options.hash.get("contentType");
        if (url == null && options.hash.containsKey("url")) {
            throw Helpers.withoutValue(Rendering.of(options.context).missing());
        }
        if (!(url instanceof CharSequence address) || address.toString().isBlank()) {
            throw new TemplateException(
                    "{{media}} needs an address: {{media url=\"photo.png\"}} or {{media url=photo}}");
        }
        String contentType = type == null || type == Null.NULL ? null : type.toString().strip();
        Media media = new Media(address.toString().strip(), contentType);
        return Rendering.of(options.context).marks().add(media);
    }

    private static Object role(Object value, Options options) {
        String name = Helpers.count(options) == 0 ? "" : String.valueOf(value);
        Role role =
                switch (name) {
                    case "system" -> Role.SYSTEM;
                    case "user" -> Role.USER;
                    case "model" -> Role.MODEL;
                    default ->
                            throw new TemplateException(
                                    "'%s' is not a role; allowed: system, user, model"
                                            .formatted(Helpers.quoted(name)));
                };
        return Rendering.of(options.context).marks().add(role);
    }

    private static Object section(Object value, Options options) {
        if (Helpers.count(options) == 0 || value == null) {
            throw new TemplateException("{{section}} needs a name: {{section \"examples\"}}");
        }
        return Rendering.of(options.context).marks().add(new Section(ValueText.plain(value)));
    }

    private static Object history(Object value, Options options) {
        throw new TemplateException(
                "{{history}} is not supported, because a prompt file has no conversation before it:"
                        + " write the turns with {{role}}");
    }
}
