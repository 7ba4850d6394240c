package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.WorkTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the attachments of one prompt. Each is opened, while other prompts wait for theirs:
 * therefore their number is bounded, and where the time is short, only a few are opened.
 */
final class AttachmentSearch {

    /** As many pictures Gemini takes in a request. */
    static final int MOST = 3_600;

    /** Nearly all prompts have fewer, and are found however short the time is. */
    private static final int FEW = 16;

    /** A slow disk opens the most files in less. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final AttachmentDirectory directory;
    private final List<Attachment> found = new ArrayList<>();
    private final WorkTime time = WorkTime.ofThisThread(PATIENCE);

    /**
     * @param directory where the files lie; null if there is none
     */
    AttachmentSearch(AttachmentDirectory directory) {
        this.directory = directory;
    }

    /** Whether there is a directory of files. */
    boolean hasDirectory() {
        return directory != null;
    }

    /**
     * Finds one more.
     *
     * @param name as the prompt gives it
     * @param line the line of the name, for messages
     * @throws AttachmentNotReadyException if the file is missing or not complete
     * @throws InvalidPromptException if it cannot be sent, or there are too many
     */
    Attachment find(String name, int line) {
        if (found.size() == MOST) {
            throw new InvalidPromptException(
                    "the prompt has more than %d attachments: ask with fewer".formatted(MOST),
                    line);
        }
        if (!found.isEmpty() && found.size() % FEW == 0 && time.tryEnd()) {
            throw new InvalidPromptException(
                    "the attachments take longer than %d s to open: ask with fewer"
                            .formatted(time.patience().toSeconds()),
                    line);
        }
        Attachment attachment = directory.find(name, line);
        found.add(attachment);
        return attachment;
    }

    /** Those that were found so far, in this order. */
    List<Attachment> found() {
        return found;
    }
}
