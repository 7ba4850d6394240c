package io.github.geminiroutes.task;

import io.github.geminiroutes.folder.DocumentNames;
import io.github.geminiroutes.folder.Tasks;
import io.github.geminiroutes.table.Tables;

/**
 * A task folder as it was when it was looked at.
 *
 * @param path below the inbox, with '/' between folders
 * @param prompt its standing prompt; null while it cannot be used
 * @param trouble why its files wait, with the line, for a person; null if they do not, or if its
 *     file was written to a moment ago
 * @param waits whether its files wait for calls that are under way, as its budget ends with them
 * @param longWait why they do, for a person, once that takes long; null before
 */
public record TaskFolder(
        String path, StandingPrompt prompt, String trouble, boolean waits, String longWait)
        implements Tasks.Task {

    TaskFolder(String path, StandingPrompt prompt, String trouble) {
        this(path, prompt, trouble, false, null);
    }

    /** Whether its files may be asked. */
    public boolean isReady() {
        return prompt != null && trouble == null && !waits;
    }

    /**
     * Whether a file of the task may be asked now, as a document or as a table.
     *
     * @param data the directory below which its path must have room
     * @param name below the inbox
     */
    public boolean mayAsk(String data, String name) {
        return isReady()
                && DocumentNames.isOne(name)
                && DocumentNames.trouble(data, name) == null
                && !isOwn(name)
                && leftAlone(name) == null;
    }

    /**
     * How a file is called within the task.
     *
     * @param name below the inbox
     */
    public DocumentName nameOf(String name) {
        return new DocumentName(name.substring(path.length() + 1));
    }

    @Override
    public boolean isOwn(String name) {
        return name.equals(path + '/' + StandingPrompt.FILE)
                || prompt != null && (prompt.ownFiles().contains(name) || mayBeOfRow(name));
    }

    /** A column may name it: it goes along with its row, and stays. */
    private boolean mayBeOfRow(String name) {
        return prompt.isOfRows() && prompt.hasMedia() && !Tables.isOne(name);
    }

    @Override
    public String leftAlone(String name) {
        return prompt != null && prompt.isOfRows() && !Tables.isOne(name)
                ? "is no table, and its task asks the rows of tables (.csv, .tsv, .jsonl)"
                : null;
    }

    /**
     * Whether a file has rows, each of which is asked for itself: it is no document.
     *
     * @param name below the inbox
     */
    public boolean isOfRows(String name) {
        return prompt != null && prompt.isOfRows() && Tables.isOne(name);
    }
}
