package io.github.geminiroutes.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.settings.Settings;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;

/** The route files that {@code run} would start. They are read only; nothing is started. */
final class RouteFiles implements RuntimeView {

    private static final String FILE = "file:";
    private static final String CLASS_PATH = "classpath:";
    private static final String COMPONENTS = "META-INF/services/org/apache/camel/component/";

    private final Settings settings;
    private final List<Finding> findings = new ArrayList<>();
    private final Map<String, String> components = new TreeMap<>();

    /**
     * @param names the route files that {@code run} would start
     */
    RouteFiles(Settings settings, List<String> names) {
        this.settings = settings;
        ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
        int routes = 0;
        for (String name : names) {
            String place = settings.home().route(name);
            try (InputStream in = open(place)) {
                for (JsonNode entry : yaml.readTree(in)) {
                    routes += entry.has("route") ? 1 : 0;
                    collect(entry);
                }
            } catch (IOException e) {
                findings.add(
                        Finding.error(
                                "routes " + name,
                                place + " cannot be read: " + e.getMessage(),
                                "Correct the file, or remove it: then the one in the jar is used."));
            }
        }
        findings.add(
                0,
                Finding.ok(
                        "routes",
                        routes + " in " + names.size() + " files; none runs in this process"));
    }

    private static InputStream open(String place) throws IOException {
        if (place.startsWith(FILE)) {
            return Files.newInputStream(Path.of(place.substring(FILE.length())));
        }
        InputStream in =
                RouteFiles.class
                        .getClassLoader()
                        .getResourceAsStream(place.substring(CLASS_PATH.length()));
        if (in == null) {
            throw new FileNotFoundException("it does not exist");
        }
        return in;
    }

    private void collect(JsonNode node) {
        String uri = withDefaults(node.path("uri").asText());
        if (uri.matches("[a-z][a-z-]*:.*")) {
            String scheme = uri.substring(0, uri.indexOf(':'));
            boolean isThere =
                    RouteFiles.class.getClassLoader().getResource(COMPONENTS + scheme) != null;
            components.put(scheme, isThere ? "" : "missing");
        }
        node.forEach(this::collect);
    }

    /** Each placeholder stands for its default, which may be a placeholder, too. */
    private static String withDefaults(String uri) {
        String inner = uri.replaceFirst("\\{\\{(?:env:)?[^:{}]*:([^{}]*)}}", "$1");
        return inner.equals(uri) ? uri : withDefaults(inner);
    }

    @Override
    public String version() {
        String version = CamelContext.class.getPackage().getImplementationVersion();
        return version == null ? "unknown" : version;
    }

    @Override
    public String profile() {
        return settings.profile();
    }

    @Override
    public List<Finding> routes() {
        return findings;
    }

    @Override
    public Map<String, String> components() {
        return components;
    }
}
