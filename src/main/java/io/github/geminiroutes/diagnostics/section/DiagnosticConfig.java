package io.github.geminiroutes.diagnostics.section;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an operator adds to a sweep or leaves out of it: the file of {@code --config} and of {@code
 * gemini.diagnostics.config}. Its schema is {@code config/diagnostics-config.schema.json}.
 *
 * @param directories directories to check in addition to the required ones
 * @param endpoints http and https addresses that must be reachable too; the key is never sent there
 * @param thresholds the figures from which on a check warns or fails
 * @param skip sections to leave out, by id, and single checks, as {@code section/name}
 */
public record DiagnosticConfig(
        List<Path> directories, List<URI> endpoints, Thresholds thresholds, Set<String> skip) {

    /** Nothing added, nothing left out. */
    public static final DiagnosticConfig DEFAULT =
            new DiagnosticConfig(List.of(), List.of(), Thresholds.DEFAULT, Set.of());

    private static final String SCHEMA = "/gemini-routes/config/diagnostics-config.schema.json";
    private static final int MAX_BYTES = 1_000_000;
    private static final int MAX_SHOWN = 80;

    /**
     * Figures from which on a check warns or fails. A figure that the file leaves out has its
     * default.
     *
     * @param diskFreeWarnPercent less free space is a warning
     * @param diskFreeErrorPercent less free space is an error
     * @param inodesFreeWarnPercent fewer free inodes are a warning
     * @param inodesFreeErrorPercent fewer free inodes are an error
     * @param certificateWarnDays a certificate that expires sooner is a warning
     * @param clockSkewWarnSeconds a larger difference to the server's clock is a warning
     * @param clockSkewErrorSeconds a larger difference to the server's clock is an error
     * @param answerWarnMillis a slower answer of the API is a warning
     * @param diskWriteWarnMillis a slower write of 1 MiB, forced to disk, is a warning
     * @param heapUsedWarnPercent more of the maximum heap in use is a warning
     * @param memoryFreeWarnPercent less free memory of the machine is a warning
     * @param loadWarnPerProcessor a higher load per processor is a warning
     */
    public record Thresholds(
            double diskFreeWarnPercent,
            double diskFreeErrorPercent,
            double inodesFreeWarnPercent,
            double inodesFreeErrorPercent,
            double certificateWarnDays,
            double clockSkewWarnSeconds,
            double clockSkewErrorSeconds,
            double answerWarnMillis,
            double diskWriteWarnMillis,
            double heapUsedWarnPercent,
            double memoryFreeWarnPercent,
            double loadWarnPerProcessor) {

        /** The defaults, as the schema names them. */
        public static final Thresholds DEFAULT =
                new Thresholds(10, 1, 10, 1, 14, 10, 300, 3_000, 1_000, 90, 5, 4);
    }

    /**
     * @throws SettingsException if the file cannot be read or does not match the schema; its one
     *     line names the file, the place and what is allowed
     */
    public static DiagnosticConfig read(Path file) {
        JsonNode root;
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                // A pipe would hold the start up, and a device has no end.
                throw refused(file, "is no regular file");
            }
            if (Files.size(file) > MAX_BYTES) {
                throw refused(file, "is larger than a megabyte");
            }
            root = GeminiJson.MAPPER.readTree(Files.readAllBytes(file));
        } catch (JsonProcessingException e) {
            throw refused(
                    file,
                    "is not JSON (line "
                            + e.getLocation().getLineNr()
                            + "): "
                            + e.getOriginalMessage());
        } catch (IOException e) {
            throw refused(file, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        schema().validate(root).stream()
                .min(Comparator.comparing(message -> message.getInstanceLocation().toString()))
                .ifPresent(
                        message -> {
                            throw refused(file, words(message));
                        });
        return of(file, root);
    }

    private static JsonSchema schema() {
        try (InputStream in = DiagnosticConfig.class.getResourceAsStream(SCHEMA)) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(GeminiJson.MAPPER.readTree(in));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String words(ValidationMessage message) {
        JsonNode value = message.getInstanceNode();
        String shown = value == null || value.isContainerNode() ? "" : "=" + shortened(value);
        return message.getInstanceLocation()
                + shown
                + message.getMessage().replaceFirst("^[^:]*:", ":");
    }

    private static String shortened(JsonNode value) {
        String text = value.toString();
        return text.length() <= MAX_SHOWN ? text : text.substring(0, MAX_SHOWN) + "…";
    }

    private static DiagnosticConfig of(Path file, JsonNode root) {
        List<Path> directories = new ArrayList<>();
        root.path("directories")
                .forEach(
                        name ->
                                directories.add(
                                        Path.of(name.asText()).toAbsolutePath().normalize()));
        List<URI> endpoints = new ArrayList<>();
        for (JsonNode endpoint : root.path("endpoints")) {
            endpoints.add(endpoint(file, endpoint.asText()));
        }
        Set<String> skip = new HashSet<>();
        root.path("skip").forEach(name -> skip.add(name.asText()));
        ObjectNode thresholds = GeminiJson.MAPPER.valueToTree(Thresholds.DEFAULT);
        root.path("thresholds").properties().forEach(e -> thresholds.set(e.getKey(), e.getValue()));
        return new DiagnosticConfig(
                List.copyOf(directories),
                List.copyOf(endpoints),
                GeminiJson.MAPPER.convertValue(thresholds, Thresholds.class),
                Set.copyOf(skip));
    }

    private static URI endpoint(Path file, String text) {
        return DiagnosticInput.address(text)
                .orElseThrow(
                        () ->
                                refused(
                                        file,
                                        "endpoints: must be http or https addresses without user or query, such as"
                                                + " https://example.com"));
    }

    private static SettingsException refused(Path file, String problem) {
        return new SettingsException("--config=" + file + ": " + problem);
    }

    /** Whether a whole section is left out. */
    public boolean skips(SectionName section) {
        return skip.contains(section.id());
    }

    /** Whether a single check is left out. */
    public boolean skips(SectionName section, Finding finding) {
        return skip.contains(section.id() + "/" + finding.name());
    }
}
