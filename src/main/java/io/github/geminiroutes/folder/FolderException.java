package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/** A folder did not take a file. Nothing is lost: what was to be moved is where it was. */
final class FolderException extends IOException {

    private static final long serialVersionUID = 1;

    private final transient Path directory;
    private final long bytes;

    /**
     * @param directory the one that refused
     * @param bytes how much was to be written
     */
    FolderException(Path directory, long bytes, IOException cause) {
        super(directory + ": " + reason(cause), cause);
        this.directory = directory;
        this.bytes = bytes;
    }

    Path directory() {
        return directory;
    }

    long bytes() {
        return bytes;
    }

    /** What the system said, without the name of the file: that one is the user's. */
    String reason() {
        return reason((IOException) getCause());
    }

    private static String reason(IOException cause) {
        String told =
                cause instanceof FileSystemException known
                        ? known.getReason()
                        : cause.getLocalizedMessage();
        return told == null ? cause.getClass().getSimpleName() : told;
    }
}
