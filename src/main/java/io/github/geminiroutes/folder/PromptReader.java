package io.github.geminiroutes.folder;

import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;

/** Reads prompt files of the inbox. */
final class PromptReader {

    private final DropFolder folder;
    private final PromptParser parser;
    private final long maxRequestSize;
    private final Clock clock;

    /**
     * @param maxRequestSize the largest request in bytes
     */
    PromptReader(DropFolder folder, long maxRequestSize, Clock clock) {
        this.folder = folder;
        this.parser = new PromptParser(GeminiJson.MAPPER, maxRequestSize);
        this.maxRequestSize = maxRequestSize;
        this.clock = clock;
    }

    /** Takes a file up without reading it, so that one that cannot be read has a name. */
    InFlightPrompt begin(Path path) {
        return new InFlightPrompt(PromptFile.unread(path, clock.instant()));
    }

    /**
     * Reads the file.
     *
     * @throws InvalidPromptException if it is no prompt or cannot be read
     */
    Prompt read(InFlightPrompt prompt) {
        Path path = prompt.file().path();
        // Taken before the content, so that a later write is detected.
        FileTime modified = modified(path);
        byte[] content = content(path);
        prompt.setFile(PromptFile.read(path, content, modified, clock.instant()));
        Prompt parsed = parser.parse(prompt.name(), content, folder.inbox());
        for (Attachment attachment : parsed.attachments()) {
            if (attachment.name().indexOf('/') < 0) {
                folder.keepAsAttachment(attachment.name());
            }
        }
        return parsed;
    }

    private static FileTime modified(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private byte[] content(Path path) {
        try {
            long size = Files.size(path);
            if (size > maxRequestSize) {
                throw new InvalidPromptException(
                        "The file has %d bytes, the limit is %d (gemini.max-request-size)"
                                .formatted(size, maxRequestSize),
                        0);
            }
            return Files.readAllBytes(path);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static InvalidPromptException unreadable(IOException e) {
        return new InvalidPromptException(
                "The file cannot be read (" + e.getClass().getSimpleName() + ")", 0);
    }
}
