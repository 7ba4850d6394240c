package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The first lines of a route file say what it needs, and it needs no more: a host includes a file,
 * those it names, and has what it asked for, in whatever order the files are loaded.
 */
class RouteNeedsTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final Pattern WITHOUT_DEFAULT = Pattern.compile("\\{\\{(gemini\\.[a-z.-]+)}}");
    private static final String ENDING = ".camel.yaml";

    static Stream<String> routeFiles() throws IOException {
        try (Stream<Path> listing = Files.list(Path.of("routes"))) {
            return listing
                    .map(file -> file.getFileName().toString().replace(ENDING, ""))
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    /** What a file offers to others and what it asks of them, by kind and name. */
    private record File(Set<String> offers, Set<String> asks, String header, JsonNode yaml) {

        static File read(String name) throws IOException {
            Path path = Path.of("routes", name + ENDING);
            String header =
                    Files.readAllLines(path).stream()
                            .takeWhile(line -> line.startsWith("#"))
                            .collect(Collectors.joining("\n"));
            JsonNode yaml = YAML.readTree(path.toFile());
            Set<String> offers = new TreeSet<>();
            Set<String> asks = new TreeSet<>();
            for (JsonNode entry : yaml) {
                entry.path("beans").forEach(bean -> offers.add("bean " + text(bean, "name")));
                JsonNode configuration = entry.path("routeConfiguration");
                if (configuration.has("id")) {
                    offers.add("configuration " + text(configuration, "id"));
                }
                collect(entry, offers, asks);
            }
            asks.removeAll(offers);
            return new File(offers, asks, header, yaml);
        }

        private static void collect(JsonNode node, Set<String> offers, Set<String> asks) {
            if (node.has("from")) {
                offers.add("endpoint " + text(node.path("from"), "uri"));
            }
            if (node.has("routeConfigurationId")) {
                asks.add("configuration " + text(node, "routeConfigurationId"));
            }
            if (node.path("ref").isTextual()) {
                asks.add("bean " + text(node, "ref"));
            }
            if (node.path("onExceptionOccurredRef").isTextual()) {
                asks.add("bean " + text(node, "onExceptionOccurredRef"));
            }
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                String value = field.getValue().asText();
                if (value.startsWith("direct:")) {
                    asks.add("endpoint " + value);
                } else if (value.startsWith("#") && !value.startsWith("#class:")) {
                    asks.add("bean " + value.replaceFirst("#(bean:)?", ""));
                }
            }
            node.forEach(child -> collect(child, offers, asks));
        }

        private static String text(JsonNode node, String field) {
            return node.path(field).asText();
        }
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void asksOnlyForWhatItSaysItNeeds(String name) throws IOException {
        File file = File.read(name);
        Map<String, Set<String>> offeredBy = new TreeMap<>();
        for (String other : routeFiles().toList()) {
            offeredBy.put(other, File.read(other).offers());
        }
        for (String asked : file.asks()) {
            Set<String> from =
                    offeredBy.entrySet().stream()
                            .filter(other -> other.getValue().contains(asked))
                            .map(Map.Entry::getKey)
                            .collect(Collectors.toCollection(TreeSet::new));
            assertThat(from).as(name + " asks for " + asked).isNotEmpty();
            assertThat(from)
                    .as(name + " asks for " + asked)
                    .anyMatch(other -> names(file.header(), other));
        }
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void namesEverySettingThatHasNoDefault(String name) throws IOException {
        Matcher placeholder =
                WITHOUT_DEFAULT.matcher(Files.readString(Path.of("routes", name + ENDING)));
        while (placeholder.find()) {
            assertThat(File.read(name).header()).contains(placeholder.group(1));
        }
    }

    /** Beans are made file by file, as they are loaded: one cannot wait for another file's. */
    @ParameterizedTest
    @MethodSource("routeFiles")
    void itsBeansAreMadeOfItsOwnBeansOnly(String name) throws IOException {
        List<String> own = new ArrayList<>();
        for (JsonNode entry : File.read(name).yaml()) {
            for (JsonNode bean : entry.path("beans")) {
                for (Map.Entry<String, JsonNode> property : bean.path("properties").properties()) {
                    String value = property.getValue().asText();
                    if (value.startsWith("#")) {
                        assertThat(own)
                                .as(name + ": " + bean.path("name").asText())
                                .contains(value.replaceFirst("#(bean:)?", ""));
                    }
                }
                own.add(bean.path("name").asText());
            }
        }
    }

    private static boolean names(String header, String file) {
        return Pattern.compile("\\b" + Pattern.quote(file) + "(?![a-z-])").matcher(header).find();
    }
}
