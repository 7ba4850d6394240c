package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.folder.DocumentNames;
import io.github.geminiroutes.folder.InboxPrompts;
import io.github.geminiroutes.folder.PromptNames;
import io.github.geminiroutes.prompt.DocumentContent;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.LargeDocument;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.FileNames;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.UntrustedFiles;
import io.github.geminiroutes.table.NoTableException;
import io.github.geminiroutes.table.Row;
import io.github.geminiroutes.table.Table;
import io.github.geminiroutes.table.Tables;
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
import java.time.Clock;
import java.util.function.Supplier;

/**
 * The documents of task folders and the rows of tables in an inbox, for a look that takes none of
 * them. Rows are read one by one, however many a file has. Used by one thread; the suppliers that
 * it hands over may be asked on others.
 */
public final class InboxRequests {

    private static final int MOST_DEPTH = 100;

    private final InboxPrompts inbox;
    private final Sink sink;
    private final TaskFolders tasks;
    private final PromptParser parser;
    private final int longestRow;

    /** What becomes of each request. */
    public interface Sink {

        /**
         * A document, which is read when it is asked for.
         *
         * @param prompt throws {@link InvalidPromptException} if it has none; gives null if the
         *     document is no longer there
         */
        void document(String name, Supplier<Prompt> prompt) throws InterruptedException;

        /**
         * A row.
         *
         * @param prompt to be asked for before the next row, as a key may be that of an earlier
         *     one; throws {@link InvalidPromptException} if it has none
         * @return false if there is no time for it
         */
        boolean row(String name, Supplier<Prompt> prompt) throws InterruptedException;

        /** A file or a task that cannot be asked. */
        void refused(String name, String reason);

        /** Whether it wants no further one. */
        boolean isEnough();

        /** Whether it has time to read; what it has no time for is left out. */
        boolean hasTime();

        /** A file, what remains of a table, or a folder that is not looked at. */
        void leftOut();
    }

    /**
     * @param inbox where they lie
     */
    public InboxRequests(InboxPrompts inbox, Sink sink) {
        this.inbox = inbox;
        this.sink = sink;
        this.longestRow = RowTables.longestRow(inbox.maxRequestSize());
        this.parser = new PromptParser(GeminiJson.MAPPER, inbox.maxRequestSize());
        this.tasks =
                new TaskFolders(
                        inbox.files(),
                        (name, stamp) -> true,
                        inbox::attachmentsIn,
                        parser,
                        (task, usd) -> null,
                        Clock.systemUTC());
    }

    /**
     * Hands over all of them.
     *
     * @throws IOException if the inbox cannot be read
     */
    public void each() throws IOException, InterruptedException {
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(inbox.inbox())) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (sink.isEnough()) {
                    return;
                }
                if (PromptNames.isOfRows(name) && PromptNames.isPrompt(name)) {
                    if (inbox.files().isRegular(name)) {
                        rows(name, new BatchLines(parser));
                    }
                } else if (isFolder(entry, name)) {
                    folder(name, null, 1);
                }
            }
        }
    }

    private static boolean isFolder(Path entry, String name) {
        return DocumentNames.isFinished(name)
                && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
                && FileNames.canWrite(name);
    }

    private void folder(String folder, TaskFolder above, int depth)
            throws IOException, InterruptedException {
        if (!sink.hasTime()) {
            sink.leftOut();
            return;
        }
        TaskFolder own = tasks.at(folder);
        TaskFolder task = own == null ? above : own;
        if (own != null && own.trouble() != null) {
            sink.refused(folder, "its task is stopped: " + own.trouble());
        }
        try (DirectoryStream<Path> entries =
                Files.newDirectoryStream(inbox.inbox().resolve(folder))) {
            for (Path entry : entries) {
                String name = folder + '/' + entry.getFileName();
                if (sink.isEnough()) {
                    return;
                }
                if (isFolder(entry, name)) {
                    if (depth < MOST_DEPTH) {
                        folder(name, task, depth + 1);
                    }
                } else if (isAsked(task, name)) {
                    file(task, name);
                }
            }
        } catch (AccessDeniedException e) {
            sink.refused(folder, "it cannot be read: check its permissions");
        } catch (NoSuchFileException | NotDirectoryException e) {
            // A program that works on the folder has moved it away.
            return;
        }
    }

    private boolean isAsked(TaskFolder task, String name) {
        return task != null
                && task.mayAsk(inbox.inbox().toString(), name)
                && inbox.files().isRegular(name);
    }

    private void file(TaskFolder task, String name) throws InterruptedException {
        if (task.isOfRows(name)) {
            rows(name, new StandingRows(task, name));
        } else {
            sink.document(name, () -> document(task, name));
        }
    }

    private Prompt document(TaskFolder task, String name) {
        try {
            if (inbox.files().look(name).size() > inbox.maxRequestSize()) {
                return large(task, name);
            }
            UntrustedFiles.Content content = inbox.content(name);
            DocumentContent document = DocumentContent.of(name, content.bytes());
            return document.text() == null
                    ? task.prompt()
                            .ofMedia(
                                    task.nameOf(name),
                                    document.media(name, inbox.files(), content.stamp()))
                    : task.prompt().ofText(task.nameOf(name), document.text());
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new InvalidPromptException(
                    "The file cannot be read (" + e.getClass().getSimpleName() + ")", 0);
        }
    }

    /** It is uploaded when it is asked. */
    private Prompt large(TaskFolder task, String name) throws IOException {
        LargeDocument large = LargeDocument.read(inbox.files(), name);
        return task.prompt()
                .ofMedia(
                        task.nameOf(name),
                        DocumentContent.of(name, large).media(name, inbox.files(), large.stamp()));
    }

    private void rows(String name, RowPrompts prompts) throws InterruptedException {
        if (!sink.hasTime()) {
            sink.leftOut();
            return;
        }
        try (Table table =
                Tables.open(
                        name,
                        inbox.files().open(name, inbox.files().look(name)),
                        prompts.separator(),
                        longestRow)) {
            prompts.setColumns(table.columns());
            for (Row row = table.next(); row != null && !sink.isEnough(); row = table.next()) {
                Row asked = row;
                String place = name + ", row " + row.number();
                if (!sink.hasTime() || !sink.row(place, () -> made(prompts, asked))) {
                    sink.leftOut();
                    return;
                }
            }
        } catch (NoSuchFileException e) {
            // A program that works on the folder has moved it away.
            return;
        } catch (NoTableException | InvalidPromptException e) {
            sink.refused(name, e.getMessage());
        } catch (IOException e) {
            sink.refused(name, "cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static Prompt made(RowPrompts prompts, Row row) {
        if (row.problem() != null) {
            throw new InvalidPromptException(row.problem(), 0);
        }
        return prompts.prompt(row);
    }
}
