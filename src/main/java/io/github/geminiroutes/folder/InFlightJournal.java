package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which prompts this process has in flight, kept in a hidden file of the data directory for the
 * process that comes after it. The file distinguishes a killed process from a prompt that was put
 * back on purpose, and shows a prompt that ends each process that reads it.
 *
 * <p>One prompt is one small write at a fixed place. Nothing is forced to disk: the file survives
 * the end of the process, and after a power failure the worst is a prompt that is asked again. If
 * the file cannot be written, the program works on without it. Thread-safe.
 */
final class InFlightJournal {

    private static final Logger LOG = LoggerFactory.getLogger(InFlightJournal.class);

    private static final String PREFIX = ".gemini-in-flight-";

    /** Tells a file whose slots hold paths from those of earlier versions. */
    private static final String OF_PATHS = PREFIX + "p-";

    /** More are not remembered: each of them has ended a process. */
    private static final int MOST_SUSPECTS = 100;

    private static final long LONGEST_FILE = 64L * 1024 * 1024;

    /** What a process was doing with a prompt. */
    enum State {
        /** It is read and parsed: what it becomes in memory is not known yet. */
        READING('r'),
        /** It was read, and is asked or settled. */
        ASKED('a'),
        /** An earlier process ended while it was read. */
        SUSPECT('s');

        final byte code;

        State(char code) {
            this.code = (byte) code;
        }

        /** Null for a code of none. */
        static State of(byte code) {
            for (State state : values()) {
                if (state.code == code) {
                    return state;
                }
            }
            return null;
        }
    }

    /**
     * A prompt of an earlier process.
     *
     * @param takenAt when it was taken
     */
    record Entry(State state, String name, Instant takenAt) {}

    private final Path data;
    private final JournalFile file;
    private final Map<String, Integer> inFlight = new HashMap<>();
    private final Map<String, Integer> suspects = new LinkedHashMap<>();
    private final Deque<Integer> free = new ArrayDeque<>();
    private boolean isOpen;
    private int end;

    /**
     * @param data the directory that holds the folders
     */
    InFlightJournal(Path data) {
        this.data = data;
        this.file =
                new JournalFile(
                        data.resolve(OF_PATHS + UUID.randomUUID().toString().substring(0, 13)));
    }

    /** Starts to write; before, nothing is noted. May be called again when the file is gone. */
    synchronized void open() {
        isOpen = true;
        file.make();
    }

    /** Removes the file when the context stops with no prompt in flight. */
    void closeWith(CamelContext context) {
        context.addLifecycleStrategy(
                new LifecycleStrategySupport() {
                    @Override
                    public void onContextStopped(CamelContext stopped) {
                        close();
                    }
                });
    }

    synchronized void close() {
        isOpen = false;
        file.rest();
        if (inFlight.isEmpty() && suspects.isEmpty()) {
            file.delete();
        }
    }

    /** Notes that a prompt is about to be read. */
    synchronized void reading(String name, Instant takenAt) {
        inFlight.computeIfAbsent(name, key -> nextSlot());
        write(inFlight.get(name), State.READING, name, takenAt);
    }

    /** Notes that a prompt was read: it is no suspect any more. */
    synchronized void read(String name, Instant takenAt) {
        Integer slot = inFlight.get(name);
        if (slot != null) {
            write(slot, State.ASKED, name, takenAt);
        }
        clear(suspects.remove(name));
    }

    /** Notes that a process ended while it read this prompt. */
    synchronized void suspect(String name) {
        if (suspects.size() < MOST_SUSPECTS && !suspects.containsKey(name)) {
            suspects.put(name, nextSlot());
            write(suspects.get(name), State.SUSPECT, name, Instant.EPOCH);
        }
    }

    synchronized boolean isSuspect(String name) {
        return suspects.containsKey(name);
    }

    /** Notes that a prompt is settled, or left in the inbox. */
    synchronized void end(String name) {
        clear(inFlight.remove(name));
    }

    /** What earlier processes, or other instances before this one, had in flight. */
    List<Entry> earlier() throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (Path journal : earlierFiles()) {
            if (!Files.isReadable(journal)) {
                LOG.warn(
                        "{} cannot be read: check its owner and permissions. Prompts that it names may"
                                + " be asked again",
                        journal);
            } else if (Files.size(journal) <= LONGEST_FILE) {
                boolean isOfPaths = journal.getFileName().toString().startsWith(OF_PATHS);
                entries.addAll(
                        JournalSlot.decode(
                                Files.readAllBytes(journal),
                                isOfPaths ? JournalSlot.BYTES : JournalSlot.EARLIER_BYTES));
            }
        }
        return entries;
    }

    /** Removes the files that {@link #earlier} has read. */
    void removeEarlier() throws IOException {
        for (Path journal : earlierFiles()) {
            if (Files.isReadable(journal)) {
                Files.deleteIfExists(journal);
            }
        }
    }

    private List<Path> earlierFiles() throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(data, PREFIX + "*")) {
            for (Path journal : files) {
                if (!journal.equals(file.path()) && Files.isRegularFile(journal)) {
                    found.add(journal);
                }
            }
        }
        return found;
    }

    private int nextSlot() {
        Integer known = free.poll();
        return known == null ? end++ : known;
    }

    private void clear(Integer slot) {
        if (slot != null) {
            write(slot, new byte[1]);
            free.push(slot);
        }
    }

    private void write(int slot, State state, String name, Instant takenAt) {
        byte[] bytes = JournalSlot.encode(new Entry(state, name, takenAt));
        if (bytes != null) {
            write(slot, bytes);
        }
    }

    private void write(int slot, byte[] bytes) {
        if (!isOpen) {
            return;
        }
        file.write((long) slot * JournalSlot.BYTES, bytes);
    }

    /** Lets go of the file until the next write: see {@link JournalFile#rest()}. For a timer. */
    void rest() {
        file.rest();
    }
}
