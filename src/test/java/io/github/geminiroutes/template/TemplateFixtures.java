package io.github.geminiroutes.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.github.geminiroutes.template.Message.Media;
import io.github.geminiroutes.template.Message.Section;
import io.github.geminiroutes.template.Message.Text;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Renders templates for the tests of this package. */
final class TemplateFixtures {

    static final long MAX_CHARS = 100_000;

    private static final ObjectReader YAML =
            new YAMLMapper()
                    .reader()
                    .with(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    private TemplateFixtures() {}

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static List<Message> messages(String body, String values, Map<String, String> partials) {
        return PromptTemplate.parse(body, partials::get)
                .render((ObjectNode) yaml(values), Set.of(), MAX_CHARS);
    }

    /** The only turn's only text; "" if there is none. */
    static String text(String body, String values, Map<String, String> partials) {
        List<Message> messages = messages(body, values, partials);
        return messages.isEmpty() ? "" : ((Text) messages.get(0).parts().get(0)).text();
    }

    static String text(String body, String values) {
        return text(body, values, Map.of());
    }

    /** Each turn on a line of its own, its parts separated by "|". */
    static List<String> turns(String body, String values) {
        return messages(body, values, Map.of()).stream()
                .map(
                        message ->
                                message.role().name().toLowerCase(Locale.ROOT)
                                        + message.parts().stream()
                                                .map(TemplateFixtures::part)
                                                .collect(Collectors.joining("|", ":", "")))
                .toList();
    }

    private static String part(Message.Part part) {
        if (part instanceof Media media) {
            return "<" + media.url() + " " + media.contentType() + ">";
        }
        return part instanceof Section section
                ? "[" + section.name() + "]"
                : ((Text) part).text().strip();
    }
}
