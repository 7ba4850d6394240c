package io.github.geminiroutes.quota;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The file that outlives a restart. It is written beside and renamed, so it is whole or absent; it
 * is not forced to disk, as a lost one costs a lesson and no prompt.
 */
final class QuotaFile {

    private static final long MOST_BYTES = 50_000_000;

    private final Path path;

    QuotaFile(Path path) {
        this.path = path;
    }

    boolean exists() {
        return Files.exists(path);
    }

    /** Leaves word for the program that uses the file, if one runs, to open what it closed. */
    void requestReopening() throws IOException {
        Files.write(request(), new byte[0]);
    }

    /** Whether there is such word; it is taken away. */
    boolean takeRequest() throws IOException {
        return request().toFile().exists() && Files.deleteIfExists(request());
    }

    private Path request() {
        return path.resolveSibling(path.getFileName() + ".reopen");
    }

    /**
     * @param scope whose quota it is; a file of another scope is empty
     * @throws IOException if it cannot be read or is not what this program writes
     */
    Map<String, ModelState> read(String scope) throws IOException {
        if (Files.size(path) > MOST_BYTES) {
            throw new IOException("too large");
        }
        JsonNode root = GeminiJson.MAPPER.readTree(Files.readAllBytes(path));
        Map<String, ModelState> models = new TreeMap<>();
        if (!scope.equals(root.path("scope").textValue())) {
            return models;
        }
        for (Map.Entry<String, JsonNode> model : root.path("models").properties()) {
            models.put(
                    model.getKey(),
                    GeminiJson.MAPPER.treeToValue(model.getValue(), ModelState.class));
        }
        return models;
    }

    void write(String scope, Map<String, ModelState> models) throws IOException {
        ObjectNode root = GeminiJson.MAPPER.createObjectNode();
        root.put("scope", scope);
        root.set("models", GeminiJson.MAPPER.valueToTree(models));
        AtomicFile.replace(path, GeminiJson.MAPPER.writeValueAsBytes(root));
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
