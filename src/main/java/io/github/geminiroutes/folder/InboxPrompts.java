package io.github.geminiroutes.folder;

import io.github.geminiroutes.prompt.AttachmentDirectory;
import io.github.geminiroutes.prompt.AttachmentRules;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.MediaEnd;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The prompts of an inbox, for a look that takes none of them: nothing is moved, made or locked,
 * and a program may work on the folder meanwhile. Thread-safe.
 */
public final class InboxPrompts {

    private static final AttachmentRules RULES =
            new AttachmentRules() {
                @Override
                public boolean isPrompt(String name) {
                    return PromptNames.isPrompt(name);
                }

                @Override
                public boolean isComplete(String name, FileStamp stamp, MediaEnd end) {
                    return true;
                }
            };

    private final Path inbox;
    private final UntrustedFiles files;
    private final PromptParser parser;
    private final long maxRequestSize;

    /**
     * @param followsLinks whether symbolic links are followed
     * @param maxRequestSize the largest request in bytes
     */
    public InboxPrompts(Path data, boolean followsLinks, long maxRequestSize) {
        this.inbox = new DropFolder(data).inbox();
        this.files = new UntrustedFiles(inbox, followsLinks);
        this.parser = new PromptParser(GeminiJson.MAPPER, maxRequestSize);
        this.maxRequestSize = maxRequestSize;
    }

    /** The inbox. */
    public Path inbox() {
        return inbox;
    }

    /** The files of the inbox. */
    public UntrustedFiles files() {
        return files;
    }

    /** The largest request in bytes. */
    public long maxRequestSize() {
        return maxRequestSize;
    }

    /**
     * Where attachments and partials of a standing prompt lie.
     *
     * @param folder in the inbox, with '/' at its end
     */
    public AttachmentDirectory attachmentsIn(String folder) {
        return new AttachmentDirectory(files, RULES, folder);
    }

    /**
     * The names of the prompts, without files of rows, as the directory gives them; to be closed.
     *
     * @throws IOException if the inbox cannot be read
     */
    public Stream<String> names() throws IOException {
        DirectoryStream<Path> entries = Files.newDirectoryStream(inbox);
        Iterator<Path> iterator = entries.iterator();
        return StreamSupport.stream(((Iterable<Path>) () -> iterator).spliterator(), false)
                .map(entry -> entry.getFileName().toString())
                .filter(name -> PromptNames.isPrompt(name) && !PromptNames.isOfRows(name))
                .filter(files::isRegular)
                .onClose(() -> close(entries));
    }

    private static void close(DirectoryStream<Path> entries) {
        try {
            entries.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a prompt.
     *
     * @return null if it is no longer there
     * @throws InvalidPromptException if it is no prompt, or a file that it names is missing
     */
    public Prompt read(String name) {
        try {
            return parser.parseIn(
                    new AttachmentDirectory(files, RULES), name, content(name).bytes());
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new InvalidPromptException(
                    "The file cannot be read (" + e.getClass().getSimpleName() + ")", 0);
        }
    }

    /**
     * Reads a file as it is now.
     *
     * @throws NoSuchFileException if it is no longer there
     * @throws IOException if it cannot be read
     * @throws InvalidPromptException if it is too large for a request
     */
    public UntrustedFiles.Content content(String name) throws IOException {
        UntrustedFiles.Content content = files.read(name, maxRequestSize);
        if (content == null) {
            throw new InvalidPromptException(
                    "The file has more than %d bytes (gemini.max-request-size)"
                            .formatted(maxRequestSize),
                    0);
        }
        return content;
    }
}
