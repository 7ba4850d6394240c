package io.github.geminiroutes.support;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/**
 * The permissions of files that the program makes: those of its directories, without the right to
 * execute, and without what the process's umask takes. In a host application, which sets none, the
 * umask alone counts.
 */
public final class FileModes {

    private static final Path OWN_STATUS = Path.of("/proc/self/status");
    private static final String UMASK = "Umask:";

    private static final boolean IS_POSIX =
            FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

    /** Of a directory, in octal. */
    private static volatile int directories = 0777;

    private static volatile FileAttribute<?>[] ofFile = attributes(0666);

    private FileModes() {}

    /**
     * Limits the permissions of all files that are made from now on. The owner can always read and
     * write them.
     *
     * @param permissions of directories, such as 0750
     */
    public static void limitTo(int permissions) {
        directories = permissions | 0600;
        ofFile = attributes(directories & 0666);
    }

    /** To make a file with; nothing where the system has no such permissions. */
    public static FileAttribute<?>[] ofFile() {
        return ofFile.clone();
    }

    /** To make a directory with; nothing where the system has no such permissions. */
    public static FileAttribute<?>[] ofDirectory() {
        return attributes(directories);
    }

    /**
     * The permissions of a file as text, such as {@code rw-r-----}, for a library that sets them
     * itself and whose files the umask does not touch.
     */
    public static String text() {
        return PosixFilePermissions.toString(set(directories & 0666 & ~umask(OWN_STATUS)));
    }

    /** The umask that Linux reports; 0 where it reports none: the limit alone counts then. */
    static int umask(Path status) {
        try {
            if (Files.exists(status)) {
                for (String line : Files.readAllLines(status)) {
                    if (line.startsWith(UMASK)) {
                        return Integer.parseInt(line.substring(UMASK.length()).strip(), 8);
                    }
                }
            }
            return 0;
        } catch (IOException | NumberFormatException e) {
            // A sandbox without it.
            return 0;
        }
    }

    /**
     * The permissions as a set.
     *
     * @param octal such as 0750
     */
    public static Set<PosixFilePermission> set(int octal) {
        Set<PosixFilePermission> set = EnumSet.noneOf(PosixFilePermission.class);
        PosixFilePermission[] fromTheLeft = PosixFilePermission.values();
        for (int bit = 0; bit < fromTheLeft.length; bit++) {
            if ((octal >> bit & 1) == 1) {
                set.add(fromTheLeft[fromTheLeft.length - 1 - bit]);
            }
        }
        return set;
    }

    private static FileAttribute<?>[] attributes(int octal) {
        return IS_POSIX
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(set(octal))}
                : new FileAttribute<?>[0];
    }
}
