package io.github.geminiroutes.support;

import java.io.File;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Names that another program has given to files: they may have letters that are not of the encoding
 * of this one's locale, and Java refuses these with an exception of its own kind.
 */
public final class FileNames {

    /** What Camel reads in the address of an endpoint as something else than a name. */
    private static final Pattern OF_ADDRESS = Pattern.compile("[{}?\\p{Cntrl}]|%\\p{XDigit}{2}");

    private FileNames() {}

    /**
     * Whether a path is the same folder as a part of an endpoint's address: of {@code a%20b} Camel
     * makes {@code a b}, a backslash is a separator to it, and <code>{{a}}</code> a setting.
     */
    public static boolean canBeOfEndpoint(String path) {
        return !OF_ADDRESS.matcher(path).find()
                && (File.separatorChar == '\\' || path.indexOf('\\') < 0);
    }

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
