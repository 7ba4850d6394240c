package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules Camel's own catalogue of Kamelets is kept to, and that a secret is declared as one. */
class KameletTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([A-Za-z]+)}}");
    private static final Set<String> TYPES =
            Set.of("string", "number", "integer", "boolean", "object", "array");

    static Stream<Path> kamelets() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("src/main/resources/kamelets"))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void isFoundByItsName(Path file) throws IOException {
        JsonNode kamelet = YAML.readTree(file.toFile());
        String name = kamelet.at("/metadata/name").asText();
        assertThat(file).hasFileName(name + ".kamelet.yaml");
        assertThat(name)
                .endsWith(
                        "-"
                                + kamelet.at("/metadata/labels/camel.apache.org~1kamelet.type")
                                        .asText());
        assertThat(kamelet.at("/spec/definition/title").asText())
                .isNotBlank()
                .doesNotStartWithIgnoringCase("the ");
        assertThat(kamelet.at("/spec/definition/description").asText()).isNotBlank();
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void declaresWhatItUsesAndUsesWhatItDeclares(Path file) throws IOException {
        JsonNode kamelet = YAML.readTree(file.toFile());
        JsonNode template = kamelet.at("/spec/template");
        Set<String> used = new TreeSet<>();
        Matcher placeholder = PLACEHOLDER.matcher(template.toString());
        while (placeholder.find()) {
            used.add(placeholder.group(1));
        }
        template.path("beans").forEach(bean -> used.remove(bean.path("name").asText()));
        Set<String> declared = new TreeSet<>();
        kamelet.at("/spec/definition/properties").fieldNames().forEachRemaining(declared::add);
        assertThat(declared).isNotEmpty().isEqualTo(used);
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void documentsEveryProperty(Path file) throws IOException {
        JsonNode kamelet = YAML.readTree(file.toFile());
        for (Map.Entry<String, JsonNode> property :
                kamelet.at("/spec/definition/properties").properties()) {
            String name = property.getKey();
            JsonNode declared = property.getValue();
            assertThat(name).matches("[a-z][A-Za-z]*");
            assertThat(declared.path("title").asText()).as(name).isNotBlank();
            assertThat(declared.path("title").asText()).as(name).doesNotMatch("(?i)(the|an?) .*");
            assertThat(declared.path("description").asText()).as(name).endsWith(".");
            assertThat(declared.path("type").asText()).as(name).isIn(TYPES);
            assertThat(declared.has("default") || declared.has("example")).as(name).isTrue();
            if (name.matches("(?i).*(key|secret|password|token)")) {
                assertThat(declared.path("format").asText()).as(name).isEqualTo("password");
            }
        }
    }
}
