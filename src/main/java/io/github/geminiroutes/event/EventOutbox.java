package io.github.geminiroutes.event;

import io.github.geminiroutes.support.FileModes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The events that are to be delivered, on disk: see {@link OutboxSegment}. Events about the same
 * thing are in the same {@link EventLane}, and stay in their order. Thread-safe.
 */
final class EventOutbox {

    private static final Logger LOG = LoggerFactory.getLogger(EventOutbox.class);

    static final int LANES = 16;
    private static final long SEGMENT_BYTES = 1024 * 1024;

    private final Path directory;
    private final int maxPending;
    private final long mostInMemory;
    private final String own = UUID.randomUUID().toString().substring(0, 13);
    private final List<EventLane> lanes = Stream.generate(EventLane::new).limit(LANES).toList();
    private final AtomicLong pending = new AtomicLong();
    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    private final AtomicLong inMemory = new AtomicLong();
    private final OutboxAdoption adoption;
    private OutboxSegment current;
    private int segments;
    private long numbers;
    private boolean isRefused;
    private boolean isDropping;

    /**
     * @param data the directory that holds the folders of prompts
     * @param maxPending how many events may wait; the oldest are dropped beyond
     * @param mostInMemory how many bytes of events may wait that the disk refused
     */
    EventOutbox(Path data, int maxPending, long mostInMemory) {
        this.mostInMemory = mostInMemory;
        this.directory = data.resolve(".gemini-events");
        this.maxPending = maxPending;
        this.adoption = new OutboxAdoption(this, data, directory, own);
    }

    List<EventLane> lanes() {
        return lanes;
    }

    /** How many events wait. */
    long pending() {
        return pending.get();
    }

    /** How many events were delivered since the start. */
    long delivered() {
        return delivered.get();
    }

    /** How many events were dropped since the start, because too many waited. */
    long dropped() {
        return dropped.get();
    }

    /** Writes an event down, on disk when this returns, before it is true. */
    PendingEvent prepare(Event event) {
        OutboxEntry entry = append(event.subject(), event.toJson());
        if (entry.segment() != null) {
            try {
                entry.segment().force(entry.offset());
            } catch (IOException e) {
                tellRefused(e);
            }
        }
        return new PendingEvent(this, entry);
    }

    private static int lane(String subject) {
        return Math.floorMod(subject.hashCode(), LANES);
    }

    private synchronized OutboxEntry append(String subject, byte[] json) {
        long number = numbers++;
        try {
            OutboxSegment segment = segment();
            long offset = segment.append(json);
            isRefused = false;
            return new OutboxEntry(
                    number, lane(subject), subject, segment, offset, json.length, null);
        } catch (IOException e) {
            tellRefused(e);
            inMemory.addAndGet(json.length);
            return new OutboxEntry(number, lane(subject), subject, null, 0, json.length, json);
        }
    }

    /** The answer goes its way: the event is delivered all the same, if the process lives on. */
    private synchronized void tellRefused(IOException e) {
        if (!isRefused) {
            isRefused = true;
            LOG.warn(
                    "Events cannot be written to {} ({}): a kill now loses those that wait",
                    directory,
                    e.toString());
        }
    }

    private OutboxSegment segment() throws IOException {
        if (current != null && current.isAsLongAs(SEGMENT_BYTES)) {
            OutboxSegment full = current;
            current = null;
            full.seal();
        }
        if (current == null) {
            Files.createDirectories(directory, FileModes.ofDirectory());
            current =
                    OutboxSegment.create(
                            directory.resolve(
                                    String.format(
                                            Locale.ROOT,
                                            "%s-%06d%s",
                                            own,
                                            segments++,
                                            OutboxAdoption.ENDING)));
        }
        return current;
    }

    /** The event is true. */
    void add(OutboxEntry entry) {
        try {
            entry.mark(OutboxSegment.State.TRUE);
        } catch (IOException e) {
            tellRefused(e);
        }
        lanes.get(entry.lane()).add(entry);
        if (pending.incrementAndGet() > maxPending) {
            dropOldest();
        }
        boolean isDropped = true;
        while (isDropped && inMemory.get() > mostInMemory) {
            isDropped = dropOldest();
        }
    }

    /** The event has not become true. */
    void takeBack(OutboxEntry entry) {
        end(entry);
    }

    /** The event was delivered. */
    void delivered(OutboxEntry entry) {
        pending.decrementAndGet();
        delivered.incrementAndGet();
        end(entry);
    }

    /** Lets go of an event. */
    private void end(OutboxEntry entry) {
        inMemory.addAndGet(-entry.bytesInMemory());
        try {
            entry.end();
        } catch (IOException e) {
            tellRefused(e);
        }
    }

    /** The JSON of the event under way in a lane; null if it cannot be read, and is dropped. */
    byte[] read(OutboxEntry entry, EventLane lane) {
        try {
            return entry.read();
        } catch (IOException e) {
            LOG.warn("An event cannot be read in {} ({}): it is dropped", directory, e.toString());
            if (lane.end() != null) {
                pending.decrementAndGet();
                dropped.incrementAndGet();
                end(entry);
            }
            return null;
        }
    }

    private boolean dropOldest() {
        EventLane lane = oldestLane();
        OutboxEntry oldest = lane == null ? null : lane.drop();
        if (oldest != null) {
            drop(oldest);
        }
        return oldest != null;
    }

    private EventLane oldestLane() {
        return lanes.stream()
                .filter(lane -> lane.oldest() < Long.MAX_VALUE)
                .min(Comparator.comparingLong(EventLane::oldest))
                .orElse(null);
    }

    private void drop(OutboxEntry entry) {
        pending.decrementAndGet();
        dropped.incrementAndGet();
        end(entry);
        synchronized (this) {
            if (!isDropping) {
                isDropping = true;
                LOG.warn(
                        "More than {} events wait (gemini.events.max-pending), or more than fit into the memory while the disk refuses them: the oldest are"
                                + " dropped, gemini_events_total counts them",
                        maxPending);
            }
        }
    }

    /** Takes over the events of processes that have ended; for a timer. */
    void adopt() {
        adoption.adopt();
    }

    /** An event that another process left. */
    synchronized OutboxEntry entry(OutboxSegment segment, OutboxSegment.Left left, String subject) {
        return new OutboxEntry(
                numbers++, lane(subject), subject, segment, left.offset(), left.length(), null);
    }

    /** Leaves what is not delivered to the next process. */
    synchronized void close() {
        try {
            if (current != null) {
                current.seal();
                current.close();
                current = null;
            }
            for (EventLane lane : lanes) {
                lane.close();
            }
        } catch (IOException e) {
            tellRefused(e);
        }
    }
}
