package io.github.geminiroutes.task;

import io.github.geminiroutes.prompt.AttachmentDirectory;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.FileChangedException;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.RefusedFileException;
import io.github.geminiroutes.support.SingleLine;
import io.github.geminiroutes.support.UntrustedFiles;
import io.github.geminiroutes.support.WorkTime;
import io.github.geminiroutes.task.KnownTasks.Known;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.NoSuchFileException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The task folders of the inbox. A {@code task.prompt} is read when its folder is first asked for,
 * and again when it or one of its partials changes. A broken one is told once, stops its task, and
 * is tried again. Thread-safe.
 */
public final class TaskFolders {

    private static final Logger LOG = LoggerFactory.getLogger(TaskFolders.class);

    /** What a broken one is for: a partial may be missing, which no stamp tells. */
    private static final Duration NEXT_TRY = Duration.ofSeconds(1);

    /** What is wrong, and slow to read, is read again in so many times the time that it took. */
    private static final int PARTS = 20;

    /** A larger one is no prompt that a person wrote. */
    private static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final int MOST = 1_000;

    private final KnownTasks known = new KnownTasks(Runtime.getRuntime().maxMemory() / 32);

    private final TaskTroubles troubles = new TaskTroubles();
    private final TaskWaits waits = new TaskWaits();
    private final UntrustedFiles files;
    private final BiPredicate<String, FileStamp> isQuiet;
    private final Function<String, AttachmentDirectory> directories;
    private final PromptParser parser;
    private final BiFunction<String, BigDecimal, String> budgets;
    private final Clock clock;

    /**
     * @param files of the inbox
     * @param isQuiet whether a file of the inbox, with its stamp, is complete
     * @param directories where the attachments and partials of a prompt in a folder of the inbox
     *     lie, by the folder's path
     * @param budgets told what a task may cost a day, null for no limit; gives null if it may go
     *     on, nothing if it waits for its calls under way, else why its files wait
     */
    public TaskFolders(
            UntrustedFiles files,
            BiPredicate<String, FileStamp> isQuiet,
            Function<String, AttachmentDirectory> directories,
            PromptParser parser,
            BiFunction<String, BigDecimal, String> budgets,
            Clock clock) {
        this.files = files;
        this.isQuiet = isQuiet;
        this.directories = directories;
        this.parser = parser;
        this.budgets = budgets;
        this.clock = clock;
    }

    /**
     * The task that a file belongs to: that of the nearest folder above it with a {@code
     * task.prompt}, as it is on disk at this moment.
     *
     * @param name of the file below the inbox, with '/' between folders
     * @return null if it belongs to none
     */
    public TaskFolder of(String name) {
        for (int end = name.lastIndexOf('/'); end > 0; end = name.lastIndexOf('/', end - 1)) {
            TaskFolder task = at(name.substring(0, end));
            if (task != null) {
                return task;
            }
        }
        return null;
    }

    /** The tasks that are stopped, by path, and why. */
    public Map<String, String> troubles() {
        return troubles.all();
    }

    /**
     * The task of a folder itself.
     *
     * @param path of the folder below the inbox
     * @return null if it has no {@code task.prompt}
     */
    public TaskFolder at(String path) {
        String file = path + '/' + StandingPrompt.FILE;
        FileStamp stamp;
        try {
            stamp = files.look(file);
        } catch (NoSuchFileException e) {
            forget(path);
            return null;
        } catch (RefusedFileException e) {
            return stopped(path, e.getMessage() + ": put a regular file there");
        } catch (IOException e) {
            return stopped(path, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        TaskFolder found =
                known.renew(
                                path,
                                before ->
                                        isCurrent(before, path, stamp)
                                                ? before
                                                : read(path, file, stamp))
                        .folder();
        return found.isReady() ? withinBudget(found) : found;
    }

    private TaskFolder withinBudget(TaskFolder task) {
        String trouble = budgets.apply(task.path(), task.prompt().budget());
        if (trouble == null) {
            mended(task.path());
            return task;
        }
        if (trouble.isEmpty()) {
            String reason = waits.look(task.path(), clock.instant());
            return new TaskFolder(task.path(), task.prompt(), null, true, reason);
        }
        if (troubles.note(task.path(), trouble, clock.instant())) {
            LOG.warn("The files of the task {} wait: {}", SingleLine.of(task.path()), trouble);
        }
        return new TaskFolder(task.path(), task.prompt(), trouble);
    }

    private void forget(String path) {
        waits.end(path);
        known.forget(path);
        troubles.end(path);
    }

    private boolean isCurrent(Known before, String path, FileStamp stamp) {
        if (before == null || !before.stamp().equals(stamp)) {
            return false;
        }
        return before.folder().isReady()
                ? partials(path, before.partials().keySet()).equals(before.partials())
                : isResting(before.again()) && before.folder().trouble() != null;
    }

    private boolean isResting(Instant again) {
        Instant now = clock.instant(); // which may have been set back
        return now.isBefore(again) && again.isBefore(now.plus(NEXT_TRY.multipliedBy(MOST)));
    }

    private Map<String, FileStamp> partials(String path, Iterable<String> names) {
        Map<String, FileStamp> stamps = new HashMap<>();
        for (String name : names) {
            try {
                stamps.put(name, files.look("%s/_%s.prompt".formatted(path, name)));
            } catch (IOException e) {
                stamps.put(name, null);
            }
        }
        return stamps;
    }

    private Known read(String path, String file, FileStamp stamp) {
        Instant now = clock.instant();
        Instant again = now.plus(NEXT_TRY);
        if (!isQuiet.test(file, stamp)) {
            return new Known(stamp, Map.of(), new TaskFolder(path, null, null), again);
        }
        try {
            if (stamp.size() > MOST_BYTES) {
                throw new InvalidPromptException(
                        "has more than %d bytes: shorten it".formatted(MOST_BYTES), 0);
            }
            byte[] content = files.read(file, stamp);
            StandingPrompt prompt = WorkTime.briefly(NEXT_TRY, () -> parse(path, content));
            return new Known(
                    stamp,
                    partials(path, prompt.partials()),
                    new TaskFolder(path, prompt, null),
                    again);
        } catch (InvalidPromptException e) {
            Duration rest = Duration.between(now, clock.instant()).abs().multipliedBy(PARTS);
            TaskFolder stopped = stopped(path, SingleLine.of(e.getMessage()));
            return new Known(stamp, Map.of(), stopped, again.plus(rest));
        } catch (FileChangedException | NoSuchFileException e) {
            return new Known(stamp, Map.of(), new TaskFolder(path, null, null), again);
        } catch (IOException e) {
            String trouble = "cannot be read (" + e.getClass().getSimpleName() + ")";
            return new Known(stamp, Map.of(), stopped(path, trouble), again);
        }
    }

    private StandingPrompt parse(String path, byte[] content) {
        AttachmentDirectory beside = directories.apply(path + '/');
        return StandingPrompt.parse(
                content, parser, beside, () -> WaitingDocuments.count(files.path(path)));
    }

    private TaskFolder stopped(String path, String trouble) {
        if (troubles.note(path, trouble, clock.instant())) {
            LOG.error(
                    "The task {} is stopped, its files wait: {}: {}",
                    SingleLine.of(path),
                    StandingPrompt.FILE,
                    trouble);
        }
        return new TaskFolder(path, null, trouble);
    }

    private void mended(String path) {
        waits.end(path);
        if (troubles.end(path)) {
            LOG.info("The task {} goes on", SingleLine.of(path));
        }
    }
}
