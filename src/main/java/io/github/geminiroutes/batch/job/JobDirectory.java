package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.FileModes;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.LineLimit;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The files of a job: the prompts, a line about each, their requests, what is known of the job, and
 * later its results.
 *
 * @param path of the directory
 */
public record JobDirectory(Path path) {

    /** The field of the last line of the list: without it, a list that was cut looks whole. */
    static final String COUNT = "prompts";

    private static final Set<String> CONFIGURATION =
            Set.of("generationConfig", "generation_config");

    /** Of the list, in characters: a name, some digests, and the names of its attachments. */
    private static final int LONGEST_LINE = 4 * 1024 * 1024;

    /** Where the job's own name begins. */
    static final String PREFIX = "gemini-routes-";

    /** The job's id: the name of its directory. */
    public String id() {
        return path.getFileName().toString();
    }

    /** The prompts themselves, in folders as below the inbox. */
    public Path prompts() {
        return path.resolve("prompts");
    }

    /** A line about each prompt. */
    Path list() {
        return path.resolve("prompts.jsonl");
    }

    /** Whether there is a list of its prompts. */
    public boolean hasList() {
        return Files.isRegularFile(list(), LinkOption.NOFOLLOW_LINKS);
    }

    /** What is uploaded: a line {@code {"key":…,"request":…}} for each prompt. */
    Path requests() {
        return path.resolve("requests.jsonl");
    }

    /** The same with the addresses of uploaded attachments, which is uploaded in its place. */
    Path sent() {
        return path.resolve("requests-sent.jsonl");
    }

    /**
     * Is there while prompts gather, and goes once the job is closed: what has neither this file
     * nor a state has lost its state.
     */
    Path gathering() {
        return path.resolve("gathering");
    }

    /** Whether it can go: its prompts were gathering, or all its files are gone already. */
    public boolean isLeftover() throws IOException {
        return Files.exists(gathering()) || isWithoutFiles(path);
    }

    private static boolean isWithoutFiles(Path folder) throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                if (!Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                        || !isWithoutFiles(entry)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** Is there once the outcome of a row may have been written. */
    private Path delivering() {
        return path.resolve("delivering");
    }

    /** What is known of the job; there is none while prompts gather. */
    Path job() {
        return path.resolve("job.json");
    }

    /** The results as Google sent them. */
    Path results() {
        return path.resolve("results.jsonl");
    }

    /**
     * The prompts of a job that is closed.
     *
     * @throws IOException if they cannot be read
     */
    public List<SubmittedPrompt> read() throws IOException {
        List<SubmittedPrompt> prompts = new ArrayList<>();
        each(prompts::add);
        return prompts;
    }

    /**
     * Hands over its prompts, one after the other.
     *
     * @return how many its list says that there are; -1 if it has no end
     * @throws IOException if they cannot be read, or are not as many
     */
    public long each(Consumer<SubmittedPrompt> wanted) throws IOException {
        long read = 0;
        long count = -1;
        try (BufferedReader lines =
                new BufferedReader(new LineLimit(Files.newBufferedReader(list()), LONGEST_LINE))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode json = GeminiJson.MAPPER.readTree(line);
                if (json.has(COUNT)) {
                    count = json.path(COUNT).asLong();
                } else {
                    wanted.accept(SubmittedPrompt.of(json));
                    read++;
                }
            }
        } catch (NoSuchFileException e) {
            // A job that is done is being removed, or was when the program ended.
            return -1;
        } catch (DateTimeParseException e) {
            throw new IOException(list() + " has a line that is none of ours", e);
        }
        if (count >= 0 && count != read) {
            throw new IOException("%s has %d of %d lines".formatted(list(), read, count));
        }
        return count;
    }

    /**
     * Notes that outcomes of rows are about to be written.
     *
     * @return whether that was noted before: some are written already
     * @throws IOException if the disk does not take it
     */
    public boolean beginDelivery() throws IOException {
        try {
            Files.createFile(delivering(), FileModes.ofFile());
            return false;
        } catch (FileAlreadyExistsException e) {
            return true;
        }
    }

    /**
     * What the request of a prompt says about its answer: the request without what is asked.
     *
     * @throws IOException if it cannot be read
     */
    public JsonNode kind(SubmittedPrompt prompt) throws IOException {
        ObjectNode kind = GeminiJson.MAPPER.createObjectNode();
        try (RandomAccessFile file = new RandomAccessFile(requests().toFile(), "r")) {
            file.seek(prompt.at());
            JsonParser parser =
                    GeminiJson.MAPPER.createParser(Channels.newInputStream(file.getChannel()));
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                if (CONFIGURATION.contains(field)) {
                    kind.set(field, parser.readValueAsTree());
                } else {
                    parser.skipChildren();
                }
            }
        }
        return kind;
    }

    static byte[] part(Path file, long at, int size) throws IOException {
        byte[] bytes = new byte[size];
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(at);
            in.readFully(bytes);
        }
        return bytes;
    }

    /**
     * Removes the job's own files, and the folders of its prompts as far as they are empty. What
     * somebody put there stays.
     *
     * @return whether nothing is left
     */
    public boolean remove() throws IOException {
        if (Files.isDirectory(path)) {
            AtomicFile.removeLeftovers(path);
        }
        // The state goes last: what is left of a job that ended is never taken for a new one.
        for (Path file : List.of(results(), sent(), requests(), list(), delivering())) {
            Files.deleteIfExists(file);
        }
        if (!removeEmpty(prompts())) {
            return false;
        }
        Files.deleteIfExists(gathering());
        Files.deleteIfExists(job());
        return removeEmpty(path);
    }

    private static boolean removeEmpty(Path folder) throws IOException {
        boolean isEmpty = true;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                isEmpty &=
                        Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS) && removeEmpty(entry);
            }
        } catch (NoSuchFileException e) {
            return true;
        }
        if (isEmpty) {
            Files.delete(folder);
        }
        return isEmpty;
    }
}
