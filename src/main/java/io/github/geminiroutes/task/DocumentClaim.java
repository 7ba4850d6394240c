package io.github.geminiroutes.task;

import io.github.geminiroutes.folder.DocumentNames;
import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.folder.InboxClaim;
import io.github.geminiroutes.folder.LookPace;
import io.github.geminiroutes.folder.Movable;
import java.io.File;
import java.lang.ref.SoftReference;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.component.file.GenericFile;

/**
 * Takes the documents in task folders. Camel lists a folder and then asks for each of its entries,
 * so that the task of a folder is looked for once in each poll. Folders that are no tasks are
 * looked through now and then only, for tasks within.
 */
public final class DocumentClaim extends InboxClaim {

    private static final Duration PLAIN = Duration.ofSeconds(5);

    /** Of the poll under way, by folder: its task, if it has one. Touched by one thread. */
    private final Map<String, SoftReference<Optional<TaskFolder>>> seen = new HashMap<>();

    private final LookPace pace = new LookPace(100, 5_000_000_000L);

    private final InboxFolders folders = new InboxFolders(System.nanoTime());

    /** Of the poll under way: whether files can be moved out of a folder. */
    private final Map<Path, Boolean> open = new HashMap<>();

    private TaskService tasks;

    public DocumentClaim() {
        super(true, System::nanoTime);
    }

    /** Where the standing prompts are. */
    public void setTasks(TaskService tasks) {
        this.tasks = tasks;
    }

    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        setDropFolder(tasks.dropFolder());
        tasks.open();
        seen.clear();
        open.clear();
        long now = System.nanoTime();
        return folders.mayBeIn(dropFolder().folder().inbox(), now)
                && pace.begin(now)
                && super.begin(consumer, endpoint);
    }

    @Override
    public void commit(Consumer consumer, Endpoint endpoint, int polledMessages) {
        long now = System.nanoTime();
        folders.looked(now);
        pace.end(now);
        super.commit(consumer, endpoint, polledMessages);
    }

    @Override
    protected boolean tryChoose(GenericFile<File> file, String name) {
        if (file.isDirectory()) {
            return tryList(file.getFile().toPath(), name);
        }
        int end = name.lastIndexOf('/');
        if (end < 0) {
            return false;
        }
        boolean isDocument =
                isDocument(name, task(name.substring(0, end)))
                        && isOpen(file.getFile().toPath().getParent());
        if (isDocument) {
            pace.found();
        }
        return isDocument;
    }

    private boolean isDocument(String name, TaskFolder task) {
        return task != null
                && task.mayAsk(dropFolder().folder().toString(), name)
                && !task.isOfRows(name);
    }

    private boolean isOpen(Path folder) {
        return open.computeIfAbsent(
                folder, one -> Movable.trouble(dropFolder().folder().inbox(), one) == null);
    }

    private boolean tryList(Path folder, String name) {
        if (DocumentNames.isFinished(name)
                && !DocumentNames.isTooDeep(dropFolder().folder().toString(), name)
                && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            TaskFolder task = task(name);
            if (task != null) {
                return tryTakeRoom(name);
            }
            if (dropFolder().intake().tryEndDelay(name)) {
                dropFolder().intake().postpone(name, PLAIN);
                return tryTakeRoom(name);
            }
        }
        return false;
    }

    /** For the list that Camel is about to make of a folder. */
    private boolean tryTakeRoom(String name) {
        DropFolder folder = dropFolder().folder();
        return folder.room().tryList(this, folder.inbox().resolve(name));
    }

    /** The task of a folder; null if it has none. */
    private TaskFolder task(String folder) {
        SoftReference<Optional<TaskFolder>> before = seen.get(folder);
        Optional<TaskFolder> known = before == null ? null : before.get();
        if (known == null) {
            known = Optional.ofNullable(tasks.folders().at(folder));
            int end = folder.lastIndexOf('/');
            if (known.isEmpty() && end > 0) {
                known = Optional.ofNullable(task(folder.substring(0, end)));
            }
            seen.put(folder, new SoftReference<>(known));
        }
        return known.orElse(null);
    }
}
