package io.github.geminiroutes.folder;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import io.github.geminiroutes.support.FileModes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of the {@link InFlightJournal}. It is held open between writes, and for a moment only:
 * see {@link #rest()}. If it cannot be written, the log says so once. Thread-safe.
 */
final class JournalFile {

    private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);

    private final Path path;
    private boolean isTold;

    /** Null between {@link #rest()} and the next write. */
    private RandomAccessFile open;

    JournalFile(Path path) {
        this.path = path;
    }

    Path path() {
        return path;
    }

    /** Makes the file, unless it is there. */
    synchronized void make() {
        if (WholeFile.exists(path)) {
            return;
        }
        rest();
        try {
            FileChannel.open(path, Set.of(CREATE, WRITE), FileModes.ofFile()).close();
        } catch (IOException e) {
            tell(e);
        }
    }

    synchronized void write(long position, byte[] bytes) {
        try {
            if (open == null) {
                // No channel: an interrupted thread would close it for all others.
                open = new RandomAccessFile(path.toFile(), "rw");
            }
            open.seek(position);
            open.write(bytes);
            isTold = false;
        } catch (IOException e) {
            rest();
            tell(e);
        }
    }

    /**
     * Lets go of the file until the next write, for a timer: a handle that stays open would keep a
     * disk from being made read-only, and would go on writing to a file that was deleted.
     */
    synchronized void rest() {
        if (open == null) {
            return;
        }
        try {
            open.close();
        } catch (IOException e) {
            tell(e);
        }
        open = null;
    }

    /** What cannot be deleted is left to the next start. */
    synchronized void delete() {
        rest();
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            LOG.debug("{} is left to the next start", path, e);
        }
    }

    private void tell(IOException e) {
        if (!isTold) {
            isTold = true;
            LOG.warn(
                    "{} cannot be written ({}): after a kill, prompts may be asked again",
                    path,
                    e.getMessage());
        }
    }
}
