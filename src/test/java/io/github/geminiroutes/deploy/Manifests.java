package io.github.geminiroutes.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The objects of {@code deploy/kubernetes}, as written or as kubectl renders them. */
final class Manifests {

    static final Path ROOT = Path.of("deploy", "kubernetes");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long RENDER_SECONDS = 60;

    /** A process each would take longer than all that the tests look at. */
    private static final Map<Path, String> RENDERED = new ConcurrentHashMap<>();

    private Manifests() {}

    /** Every whole object in the files of one directory. */
    static List<ObjectNode> written(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .filter(file -> !file.endsWith("kustomization.yaml"))
                    .sorted()
                    .flatMap(file -> parse(read(file)).stream())
                    .toList();
        }
    }

    /** The objects in a YAML text of any number of documents. */
    static List<ObjectNode> parse(String yaml) {
        List<ObjectNode> objects = new ArrayList<>();
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        for (Object document : new Yaml(new SafeConstructor(strict)).loadAll(yaml)) {
            if (document != null) {
                JsonNode tree = JSON.valueToTree(document);
                objects.add((ObjectNode) tree);
            }
        }
        return objects;
    }

    /** Whether {@code kubectl kustomize} is here and knows components. */
    static boolean canRender() {
        try {
            render(ROOT.resolve("overlays/development"));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * What {@code kubectl kustomize} makes of a directory; it is asked once.
     *
     * @throws IOException if there is no kubectl, or it refuses the directory
     */
    static List<ObjectNode> render(Path directory) throws IOException {
        String rendered = RENDERED.get(directory);
        if (rendered == null) {
            rendered = kustomize(directory);
            RENDERED.put(directory, rendered);
        }
        return parse(rendered);
    }

    private static String kustomize(Path directory) throws IOException {
        Path out = Files.createTempFile("kustomize", ".yaml");
        Path err = Files.createTempFile("kustomize", ".err");
        try {
            Process kubectl =
                    new ProcessBuilder("kubectl", "kustomize", directory.toString())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            try {
                if (!kubectl.waitFor(RENDER_SECONDS, TimeUnit.SECONDS)) {
                    kubectl.destroyForcibly();
                    throw new IOException("kubectl kustomize took too long");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted", e);
            }
            if (kubectl.exitValue() != 0) {
                throw new IOException(read(err));
            }
            return read(out);
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code Kind/name}, to name an object in a problem. */
    static String nameOf(JsonNode object) {
        return object.path("kind").asText() + "/" + object.path("metadata").path("name").asText();
    }
}
