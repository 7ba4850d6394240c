package io.github.geminiroutes.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The drop folder from its user's side: prompts go in, answers and failures are looked up. */
public final class DropFolders {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LONG_AGO = Duration.ofMinutes(1);

    private final Path data;
    private final Path staging;

    /**
     * @param data what {@code DATA_DIR} is
     */
    public DropFolders(Path data) {
        this.data = data;
        this.staging = data.resolveSibling("staging");
    }

    /** One of inbox, outbox, done, failed, parked. */
    public Path folder(String name) {
        return data.resolve(name);
    }

    /** A file in one of the folders. */
    public Path in(String folder, String name) {
        return folder(folder).resolve(name);
    }

    /** Puts a prompt into the inbox as a careful user does: written elsewhere, then moved. */
    public Path drop(String name, byte[] content) throws IOException {
        Files.createDirectories(staging);
        Files.createDirectories(folder("inbox"));
        Path staged = Files.write(Files.createTempFile(staging, "prompt", ""), content);
        Files.setLastModifiedTime(staged, FileTime.from(Instant.now().minus(LONG_AGO)));
        return Files.move(staged, in("inbox", name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** As {@link #drop(String, byte[])}. */
    public Path drop(String name, String text) throws IOException {
        return drop(name, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The names in one folder, sorted. */
    public List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(folder(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    /** The answer's record, {@code outbox/NAME.record.json}. */
    public JsonNode record(String name) throws IOException {
        return JSON.readTree(in("outbox", name + ".record.json").toFile());
    }

    /** The answer's text, {@code outbox/NAME.response.md}. */
    public String answer(String name) throws IOException {
        return Files.readString(in("outbox", name + ".response.md"));
    }

    /** What was wrong, {@code failed/NAME.error.json}. */
    public JsonNode error(String name) throws IOException {
        return JSON.readTree(in("failed", name + ".error.json").toFile());
    }

    /** In which of the folders a prompt may lie it lies: one, if all is well. */
    public List<String> whereabouts(String name) {
        return Stream.of("inbox", "done", "failed", "parked")
                .filter(folder -> Files.exists(in(folder, name)))
                .toList();
    }
}
