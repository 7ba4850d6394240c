package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;

/**
 * A prompt file as it was when it was read.
 *
 * @param path where it lies in the inbox
 * @param sha256 of its content, in hex
 * @param size in bytes
 * @param modified its time stamp when it was read
 * @param receivedAt when it was read
 */
public record PromptFile(
        Path path, String sha256, long size, FileTime modified, Instant receivedAt) {

    static PromptFile unread(Path path, Instant now) {
        return new PromptFile(path, "", -1, FileTime.fromMillis(0), now);
    }

    static PromptFile read(Path path, byte[] content, FileTime modified, Instant now) {
        return new PromptFile(path, Sha256.hex(content), content.length, modified, now);
    }

    /** The file's name, extension included. */
    public String name() {
        return path.getFileName().toString();
    }

    /** Whether the file is still as it was read, or gone; false if it was written to since. */
    boolean isUnchanged() throws IOException {
        try {
            BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
            return now.size() == size && now.lastModifiedTime().equals(modified);
        } catch (NoSuchFileException e) {
            return true;
        }
    }
}
