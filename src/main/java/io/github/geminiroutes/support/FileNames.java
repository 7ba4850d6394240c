package io.github.geminiroutes.support;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Names that another program has given to files: they may have letters that are not of the encoding
 * of this one's locale, and Java refuses these with an exception of its own kind.
 */
public final class FileNames {

    private FileNames() {}

    /** Whether this system can write a name or a path. */
    public static boolean canWrite(String name) {
        try {
            path(name);
            return true;
        } catch (UnwritableNameException e) {
            return false;
        }
    }

    /**
     * A name or a path as the system has it.
     *
     * @throws UnwritableNameException if it cannot write it
     */
    static Path path(String name) throws UnwritableNameException {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new UnwritableNameException(name);
        }
    }
}
