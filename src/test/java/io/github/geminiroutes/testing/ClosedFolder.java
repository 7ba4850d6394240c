package io.github.geminiroutes.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * A folder or a file that this process may not read, as another user's. Root reads everything: as
 * root such a test is left out, but for a root without that right (CONTRIBUTING.md).
 */
public final class ClosedFolder implements AutoCloseable {

    private final Path path;
    private final Set<PosixFilePermission> before;

    private ClosedFolder(Path path, Set<PosixFilePermission> before) {
        this.path = path;
        this.before = before;
    }

    /** Takes all permissions from it, until this is closed. */
    public static ClosedFolder of(Path path) throws IOException {
        ClosedFolder closed = new ClosedFolder(path, Files.getPosixFilePermissions(path));
        Files.setPosixFilePermissions(path, Set.of());
        if (Files.isReadable(path)) {
            closed.close();
        }
        assumeThat(Files.isReadable(path)).as("root reads everything").isFalse();
        return closed;
    }

    @Override
    public void close() throws IOException {
        Files.setPosixFilePermissions(path, before);
    }
}
