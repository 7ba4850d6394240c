package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.RefusedFileException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What lies in the inbox, counted in one pass: no file is opened, and however many there are, only
 * a few names are kept.
 *
 * @param prompts files that are taken, documents of tasks and those in flight included
 * @param waiting those of them whose task has waited for its own calls and batch jobs for long
 * @param waits why, by task
 * @param submitted those of them whose rows are in batch jobs: tables
 * @param held documents whose task is stopped
 * @param troubles why, by task
 * @param leftAlone files and folders that never are, without those that a prompt has named as
 *     attachments
 * @param examples some of these, and why: "is a folder"
 */
public record InboxCensus(
        long prompts,
        long waiting,
        Map<String, String> waits,
        long submitted,
        long held,
        Map<String, String> troubles,
        long leftAlone,
        Map<String, String> examples) {

    /** Of an inbox that is gone. */
    static final InboxCensus NONE = new InboxCensus(0, 0, Map.of(), 0, 0, Map.of(), 0, Map.of());

    /** As many as a person reads. */
    static final int MOST_EXAMPLES = 1_000;

    static final String A_FOLDER =
            "is a folder: its files are asked once it has a " + DocumentNames.TASK;

    /** Endings of files that another program is still writing. */
    private static final Set<String> UNFINISHED = Set.of("tmp", "part", "filepart", "crdownload");

    private static final String OTHER_TYPE =
            "is of another type than .txt, .md, .prompt, .json and .jsonl: it is asked only as an attachment"
                    + " that a prompt names";

    /** Counts. */
    static InboxCensus of(DropFolder folder) throws IOException {
        InboxCount count = new InboxCount();
        boolean isForOwners = Movable.isForOwners(folder.inbox());
        TaskCensus tasks = new TaskCensus(folder);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.inbox())) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (isUnfinished(name) || TemplateFiles.isOne(name) && !isFolder(entry)) {
                    continue;
                }
                boolean isPrompt = folder.isTaken(name);
                String other = isPrompt && isForOwners ? Movable.ofOther(entry) : null;
                if (other != null) {
                    count.leftAlone(name, () -> other);
                    continue;
                }
                if (isPrompt && isTakeable(folder, entry, name)) {
                    count.prompt();
                    if (PromptNames.isOfRows(name) && folder.isSubmitted(name)) {
                        count.submitted();
                    }
                    continue;
                }
                boolean isOfTask =
                        isFolder(entry) && isReadable(entry, name) && tasks.count(name, count);
                if (!isOfTask && (isPrompt || !folder.attached().has(name))) {
                    count.leftAlone(name, () -> reason(folder, entry, name));
                }
            }
        }
        return count.census();
    }

    /** Whether there is a prompt or a document: looks no further than the first one. */
    static boolean hasPrompt(DropFolder folder) throws IOException {
        boolean isForOwners = Movable.isForOwners(folder.inbox());
        TaskCensus tasks = new TaskCensus(folder);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder.inbox())) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (!isUnfinished(name)
                        && (PromptNames.isPrompt(name)
                                        && isTakeable(folder, entry, name)
                                        && !(isForOwners && Movable.ofOther(entry) != null)
                                || isFolder(entry)
                                        && isReadable(entry, name)
                                        && tasks.hasDocument(name))) {
                    return true;
                }
            }
            return false;
        }
    }

    private static boolean isFolder(Path entry) {
        return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    }

    /** Hidden files, unfinished ones, and what desktops leave behind: no person waits for these. */
    static boolean isUnfinished(String name) {
        if (name.charAt(0) == '.' || name.startsWith("~$") || name.equalsIgnoreCase("Thumbs.db")) {
            return true;
        }
        int dot = name.lastIndexOf('.');
        return dot >= 0 && UNFINISHED.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
    }

    private static boolean isTakeable(DropFolder folder, Path entry, String name) {
        return folder.files().isRegular(name) && isReadable(entry, name);
    }

    /**
     * Whether Java can name the file, and Camel, too: a path keeps the name's bytes, a {@link
     * java.io.File} only its characters, and bytes that are not of the locale's encoding are lost.
     * A backslash is the end of a folder for Camel.
     */
    static boolean isReadable(Path entry, String name) {
        return !hasBackslash(name) && isNamed(entry, name);
    }

    /** Whether the name is what the system calls the file, and leads to it. */
    static boolean isNamed(Path entry, String name) {
        return isAscii(name) || entry.toFile().exists();
    }

    private static boolean hasBackslash(String name) {
        return name.indexOf('\\') >= 0;
    }

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 128) {
                return false;
            }
        }
        return true;
    }

    /** Why it is left alone; null if it is gone. */
    static String reason(DropFolder folder, Path entry, String name) {
        if (hasBackslash(name)) {
            return "has a backslash in its name: rename it";
        }
        if (!isReadable(entry, name)) {
            return Files.exists(entry, LinkOption.NOFOLLOW_LINKS)
                    ? "has a name that the encoding %s cannot read: rename it, or set LC_ALL=C.UTF-8"
                            .formatted(System.getProperty("sun.jnu.encoding"))
                    : null;
        }
        if (isFolder(entry)) {
            return A_FOLDER;
        }
        if (ConflictCopies.isOne(name)) {
            return "is a copy of a sync client";
        }
        try {
            folder.files().look(name);
            return folder.isTaken(name) ? null : OTHER_TYPE;
        } catch (RefusedFileException e) {
            return e.getMessage();
        } catch (IOException e) {
            return null;
        }
    }
}
