package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.FileStamp;

/** What holds for attachments in one directory, beyond being a file of a known type. */
public interface AttachmentRules {

    /** Of a directory that no program takes files from, and whose files are all complete. */
    AttachmentRules NONE =
            new AttachmentRules() {
                @Override
                public boolean isPrompt(String name) {
                    return false;
                }

                @Override
                public boolean isComplete(String name, FileStamp stamp, MediaEnd end) {
                    return true;
                }
            };

    /** Whether a file of this name, in the directory itself, is taken as a prompt of its own. */
    boolean isPrompt(String name);

    /**
     * Whether a file is complete; if not, a prompt that names it is not ready.
     *
     * @param end whether its format says so
     */
    boolean isComplete(String name, FileStamp stamp, MediaEnd end);
}
