package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.catalog.CamelCatalog;
import org.apache.camel.catalog.DefaultCamelCatalog;
import org.apache.camel.catalog.EndpointValidationResult;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Camel's own rules for every route file: the JSON Schema of the YAML DSL and the catalogue of
 * components, the two that Camel's validator plugin uses; the plugin itself is not published for
 * this version.
 */
class RouteValidationTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final CamelCatalog CATALOG = new DefaultCamelCatalog();
    private static final JsonSchema SCHEMA = schema();
    private static final Set<String> LANGUAGES =
            Set.of("constant", "simple", "exchangeProperty", "header");

    private static JsonSchema schema() {
        try (InputStream in =
                RouteValidationTest.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                    .getSchema(new ObjectMapper().readTree(in));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<Path> routeFiles() throws IOException {
        List<Path> files;
        try (Stream<Path> listing = Files.list(Path.of("routes"))) {
            files = listing.sorted().toList();
        }
        assertThat(files).isNotEmpty();
        return files.stream();
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void keepsToTheSchemaOfTheYamlDsl(Path file) throws IOException {
        assertThat(SCHEMA.validate(resolved(file))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void namesOnlyOptionsThatComponentsHave(Path file) throws IOException {
        List<JsonNode> endpoints = endpoints(YAML.readTree(file.toFile()), new ArrayList<>());
        for (JsonNode endpoint : endpoints) {
            Map<String, String> parameters = new TreeMap<>();
            endpoint.path("parameters")
                    .properties()
                    .forEach(e -> parameters.put(e.getKey(), value(e.getValue())));
            String uri = value(endpoint.path("uri"));
            if (uri.startsWith("${")) {
                continue; // known at run time only
            }
            StringBuilder query = new StringBuilder();
            parameters.forEach(
                    (k, v) ->
                            query.append(query.isEmpty() ? "?" : "&")
                                    .append(k)
                                    .append('=')
                                    .append(v));
            boolean consumer = endpoint.has("steps");
            EndpointValidationResult result =
                    CATALOG.validateEndpointProperties(uri + query, true, consumer, !consumer);
            assertThat(result.isSuccess())
                    .as(file + ": " + result.summaryErrorMessage(false))
                    .isTrue();
        }
    }

    /**
     * camel-timer waits by the clock on the wall: once that is set back, such a route stands still
     * until the clock gets there again.
     */
    @ParameterizedTest
    @MethodSource("routeFiles")
    void waitsByNoClockThatCanBeSet(Path file) throws IOException {
        assertThat(endpoints(YAML.readTree(file.toFile()), new ArrayList<>()))
                .extracting(endpoint -> value(endpoint.path("uri")))
                .noneMatch(uri -> uri.startsWith("timer:") || uri.startsWith("quartz:"));
    }

    /** Camel 4.22 warns of each file that writes the text of an expression without its name. */
    @ParameterizedTest
    @MethodSource("routeFiles")
    void writesNoExpressionInTheCompactForm(Path file) throws IOException {
        JsonNode routes = YAML.readTree(file.toFile());

        assertThat(LANGUAGES.stream().flatMap(language -> routes.findValues(language).stream()))
                .allMatch(JsonNode::isObject);
    }

    /**
     * As Camel sees it: a value that is a placeholder stands for its default, of whatever type that
     * is.
     */
    private static JsonNode resolved(Path file) throws IOException {
        String text = Files.readString(file).replaceAll("\"\\{\\{[^:}]*:}}\"", "\"\"");
        return YAML.readTree(text.replaceAll("\"\\{\\{[^:}]*:([^}]*)}}\"", "$1"));
    }

    /** The catalogue knows no placeholders: one with a default stands for it. */
    private static String value(JsonNode node) {
        String text =
                node.asText()
                        .replace("{{env:DATA_DIR:}}", "/data")
                        .replaceAll("\\{\\{gemini.messages.[a-z.-]+:?}}", "messages");
        // The innermost default first: one may be another placeholder.
        String inner = text.replaceAll("\\{\\{(env:)?[^:{}]*:([^{}]*)}}", "$2");
        while (!inner.equals(text)) {
            text = inner;
            inner = text.replaceAll("\\{\\{(env:)?[^:{}]*:([^{}]*)}}", "$2");
        }
        return text;
    }

    private static List<JsonNode> endpoints(JsonNode node, List<JsonNode> found) {
        if (node.path("uri").isTextual()) {
            found.add(node);
        }
        node.forEach(child -> endpoints(child, found));
        return found;
    }

    @Test
    void everyIdIsOursAndGivenOnce() throws IOException {
        Set<String> seen = new HashSet<>();
        for (Path file : routeFiles().toList()) {
            for (JsonNode entry : YAML.readTree(file.toFile())) {
                for (String id : ids(entry, new ArrayList<>())) {
                    assertThat(id).as(file.toString()).matches("(from-|to-)?gemini-[a-z0-9-]+");
                    assertThat(seen.add(id)).as(file + ": " + id).isTrue();
                }
                for (JsonNode bean : entry.path("beans")) {
                    assertThat(bean.path("name").asText()).startsWith("gemini-");
                }
            }
        }
    }

    @Test
    void everyRouteIsNamedAndDescribed() throws IOException {
        for (Path file : routeFiles().toList()) {
            for (JsonNode entry : YAML.readTree(file.toFile())) {
                assertThat(entry.has("errorHandler") || entry.has("onException"))
                        .as(file + ": a global error handler would be the host's too")
                        .isFalse();
                for (String kind : List.of("route", "routeConfiguration")) {
                    if (entry.has(kind)) {
                        assertThat(entry.path(kind).path("id").asText()).isNotEmpty();
                        assertThat(entry.path(kind).path("description").asText()).isNotEmpty();
                    }
                }
            }
        }
    }

    private static List<String> ids(JsonNode node, List<String> found) {
        if (node.path("id").isTextual()) {
            found.add(node.path("id").asText());
        }
        node.forEach(child -> ids(child, found));
        return found;
    }
}
