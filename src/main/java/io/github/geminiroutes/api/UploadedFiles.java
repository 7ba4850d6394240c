package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The files of this installation at Google, shared by all that name the same content: each is
 * uploaded once, found again by a later run, and deleted a while after its last use. Thread-safe;
 * uploads run on the thread of their caller.
 */
public final class UploadedFiles {

    private final FilesClient files;
    private final FileJournal journal;
    private final FileFinder finder;
    private final Duration keep;
    private final Clock clock;
    private final Map<String, UploadEntry> entries = new HashMap<>();
    private final ContentDigests digests = new ContentDigests();

    /**
     * @param calls to the API
     * @param journal where the names of own files are kept; null to keep them in memory
     * @param keep how long a file stays after its last use: the next prompt may name it again
     * @throws IOException if the journal cannot be read
     */
    public UploadedFiles(ApiCalls calls, Path journal, Duration keep, Clock clock)
            throws IOException {
        this(calls, journal, keep, clock, Pause.REAL);
    }

    UploadedFiles(ApiCalls calls, Path journal, Duration keep, Clock clock, Pause pause)
            throws IOException {
        this.files = new FilesClient(calls, pause);
        this.journal = FileJournal.open(journal);
        this.finder = new FileFinder(files, this.journal, pause, clock);
        this.keep = keep;
        this.clock = clock;
        this.journal
                .names()
                .forEach(name -> entries.put(name, new UploadEntry(clock.instant(), name)));
    }

    /** The client: list, get, delete, download. */
    public FilesClient client() {
        return files;
    }

    /**
     * Has a file ready for requests: found at Google by its content, or uploaded. It stays until
     * the use is closed.
     *
     * @throws GeminiException if Google refuses it, or cannot read it
     * @throws io.github.geminiroutes.support.FileChangedException if it is not what it was
     */
    public Use acquire(FileSource source, String mimeType) throws IOException {
        String sha256 = digests.of(source);
        String key = sha256 + ' ' + mimeType;
        UploadEntry entry;
        synchronized (entries) {
            entry = entries.computeIfAbsent(key, k -> new UploadEntry(clock.instant(), null));
            entry.users++;
        }
        try {
            synchronized (entry) {
                if (entry.file == null || !finder.livesOn(entry.file)) {
                    entry.file = find(source, sha256, mimeType);
                }
                return new Use(key, entry);
            }
        } catch (IOException | RuntimeException e) {
            leave(key, entry);
            throw e;
        }
    }

    /**
     * Has a file that an earlier run uploaded stay until the use is closed. Google is not asked.
     *
     * @param name at Google
     */
    public Use hold(String name) {
        synchronized (entries) {
            UploadEntry entry =
                    entries.computeIfAbsent(name, k -> new UploadEntry(clock.instant(), name));
            entry.users++;
            return new Use(name, entry);
        }
    }

    private RemoteFile find(FileSource source, String sha256, String mimeType) throws IOException {
        RemoteFile file;
        try {
            file = finder.find(source, sha256, mimeType);
        } catch (GeminiException e) {
            if (!FullStorage.isMeant(e.failure())) {
                throw e;
            }
            makeRoom(e.failure());
            file = finder.find(source, sha256, mimeType);
        }
        synchronized (entries) {
            // It is in use again, and no longer one that was left by an earlier run.
            entries.computeIfPresent(file.name(), (name, left) -> left.users > 0 ? left : null);
        }
        return file;
    }

    private void leave(String key, UploadEntry entry) {
        synchronized (entries) {
            entry.users--;
            entry.idleSince = clock.instant();
            if (entry.users == 0 && entry.name() == null) {
                entries.remove(key, entry);
            }
        }
    }

    /** A file that is ready for requests, and stays until this is closed. */
    public final class Use implements AutoCloseable {

        private final String key;
        private final UploadEntry entry;
        private final RemoteFile file;
        private boolean isClosed;

        private Use(String key, UploadEntry entry) {
            this.key = key;
            this.entry = entry;
            this.file = entry.file;
        }

        /** The file. */
        public RemoteFile file() {
            return file;
        }

        /** Ends the use; again without effect. */
        @Override
        public void close() {
            synchronized (entries) {
                if (isClosed) {
                    return;
                }
                isClosed = true;
            }
            leave(key, entry);
        }

        /**
         * Google says that the file is gone: the next call that acquires its content uploads it
         * again.
         */
        public void closeAsGone() throws IOException {
            synchronized (entries) {
                entries.remove(key, entry);
            }
            close();
            journal.remove(file.name());
        }
    }

    /** Deletes what was not used for a while; a failure is tried again the next time. */
    public void tidy() throws IOException {
        delete(keep);
    }

    /** Deletes all that is not in use. */
    public void deleteUnused() throws IOException {
        delete(Duration.ZERO);
    }

    private int delete(Duration idle) throws IOException {
        Instant before = clock.instant().minus(idle);
        List<String> names = new ArrayList<>();
        synchronized (entries) {
            List<String> held = used();
            entries.values()
                    .removeIf(
                            entry -> {
                                boolean isOver =
                                        entry.users == 0
                                                && !entry.idleSince.isAfter(before)
                                                && !held.contains(entry.name());
                                if (isOver && entry.name() != null) {
                                    names.add(entry.name());
                                }
                                return isOver;
                            });
        }
        int deleted = 0;
        for (String name : names) {
            // One that another installation uploaded is its own to delete.
            if (journal.has(name)) {
                deleted += delete(name) ? 1 : 0;
            }
        }
        return deleted;
    }

    private List<String> used() {
        return entries.values().stream()
                .filter(entry -> entry.users > 0 && entry.name() != null)
                .map(UploadEntry::name)
                .toList();
    }

    private boolean delete(String name) throws IOException {
        try {
            boolean was = files.delete(name);
            journal.remove(name);
            return was;
        } catch (IOException | RuntimeException e) {
            synchronized (entries) {
                entries.putIfAbsent(name, new UploadEntry(clock.instant(), name));
            }
            throw e;
        }
    }

    /**
     * Deletes what is not in use here, and what an instance of this program left behind.
     *
     * @throws GeminiException if that made no room
     */
    private void makeRoom(Failure full) throws IOException {
        int deleted = delete(Duration.ZERO);
        if (deleted == 0) {
            List<String> used;
            synchronized (entries) {
                used = used();
            }
            for (String name : files.list(FullStorage.leftBehind(used, journal, clock))) {
                deleted += delete(name) ? 1 : 0;
            }
        }
        if (deleted == 0) {
            throw FullStorage.failure(full);
        }
    }
}
