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
 * The file that keeps the state over a restart. It is whole or absent, and not forced to disk:
 * losing it costs a few refused calls and no prompt.
 */
final class QuotaFile {

    private static final long MOST_BYTES = 50_000_000;

    private final Path path;

    QuotaFile(Path path) {
        this.path = path;
    }

    /** Whether there may be one: of a directory that cannot be read this is not known. */
    boolean exists() {
        return !Files.notExists(path);
    }

    /** Requests that a running process with this file opens its closed models. */
    void requestReopening() throws IOException {
        Files.write(request(), new byte[0]);
    }

    /** Removes such a request; returns whether there was one. */
    boolean takeRequest() throws IOException {
        return request().toFile().exists() && Files.deleteIfExists(request());
    }

    private Path request() {
        return path.resolveSibling(path.getFileName() + ".reopen");
    }

    /**
     * @param scope whose quota it is; a file of another scope counts as empty
     * @throws IOException if it cannot be read or this program cannot have written it
     */
    Map<String, ModelState> read(String scope) throws IOException {
        if (!Files.isRegularFile(path) || Files.size(path) > MOST_BYTES) {
            throw new IOException("no file of this program");
        }
        JsonNode root = GeminiJson.MAPPER.readTree(Files.readAllBytes(path));
        Map<String, ModelState> models = new TreeMap<>();
        if (!root.path("scope").isTextual()) {
            throw new IOException("no scope in it");
        }
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
