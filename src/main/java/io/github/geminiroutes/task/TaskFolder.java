package io.github.geminiroutes.task;

/**
 * A task folder as it was when it was looked at.
 *
 * @param path below the inbox, with '/' between folders
 * @param prompt its standing prompt; null while it cannot be used
 * @param trouble why it cannot be used, with the line, for a person; null if it can, or if its file
 *     was written to a moment ago
 */
public record TaskFolder(String path, StandingPrompt prompt, String trouble) {

    /** Whether its files may be asked. */
    public boolean isReady() {
        return prompt != null;
    }

    /**
     * How a file is called within the task.
     *
     * @param name below the inbox
     */
    public DocumentName nameOf(String name) {
        return new DocumentName(name.substring(path.length() + 1));
    }

    /**
     * Whether a file belongs to the standing prompt: it stays, and is no document.
     *
     * @param name below the inbox
     */
    public boolean isOwn(String name) {
        return name.equals(path + '/' + StandingPrompt.FILE)
                || prompt != null && prompt.ownFiles().contains(name);
    }
}
