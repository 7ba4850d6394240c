package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A folder did not take a file. Nothing is lost: a file that was to be moved is where it was. */
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

    /** The message of the system without the name of the file, which is the user's. */
    String reason() {
        return reason((IOException) getCause());
    }

    private static String reason(IOException cause) {
        String message =
                cause instanceof FileSystemException known
                        ? known.getReason()
                        : cause.getLocalizedMessage();
        if (message != null) {
            return message;
        }
        return cause instanceof NoSuchFileException
                ? "no such file or directory"
                : cause.getClass().getSimpleName();
    }
}
