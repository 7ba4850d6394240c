package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Counts what lies in the folders of the inbox. */
final class TaskCensus {

    /** Deeper ones are left alone; the walk is by calls. */
    private static final int MOST_DEPTH = 101;

    /** In a folder that is no task, tasks are looked for among so many. */
    private static final int MOST_PLAIN = 10_000;

    private final DropFolder folder;

    TaskCensus(DropFolder folder) {
        this.folder = folder;
    }

    /**
     * Counts the documents of a folder that is a task, or holds one.
     *
     * @param name of the folder below the inbox
     * @return false if neither is so; nothing is counted
     */
    boolean count(String name, InboxCount count) throws IOException {
        if (folder.tasks() == Tasks.NONE) {
            return false;
        }
        return count(name, null, count, 1);
    }

    /** Whether a folder holds a document that is to be asked. */
    boolean hasDocument(String name) throws IOException {
        InboxCount count = new InboxCount();
        count(name, count);
        return count.prompts() > 0;
    }

    private boolean count(String name, Tasks.Task above, InboxCount count, int depth)
            throws IOException {
        Tasks.Task own = uncrowded(name, folder.tasks().at(name), above);
        Tasks.Task task = own == null ? above : own;
        if (own != null && own.trouble() != null) {
            count.trouble(name, own.trouble());
        } else if (own != null && own.longWait() != null) {
            count.wait(name, own.longWait());
        }
        if (depth > MOST_DEPTH) {
            return task != null;
        }
        if (task != null) {
            entries(name, task, count, depth);
            return true;
        }
        InboxCount inner = new InboxCount();
        boolean hasTask = entries(name, null, inner, depth);
        if (hasTask) {
            count.add(inner);
        }
        return hasTask;
    }

    /** The folder's own task, or one that is stopped where there is no room for its names. */
    private Tasks.Task uncrowded(String name, Tasks.Task own, Tasks.Task above) {
        Tasks.Task task = own == null ? above : own;
        String crowd = task == null ? null : folder.room().trouble(folder.inbox().resolve(name));
        return crowd == null || task.trouble() != null ? own : new CrowdedTask(task, crowd);
    }

    /**
     * @param task that of the folder; null if it has none
     * @return whether one of the folders within is a task
     */
    private boolean entries(String name, Tasks.Task task, InboxCount count, int depth)
            throws IOException {
        boolean hasTask = false;
        int seen = 0;
        Path here = folder.inbox().resolve(name);
        String closed = task == null ? null : Movable.trouble(folder.inbox(), here);
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(here)) {
            for (Path entry : entries) {
                String last = entry.getFileName().toString();
                String path = name + '/' + last;
                if (InboxCensus.isUnfinished(last)) {
                    continue;
                }
                if (task == null && ++seen > MOST_PLAIN) {
                    break;
                }
                if (!InboxCensus.isReadable(entry, last)) {
                    count.leftAlone(path, () -> InboxCensus.reason(folder, entry, path));
                } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
                    boolean isWithin = count(path, task, count, depth + 1);
                    hasTask |= isWithin;
                    if (!isWithin) {
                        count.leftAlone(path, () -> InboxCensus.A_FOLDER);
                    }
                } else if (task == null) {
                    count.leftAlone(path, () -> "is in a folder without a " + DocumentNames.TASK);
                } else {
                    document(entry, path, last, task, closed, count);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            // It was moved away a moment ago.
            return hasTask;
        } catch (IOException e) {
            count.leftAlone(name, () -> "cannot be read: check its permissions");
        }
        return hasTask;
    }

    /**
     * @param closed why nothing can be moved out of its folder; null if it can
     */
    private void document(
            Path entry,
            String path,
            String last,
            Tasks.Task task,
            String closed,
            InboxCount count) {
        if (task.isOwn(path)) {
            return;
        }
        String ofName = DocumentNames.trouble(folder.data().toString(), path);
        String ofFile = ofName == null ? task.leftAlone(path) : ofName;
        String trouble = ofFile == null ? closed : ofFile;
        boolean isRegular = folder.files().isRegular(path);
        if (DocumentNames.isOneByItself(last) && isRegular && trouble == null) {
            if (task.trouble() == null) {
                count.prompt();
                if (task.longWait() != null) {
                    count.waiting();
                } else if (folder.isSubmitted(path)) {
                    count.submitted();
                }
            } else {
                count.held();
            }
        } else if (!last.endsWith(".prompt") || !isRegular) {
            // All documents of a folder wait for the same place: they are told in one line.
            boolean isOfPlace = ofFile == null && closed != null && Movable.isOfPlace(closed);
            count.leftAlone(
                    isOfPlace ? path.substring(0, path.lastIndexOf('/')) : path,
                    () -> trouble != null ? trouble : InboxCensus.reason(folder, entry, path));
        }
    }
}
