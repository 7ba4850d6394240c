package io.github.geminiroutes.event;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.ToldOnce;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes over the events of processes that have ended, on this machine or on another one that shares
 * the directory: a segment that is not locked has no process.
 */
final class OutboxAdoption {

    /** How the file of a segment is called. */
    static final String ENDING = ".events";

    private static final Logger LOG = LoggerFactory.getLogger(OutboxAdoption.class);

    private static final Duration PERIOD = Duration.ofSeconds(5);

    /** A segment is sealed long before; a larger file would be read into memory. */
    private static final long MOST_BYTES = 8 * 1024 * 1024;

    private final EventOutbox outbox;
    private final Path data;
    private final Path directory;
    private final String own;
    private final ToldOnce told = new ToldOnce();
    private long next = System.nanoTime();

    /**
     * @param data the directory that holds the folders of prompts
     * @param directory of the segments
     * @param own how the names of this process's segments begin
     */
    OutboxAdoption(EventOutbox outbox, Path data, Path directory, String own) {
        this.outbox = outbox;
        this.data = data;
        this.directory = directory;
        this.own = own;
    }

    /** Looks for such segments, every few seconds. */
    synchronized void adopt() {
        long now = System.nanoTime();
        if (now - next < 0) {
            return;
        }
        next = now + PERIOD.toNanos();
        try {
            for (Path file : others()) {
                adopt(file);
            }
        } catch (IOException e) {
            tell(directory, e);
        }
    }

    /** One that cannot be read, as after a start by another user, does not hold up the others. */
    private void adopt(Path file) {
        try {
            OutboxSegment segment = OutboxSegment.adopt(file, MOST_BYTES);
            if (segment != null) {
                adopt(segment);
            }
        } catch (IOException e) {
            tell(file, e);
        }
    }

    private void tell(Path file, IOException e) {
        if (told.isNew(file)) {
            LOG.warn("Events of an earlier process are not read: {}", e.toString());
        }
    }

    private List<Path> others() throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, '*' + ENDING)) {
                files.forEach(found::add);
            }
            found.removeIf(file -> file.getFileName().toString().startsWith(own));
            found.sort(null);
        }
        return found;
    }

    private void adopt(OutboxSegment segment) throws IOException {
        int adopted = 0;
        for (OutboxSegment.Left left : segment.left()) {
            JsonNode event = parse(segment.read(left.offset(), left.length()));
            OutboxEntry entry = outbox.entry(segment, left, event.path("subject").asText());
            if (event.has("id") && (left.isTrue() || isTrue(event.path("data")))) {
                outbox.add(entry);
                adopted++;
            } else {
                outbox.takeBack(entry);
            }
        }
        segment.seal();
        if (adopted > 0) {
            LOG.info("{} events of an earlier process are delivered now", adopted);
        }
    }

    private static JsonNode parse(byte[] json) throws IOException {
        try {
            return GeminiJson.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            LOG.warn("An event of an earlier process is damaged and dropped");
            return MissingNode.getInstance();
        }
    }

    /**
     * Whether what an event tells came about, of which its process wrote no more. A prompt that
     * lies in the inbox still is asked again, and has another event then.
     */
    private boolean isTrue(JsonNode event) {
        String place = event.path(Event.PLACE).asText();
        try {
            return place.isEmpty()
                    || Files.exists(data.resolve(place))
                    || !Files.exists(
                            data.resolve("inbox").resolve(event.path(Event.PROMPT).asText()));
        } catch (InvalidPathException e) {
            LOG.warn("An event of an earlier process is damaged and dropped");
            return false;
        }
    }
}
