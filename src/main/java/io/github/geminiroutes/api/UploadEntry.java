package io.github.geminiroutes.api;

import java.time.Instant;

/**
 * One of the {@link UploadedFiles}. Touched under the lock of their map, but for {@code file},
 * which has the entry's own.
 */
final class UploadEntry {

    /** Null until it is known. */
    volatile RemoteFile file;

    int users;
    Instant idleSince;

    /** Of an earlier run; null for one of this run. */
    private final String name;

    UploadEntry(Instant now, String name) {
        this.idleSince = now;
        this.name = name;
    }

    /** At Google; null as long as it is not known. */
    String name() {
        return file == null ? name : file.name();
    }
}
