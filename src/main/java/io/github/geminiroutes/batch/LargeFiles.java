package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.JobFile;
import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.InvalidPromptException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The attachments of a prompt that are uploaded for its job. */
final class LargeFiles {

    private LargeFiles() {}

    /**
     * What must be known of them when they are uploaded, which may be after a restart.
     *
     * @param prompt the name of its file
     * @throws InvalidPromptException if one does not lie in the inbox
     */
    static List<JobFile> of(DropFolder folder, String prompt, List<Attachment> large) {
        List<JobFile> files = new ArrayList<>();
        Path inbox = folder.files().path("").normalize();
        Path own = folder.files().path(prompt);
        for (Attachment attachment : large) {
            Path path = attachment.files().path(attachment.name()).normalize();
            if (!path.startsWith(inbox)) {
                throw new InvalidPromptException(
                        attachment.name()
                                + " is too large for the batch lane, as it does not lie in the inbox",
                        0);
            }
            files.add(
                    new JobFile(
                            inbox.relativize(path).toString().replace('\\', '/'),
                            path.equals(own.normalize()),
                            attachment.mimeType(),
                            attachment.size(),
                            attachment.stamp().modified().toInstant(),
                            attachment.stamp().changed().toInstant(),
                            attachment.sha256()));
        }
        return files;
    }

    /** What stands in the line in place of the address of one of them; null for others. */
    static String address(List<Attachment> large, Attachment attachment) {
        int number = large.indexOf(attachment);
        return number < 0 ? null : JobFile.address(number);
    }
}
