package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.ENCODER;
import static io.github.geminiroutes.prompt.PromptFixtures.MAPPER;
import static io.github.geminiroutes.prompt.PromptFixtures.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What is written as Google's server allows is sent as the plain form of it would be. */
class LenientJsonPropertyTest {

    private static final String[] NAMES = {
        "text", "a_b", "$x", "_", "nullable", "t\u00e4g", "a b", ""
    };
    private static final String[] TEXTS = {
        "",
        "it's",
        "\"quoted\"",
        "two\nlines",
        "a\ttab",
        "\u0001",
        "\\v and \u000b",
        "// no comment",
        "🙂",
        ",}"
    };

    @Property(tries = 500)
    void lenientFormIsSentAsThePlainForm(@ForAll long seed) {
        Random random = new Random(seed);
        ObjectNode request = MAPPER.createObjectNode();
        request.putArray("contents").add(value(random, 4)).add(MAPPER.createObjectNode());

        byte[] plain = ENCODER.encode(json(request.toString()));
        byte[] lenient = ENCODER.encode(json(written(request, random)));

        assertThat(new String(lenient, UTF_8)).isEqualTo(new String(plain, UTF_8));
    }

    private static JsonNode value(Random random, int depth) {
        return switch (random.nextInt(depth > 0 ? 6 : 4)) {
            case 0 -> MAPPER.getNodeFactory().textNode(TEXTS[random.nextInt(TEXTS.length)]);
            case 1 -> MAPPER.getNodeFactory().numberNode(random.nextInt());
            case 2 -> MAPPER.getNodeFactory().booleanNode(random.nextBoolean());
            case 3 -> MAPPER.getNodeFactory().nullNode();
            case 4 -> {
                ArrayNode list = MAPPER.createArrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    list.add(value(random, depth - 1));
                }
                yield list;
            }
            default -> {
                ObjectNode mapping = MAPPER.createObjectNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    mapping.set(NAMES[random.nextInt(NAMES.length)], value(random, depth - 1));
                }
                yield mapping;
            }
        };
    }

    private static String written(JsonNode node, Random random) {
        if (node.isTextual()) {
            return text(node.textValue(), random);
        }
        if (!node.isContainerNode()) {
            return node.toString();
        }
        StringBuilder written = new StringBuilder(node.isArray() ? "[" : "{");
        for (JsonNode element : node.isArray() ? node : MAPPER.createArrayNode()) {
            written.append(gap(random)).append(written(element, random)).append(',');
        }
        for (var field : node.properties()) {
            written.append(gap(random))
                    .append(name(field.getKey(), random))
                    .append(gap(random))
                    .append(':')
                    .append(written(field.getValue(), random))
                    .append(',');
        }
        boolean endsWithComma = written.length() > 1;
        if (endsWithComma && random.nextBoolean()) {
            written.setLength(written.length() - 1);
        }
        return written.append(gap(random)).append(node.isArray() ? ']' : '}').toString();
    }

    private static String name(String name, Random random) {
        return name.matches("[A-Za-z_$][A-Za-z0-9_$]*") && random.nextBoolean()
                ? name
                : text(name, random);
    }

    private static String text(String text, Random random) {
        char quote = random.nextBoolean() ? '"' : '\'';
        StringBuilder written = new StringBuilder().append(quote);
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character == quote || character == '\\') {
                written.append('\\').append(character);
            } else if (character == '\u000b') {
                written.append("\\v");
            } else if (random.nextInt(4) == 0 && !Character.isSurrogate(character)) {
                written.append("\\u%04x".formatted((int) character));
            } else if (random.nextInt(4) == 0 && "qxyz;: \n\t".indexOf(character) >= 0) {
                written.append('\\').append(character);
            } else {
                written.append(character);
            }
        }
        return written.append(quote).toString();
    }

    private static String gap(Random random) {
        return switch (random.nextInt(6)) {
            case 0 -> "\r\n\t ";
            case 1 -> "/* a 'note\" */";
            case 2 -> "// a 'note\" {\n";
            default -> "";
        };
    }
}
