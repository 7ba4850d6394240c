package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Prompts that say {@code tier: batch} and are asked in the standard tier all the same, as their
 * batch job ended without an answer. They are remembered over a restart, until their file is not in
 * the inbox any more. Thread-safe.
 */
final class StandardPrompts {

    private final Path file;
    private Map<String, String> digests;

    /**
     * @param submitted the folder of the batch jobs
     */
    StandardPrompts(Path submitted) {
        this.file = submitted.resolve(".standard.json");
    }

    /**
     * Whether a prompt is one of them.
     *
     * @param sha256 of its content: another text of that name is none
     */
    boolean has(PromptFile prompt) throws IOException {
        return prompt.sha256().equals(known().get(prompt.name()));
    }

    /** Adds prompts, by name and digest, which are about to go back into the inbox. */
    synchronized void add(Map<String, String> more, UntrustedFiles inbox) throws IOException {
        Map<String, String> all = known();
        keepOnly(all, more.keySet(), inbox);
        all.putAll(more);
        ObjectNode json = GeminiJson.MAPPER.createObjectNode();
        all.forEach(json::put);
        WholeFile.write(file, json);
    }

    private static void keepOnly(
            Map<String, String> all, Collection<String> more, UntrustedFiles inbox) {
        all.keySet().removeIf(name -> !more.contains(name) && !WholeFile.exists(inbox.path(name)));
    }

    private synchronized Map<String, String> known() throws IOException {
        if (digests == null) {
            JsonNode json = WholeFile.readJson(file);
            Map<String, String> read = new ConcurrentHashMap<>();
            json.properties().forEach(one -> read.put(one.getKey(), one.getValue().asText()));
            digests = read;
        }
        return digests;
    }
}
