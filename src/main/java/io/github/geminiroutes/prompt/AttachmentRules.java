package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.FileStamp;

/** What holds for attachments in one directory, beyond being a file of a known type. */
public interface AttachmentRules {

    /** A directory where nobody else takes files, and all of them are complete. */
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
