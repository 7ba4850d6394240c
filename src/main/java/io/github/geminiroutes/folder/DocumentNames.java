package io.github.geminiroutes.folder;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The names of the files that are asked in task folders. */
public final class DocumentNames {

    /** The file that makes a folder a task. */
    public static final String TASK = "task.prompt";

    /** What Linux takes as one path, less the room for our own folders and endings. */
    private static final int MOST_BYTES = 4096 - 64;

    private static final int MOST_FOLDERS = 100;

    private DocumentNames() {}

    /**
     * Whether a file of this name, below the inbox, is a document if its folder is a task: it is in
     * a folder, and neither hidden nor unfinished nor of the task itself.
     */
    public static boolean isOne(String name) {
        int own = name.lastIndexOf('/') + 1;
        return own > 0
                && TreeFiles.isPlain(name)
                && isOneByItself(name.substring(own))
                && isFinished(name.substring(0, own - 1));
    }

    /**
     * Whether a folder is one to look into: neither it nor one above it is hidden or unfinished.
     *
     * @param folder below the inbox
     */
    public static boolean isFinished(String folder) {
        for (String part : folder.split("/")) {
            if (InboxCensus.isUnfinished(part)) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param last the file's own name
     */
    static boolean isOneByItself(String last) {
        return !InboxCensus.isUnfinished(last)
                && !last.equals(TASK)
                && !isPartial(last)
                && !ConflictCopies.isOne(last);
    }

    private static boolean isPartial(String last) {
        return last.charAt(0) == '_' && last.toLowerCase(Locale.ROOT).endsWith(".prompt");
    }

    /**
     * Whether nothing in a folder can be taken, as it lies too deep: it is not looked into. Each
     * folder is opened from the one above, so that the time for a chain of them grows with the
     * square of its length.
     */
    public static boolean isTooDeep(String data, String folder) {
        return trouble(data, folder + "/-") != null;
    }

    /** Why a name cannot be taken, as other folders could not hold it; null if it can. */
    public static String trouble(String data, String name) {
        if (name.length() > MOST_BYTES / 8
                && data.getBytes(StandardCharsets.UTF_8).length
                                + name.getBytes(StandardCharsets.UTF_8).length
                        > MOST_BYTES) {
            return "has a path that is too long to be mirrored: move it up, or shorten the names";
        }
        return name.chars().filter(c -> c == '/').count() > MOST_FOLDERS
                ? "is more than %d folders deep: move it up".formatted(MOST_FOLDERS)
                : null;
    }
}
