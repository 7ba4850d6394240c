package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.folder.DocumentNames;
import io.github.geminiroutes.folder.Movable;
import io.github.geminiroutes.folder.PromptNames;
import io.github.geminiroutes.support.FileNames;
import io.github.geminiroutes.task.TaskFolder;
import io.github.geminiroutes.task.TaskFolders;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Finds the files of rows: those of batch lines in the inbox itself, and the tables of task folders
 * whose head says {@code rows}.
 */
final class RowFileNames {

    /** Deeper ones are left alone. */
    private static final int MOST_DEPTH = 100;

    private final Path inbox;
    private final TaskFolders tasks;

    /** By name, with the task of each that has one. */
    private final Map<String, Optional<TaskFolder>> found = new TreeMap<>();

    /** Those of tasks that wait for what is under way, as their budget ends with it. */
    private final Set<String> later = new HashSet<>();

    /**
     * @param tasks null where the route {@code gemini-tasks} is not
     */
    RowFileNames(Path inbox, TaskFolders tasks) {
        this.inbox = inbox;
        this.tasks = tasks;
    }

    /**
     * Looks for them.
     *
     * @throws IOException if the inbox cannot be read
     */
    Map<String, Optional<TaskFolder>> find() throws IOException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(inbox)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (PromptNames.isOfRows(name)) {
                    if (PromptNames.isPrompt(name)) {
                        found.put(name, Optional.empty());
                    }
                } else if (tasks != null && mayBeFolder(name) && isFolder(entry)) {
                    findIn(name, null, 1);
                }
            }
        }
        return found;
    }

    /** All that {@link #find} has met: those that may be taken, and those that may not yet. */
    Set<String> present() {
        later.addAll(found.keySet());
        return later;
    }

    /** A hundred thousand prompts must not be looked at for this. */
    private static boolean mayBeFolder(String name) {
        return name.charAt(0) != '.'
                && !name.endsWith(".txt")
                && !name.endsWith(".md")
                && !name.endsWith(".json");
    }

    private static boolean isFolder(Path entry) {
        return Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                && FileNames.canWrite(entry.toString());
    }

    private void findIn(String folder, TaskFolder above, int depth) throws IOException {
        TaskFolder own = tasks.at(folder);
        TaskFolder task = own == null ? above : own;
        boolean isOpen = task != null && Movable.trouble(inbox, inbox.resolve(folder)) == null;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(inbox.resolve(folder))) {
            for (Path entry : entries) {
                String last = entry.getFileName().toString();
                String name = folder + '/' + last;
                if (task != null && task.isOfRows(name) && DocumentNames.isOne(name)) {
                    if (isOpen
                            && !task.isOwn(name)
                            && DocumentNames.trouble(inbox.toString(), name) == null) {
                        if (task.isReady()) {
                            found.put(name, Optional.of(task));
                        } else if (task.waits()) {
                            later.add(name);
                        }
                    }
                } else if (mayBeFolder(last) && depth < MOST_DEPTH && isFolder(entry)) {
                    findIn(name, task, depth + 1);
                }
            }
        } catch (NoSuchFileException | NotDirectoryException | AccessDeniedException e) {
            // It was moved away a moment ago, or is closed to us: the census tells that.
            return;
        }
    }
}
