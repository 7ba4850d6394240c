package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.AnswerFile;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** A drop folder on disk, and prompts in it. */
final class FolderFixture {

    /** When the answers of all records came. */
    private static final FileTime STAMP = FileTime.from(Instant.parse("2026-07-01T12:00:00Z"));

    static final Instant ANSWERED_AT = Instant.now();

    final DropFolder folder;

    FolderFixture(Path data) throws IOException {
        folder = new DropFolder(data);
        for (String name : DropFolder.FOLDERS) {
            Files.createDirectory(data.resolve(name));
        }
    }

    /** Puts a prompt into the inbox and reads it as the route does. */
    PromptFile drop(String name, String content) throws IOException {
        return read(Files.writeString(folder.inbox().resolve(name), content));
    }

    /** A prompt with a time stamp that Java can set again; it sets no nanoseconds. */
    PromptFile dropStamped(String name, String content) throws IOException {
        Path file = Files.writeString(folder.inbox().resolve(name), content);
        return read(Files.setLastModifiedTime(file, STAMP));
    }

    /**
     * Writes other words of the same size, and sets the old time stamp as {@code touch -r} does.
     */
    static void rewrite(Path file, String content) throws IOException {
        assertThat(content).hasSize((int) Files.size(file));
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, STAMP);
    }

    /** Reads a prompt of the inbox as the route does. */
    PromptFile read(Path path) throws IOException {
        String name = TreeFiles.name(folder.inbox(), path);
        return PromptFile.read(
                name, folder.files(), folder.files().read(name, 100_000), Instant.EPOCH);
    }

    /** The part of a record that says which prompt it belongs to. */
    static ObjectNode record(PromptFile prompt, String text) {
        return GeminiJson.MAPPER
                .createObjectNode()
                .put("prompt", prompt.name())
                .put("sha256", prompt.sha256())
                .put("answeredAt", ANSWERED_AT.toString())
                .put("text", text);
    }

    /** An answer of words. */
    static OutgoingAnswer outgoing(PromptFile prompt, String text) {
        return new OutgoingAnswer(record(prompt, text), List.of(AnswerFile.words(0, text)), null);
    }

    /** What the program writes before it puts an answer of words out. */
    static ObjectNode written(PromptFile prompt, String text) {
        ObjectNode record = record(prompt, text);
        record.putArray("files")
                .addObject()
                .put("name", prompt.name() + ".response.md")
                .put("type", "text/markdown");
        return record;
    }

    static ObjectNode error(PromptFile prompt) {
        return GeminiJson.MAPPER
                .createObjectNode()
                .put("prompt", prompt.name())
                .put("class", "bad-input");
    }

    boolean publish(PromptFile prompt, String text) throws IOException {
        return folder.answered().publish(prompt, outgoing(prompt, text));
    }

    /** Names of all files, with their folder, sorted. */
    List<String> files() throws IOException {
        Path data = folder.inbox().getParent();
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> data.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    static JsonNode json(Path file) throws IOException {
        return GeminiJson.MAPPER.readTree(file.toFile());
    }
}
