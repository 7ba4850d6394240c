package io.github.geminiroutes.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether the kernel lets nobody make a hard link to a file of another user. Where it does not,
 * anybody can give the secret of another a name in a directory.
 */
final class HardLinks {

    private static final Path LINUX = Path.of("/proc/sys/fs");

    /** Asked once. */
    static final boolean ARE_PROTECTED = areProtected();

    private HardLinks() {}

    private static boolean areProtected() {
        if (!Files.isDirectory(LINUX)) {
            // Windows and macOS: the platform's own rules hold, which no setting turns off.
            return true;
        }
        try {
            return !Files.readString(LINUX.resolve("protected_hardlinks")).strip().equals("0");
        } catch (IOException e) {
            return false;
        }
    }
}
