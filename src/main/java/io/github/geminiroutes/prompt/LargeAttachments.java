package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.FileChangedException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/** The attachments that are too large to go with their request, and are uploaded before it. */
public final class LargeAttachments {

    /** The addresses where all attachments go with the request. */
    public static final Function<Attachment, String> INLINE = attachment -> null;

    /** An address has about as many characters. */
    private static final int ADDRESS = 100;

    private LargeAttachments() {}

    /**
     * The fewest attachments, largest first, without which the request is as short as it must be;
     * none if it is.
     *
     * @param maxRequestBytes the longest request, in bytes
     * @param maxFileBytes the largest file that can be uploaded, in bytes; 0 if none can be
     * @throws InvalidPromptException if that does not help, or one of them is larger
     */
    public static List<Attachment> of(Prompt prompt, long maxRequestBytes, long maxFileBytes) {
        if (prompt.attachments().isEmpty()) {
            return List.of();
        }
        long bytes = RequestSize.least(prompt);
        if (bytes <= maxRequestBytes) {
            return List.of();
        }
        List<Attachment> largest = new ArrayList<>(prompt.attachments());
        largest.sort(Comparator.comparingLong(Attachment::size).reversed());
        List<Attachment> large = new ArrayList<>();
        for (Attachment attachment : largest) {
            if (bytes > maxRequestBytes && RequestSize.inline(attachment) > ADDRESS) {
                large.add(attachment);
                bytes += ADDRESS - RequestSize.inline(attachment);
            }
        }
        if (maxFileBytes == 0 || bytes > maxRequestBytes) {
            RequestSize.requireAtMost(
                    maxRequestBytes, RequestSize.least(prompt), "the prompt with attachments");
        }
        large.forEach(attachment -> requireAtMost(maxFileBytes, attachment));
        return large;
    }

    private static void requireAtMost(long maxFileBytes, Attachment attachment) {
        if (attachment.size() > maxFileBytes) {
            throw AttachmentNames.bad(
                    attachment.name(),
                    "is %d bytes long, more than the %d that gemini.files.max-size allows:"
                                    .formatted(attachment.size(), maxFileBytes)
                            + " shorten it or raise the setting",
                    0);
        }
    }

    /**
     * What an attachment is told as that cannot be read while it is sent.
     *
     * @return an {@link AttachmentNotReadyException} if it is not the file that it was
     */
    public static InvalidPromptException unreadable(Attachment attachment, IOException error) {
        if (error instanceof FileChangedException || error instanceof NoSuchFileException) {
            return new AttachmentNotReadyException(
                    AttachmentNames.text(
                            attachment.name(), "has changed since the prompt was read: ask again"),
                    0,
                    error instanceof NoSuchFileException);
        }
        return AttachmentNames.bad(
                attachment.name(),
                "can no longer be read (%s): put it back"
                        .formatted(error.getClass().getSimpleName()),
                0);
    }
}
