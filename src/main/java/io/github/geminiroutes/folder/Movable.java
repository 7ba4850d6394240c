package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;

/**
 * Whether files can be moved out of a folder of the inbox. What cannot be moved is not asked: its
 * answer would be paid for, and kept in memory for ever.
 */
public final class Movable {

    private static final int STICKY = 01000;
    private static final long ROOT = 0;

    private static final String WAITS = "waits for its place, as ";

    /** The tree of the inbox is mirrored in these. */
    private static final List<String> PLACES = List.of("outbox", "done", "failed", "parked");

    private static final long USER = number(Path.of("/proc/self/stat"), "unix:uid", ROOT);

    private Movable() {}

    /**
     * Why files cannot be moved out of a folder to the places of their outcomes, to follow the name
     * of a file; null if they can.
     */
    public static String trouble(Path inbox, Path folder) {
        return trouble(inbox, folder, USER);
    }

    static String trouble(Path inbox, Path folder, long user) {
        if (!Files.isWritable(folder)) {
            return "is in a folder that nothing can be moved out of: make the folder writable for the user of this program";
        }
        if (isForOwners(folder, user)) {
            return "is in a folder of another user whose sticky bit lets only owners move files: remove that bit";
        }
        if (number(folder, "unix:dev", 0) != number(inbox, "unix:dev", 0)) {
            return "is on another disk than the inbox, and files are moved by a rename: put it into a folder of the inbox's disk";
        }
        return closedPlace(inbox, TreeFiles.name(inbox, folder), Files::isWritable);
    }

    /**
     * Why an outcome cannot be put into the tree, although its upper folder takes files; null if it
     * can. What is missing of the tree is made.
     *
     * @param folder its name below the inbox
     * @param takesFiles whether a directory does
     */
    static String closedPlace(Path inbox, String folder, Predicate<Path> takesFiles) {
        for (String place : PLACES) {
            Path upper = inbox.resolveSibling(place);
            Path at = upper.resolve(folder);
            while (!at.equals(upper) && !WholeFile.exists(at)) {
                at = at.getParent();
            }
            if (!at.equals(upper) && Files.isDirectory(at) && !takesFiles.test(at)) {
                return WAITS
                        + "%s cannot be written to: make it writable for the user of this program"
                                .formatted(
                                        CompanionNames.printable(
                                                place + '/' + TreeFiles.name(upper, at)));
            }
        }
        return null;
    }

    /** Whether a trouble is that of the place, and so that of all files of a folder. */
    static boolean isOfPlace(String trouble) {
        return trouble.startsWith(WAITS);
    }

    /** Whether a file stays in its folder of the inbox, whatever the places of outcomes take. */
    static boolean isKept(Path inbox, Path file) {
        Path folder = file.getParent();
        if (!folder.startsWith(inbox) || folder.equals(inbox)) {
            return false;
        }
        String trouble = trouble(inbox, folder);
        return trouble != null && !isOfPlace(trouble);
    }

    /** Whether only the owners of files may move them out of a folder, and this program is none. */
    static boolean isForOwners(Path folder) {
        return isForOwners(folder, USER);
    }

    static boolean isForOwners(Path folder, long user) {
        return user != ROOT
                && (number(folder, "unix:mode", 0) & STICKY) != 0
                && number(folder, "unix:uid", user) != user;
    }

    /** Why a file of a folder that is for owners cannot be moved; null if it can, or is gone. */
    static String ofOther(Path file) {
        return ofOther(file, USER);
    }

    static String ofOther(Path file, long user) {
        return number(file, "unix:uid", user) == user
                ? null
                : "belongs to another user, and the sticky bit of its folder lets no other user move it: remove that bit";
    }

    /** Where the system does not tell, nothing is known to be wrong. */
    private static long number(Path path, String attribute, long unknown) {
        try {
            Object value = Files.getAttribute(path, attribute, LinkOption.NOFOLLOW_LINKS);
            return value instanceof Number number ? number.longValue() : unknown;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            return unknown;
        }
    }
}
