package io.github.geminiroutes.support;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * What a person can do about a directory that takes no file: what helps a full disk does not help
 * one that is read-only. The state of the disk counts beside the system's words, which may be in
 * the language of the machine.
 */
public final class DiskRemedy {

    /** With less room than this, a file of usual size does not fit. */
    private static final long LITTLE_ROOM = 65_536;

    private DiskRemedy() {}

    /**
     * @param directory the directory, which need not exist
     * @param words what the system said, for example "No space left on device"
     * @return for a person, without a subject: "free some space"
     */
    public static String of(Path directory, String words) {
        String said = words == null ? "" : words.toLowerCase(Locale.ROOT);
        FileStore store = store(directory);
        if (said.contains("quota")) {
            return "raise the quota of this user, or free some space";
        }
        if (said.contains("no space")) {
            return room(store) > LITTLE_ROOM
                    ? "remove some files: the disk takes no more of them (see df -i)"
                    : "free some space";
        }
        if (said.contains("read-only") || isReadOnly(store)) {
            return "mount it writable";
        }
        if (said.contains("permission") || said.contains("permitted") || said.contains("denied")) {
            return "make it writable for the user of this program";
        }
        if (room(store) <= LITTLE_ROOM) {
            return "free some space";
        }
        return "make it a directory that this program can write to";
    }

    /** The file system of the directory or of the nearest one above it; null if none is known. */
    private static FileStore store(Path directory) {
        for (Path path = directory.toAbsolutePath(); path != null; path = path.getParent()) {
            if (Files.exists(path)) {
                try {
                    return Files.getFileStore(path);
                } catch (IOException e) {
                    return null;
                }
            }
        }
        return null;
    }

    private static boolean isReadOnly(FileStore store) {
        return store != null && store.isReadOnly();
    }

    private static long room(FileStore store) {
        try {
            return store == null ? Long.MAX_VALUE : store.getUsableSpace();
        } catch (IOException e) {
            return Long.MAX_VALUE;
        }
    }
}
