package io.github.geminiroutes.support;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Renames files between a folder below the directory of {@link UntrustedFiles} and a trusted place
 * on the same disk. Whatever is put in the place of a folder on the way, nothing elsewhere moves.
 */
public final class UntrustedMove {

    private UntrustedMove() {}

    /**
     * Renames a file to a trusted place, over a file of that name.
     *
     * @throws java.nio.file.NoSuchFileException if there is none of that name
     * @throws RefusedFileException if one of the folders on the way is a link
     */
    public static void out(UntrustedFiles files, String name, Path target) throws IOException {
        try (OpenFolder from = files.open(name);
                OpenFolder to = OpenFolder.ofTrusted(target.getParent())) {
            from.move(UntrustedFiles.last(name), to, target.getFileName());
        }
    }

    /** The reverse; the folder of the name must exist. */
    public static void in(Path source, UntrustedFiles files, String name) throws IOException {
        try (OpenFolder from = OpenFolder.ofTrusted(source.getParent());
                OpenFolder to = files.open(name)) {
            from.move(source.getFileName(), to, UntrustedFiles.last(name));
        }
    }
}
