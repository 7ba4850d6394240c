package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * An IDE completes the settings of a Spring Boot host from {@code
 * META-INF/spring-configuration-metadata.json}; it says what the catalogue says of each setting
 * that a route file reads. {@code mvn test -Dtest=SpringMetadataTest -Dmetadata.write=true} writes
 * it.
 */
class SpringMetadataTest {

    private static final Path FILE =
            Path.of("src/main/resources/META-INF/spring-configuration-metadata.json");
    private static final Pattern READ = Pattern.compile("\\{\\{(gemini\\.[a-z.-]+)");
    private static final Pattern VARIABLE = Pattern.compile("\\{\\{env:[A-Za-z_]+:(.*)}}");
    private static final ObjectMapper JSON =
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private static Set<String> readByRoutes() throws IOException {
        Set<String> names = new TreeSet<>();
        try (Stream<Path> routes = Files.list(Path.of("routes"))) {
            for (Path route : routes.toList()) {
                Matcher name = READ.matcher(Files.readString(route));
                while (name.find()) {
                    names.add(name.group(1));
                }
            }
        }
        return names;
    }

    private static JsonNode ofTheCatalogue() throws IOException {
        Set<String> names = readByRoutes();
        ObjectNode metadata = JSON.createObjectNode();
        ArrayNode properties = metadata.putArray("properties");
        StringBuilder meaning = new StringBuilder();
        for (String line : Files.readAllLines(Path.of("config/application.properties"))) {
            if (line.startsWith("# ")) {
                meaning.append(meaning.isEmpty() ? "" : " ").append(line.substring(2));
            } else {
                String name = line.replaceFirst("=.*", "");
                if (names.contains(name)) {
                    add(properties, name, meaning.toString(), line.replaceFirst("[^=]*=", ""));
                }
                meaning.setLength(0);
            }
        }
        return metadata;
    }

    private static void add(ArrayNode all, String name, String meaning, String expression) {
        String otherwise = expression;
        Matcher variable = VARIABLE.matcher(otherwise);
        while (variable.matches()) {
            otherwise = variable.group(1);
            variable = VARIABLE.matcher(otherwise);
        }
        ObjectNode property = all.addObject().put("name", name);
        property.put("type", "java.lang." + type(otherwise)).put("description", meaning);
        // A default that is another setting, or a place of the program, is none of a host's.
        if (!otherwise.isEmpty() && !otherwise.contains("{{") && !name.endsWith("-dir")) {
            property.put("defaultValue", otherwise);
        }
        if (meaning.startsWith("Deprecated")) {
            property.put("deprecated", true);
        }
    }

    private static String type(String value) {
        if (value.matches("true|false")) {
            return "Boolean";
        }
        return value.matches("\\d+") ? "Long" : value.matches("\\d+\\.\\d+") ? "Double" : "String";
    }

    @Test
    void saysWhatTheCatalogueSays() throws IOException {
        JsonNode wanted = ofTheCatalogue();
        if (Boolean.getBoolean("metadata.write")) {
            Files.writeString(FILE, JSON.writeValueAsString(wanted) + "\n");
        }

        assertThat(JSON.readTree(FILE.toFile())).isEqualTo(wanted);
        assertThat(List.copyOf(wanted.path("properties").findValuesAsText("name")))
                .contains("gemini.api-key", "gemini.retry.max-retries", "gemini.data-dir");
    }
}
