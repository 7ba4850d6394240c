package io.github.geminiroutes.folder;

import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.AttachmentDirectory;
import io.github.geminiroutes.prompt.AttachmentRules;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.UntrustedFiles;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * What the intake of prompts records beyond the file: which names wait and why, which are left
 * alone, what changed while it was asked, and whether the consumer gets on. Thread-safe.
 */
public final class Intake {

    /** An open of a file takes no longer than this, but for a disk that hangs. */
    private static final Duration LONGEST_OPEN = Duration.ofSeconds(5);

    private final DropFolder folder;
    private final UntrustedFiles files;
    private final LeftAlone leftAlone = new LeftAlone();
    private final PollWatch pollWatch = new PollWatch(System::nanoTime);
    private final PollWatch documentWatch = new PollWatch(System::nanoTime);
    private final IntakeDelays delays;
    private final QuietPeriod quietPeriod;
    private final AttachmentWaits attachmentWaits;
    private final Rewrites rewrites;
    private final LateWrites lateWrites;

    /**
     * @param quietPeriod how long a file must not have changed
     * @param missingWait how long a prompt waits for an attachment that is missing, and an empty
     *     file for its content
     */
    Intake(DropFolder folder, Duration quietPeriod, Duration missingWait, Clock clock) {
        this.folder = folder;
        this.files = folder.files();
        this.delays = new IntakeDelays(clock);
        this.quietPeriod = new QuietPeriod(quietPeriod, missingWait, clock);
        this.attachmentWaits = new AttachmentWaits(this.quietPeriod, delays, missingWait, clock);
        this.rewrites = new Rewrites(delays);
        this.lateWrites = new LateWrites(folder, rewrites, clock);
    }

    /** The files of the inbox. */
    public UntrustedFiles files() {
        return files;
    }

    /** Whether a file of the inbox, with its stamp of this moment, is complete. */
    public boolean isQuiet(String name, FileStamp stamp) {
        return quietPeriod.isQuiet(name, stamp);
    }

    /**
     * Where attachments and partials of a standing prompt lie.
     *
     * @param folder in the inbox, with '/' at its end
     */
    public AttachmentDirectory attachmentsIn(String folder) {
        return new AttachmentDirectory(files, attachmentWaits, folder);
    }

    /** When files are complete. */
    public AttachmentRules rules() {
        return attachmentWaits;
    }

    /** Where attachments of prompts lie. */
    AttachmentDirectory attachments() {
        return new AttachmentDirectory(files, attachmentWaits);
    }

    /** Notes the attachments of a prompt. */
    void attached(List<Attachment> attachments) {
        attachments.forEach(attachment -> folder.attached().add(attachment.name()));
    }

    /** Leaves a name of the inbox out of the polls for some time. */
    public void postpone(String name, Duration time) {
        delays.postpone(name, time);
    }

    /** Whether a name of the inbox may be looked at again. */
    public boolean isDue(String name) {
        return delays.isDue(name);
    }

    /** Files that are named like prompts and never taken. */
    public LeftAlone leftAlone() {
        return leftAlone;
    }

    /**
     * @param isOfDocuments whether of the consumer that takes what lies in folders
     */
    PollWatch pollWatch(boolean isOfDocuments) {
        return isOfDocuments ? documentWatch : pollWatch;
    }

    IntakeDelays delays() {
        return delays;
    }

    QuietPeriod quietPeriod() {
        return quietPeriod;
    }

    AttachmentWaits attachmentWaits() {
        return attachmentWaits;
    }

    Rewrites rewrites() {
        return rewrites;
    }

    /** Notes that the answer of a prompt is to a text that is no longer its own. */
    void rewritten(PromptFile prompt) {
        rewrites.count(prompt.name());
    }

    /** Notes where a prompt was moved to with its outcome. */
    void moved(PromptFile prompt, Path to) {
        // One that was rewritten again and again has failed for good.
        if (!rewrites.isHopeless(prompt.name())) {
            lateWrites.watch(prompt, to);
        }
    }

    /** Ends opens that are blocked, and looks at files that were moved; for a timer. */
    void check() {
        files.endBlockedOpens(LONGEST_OPEN);
        lateWrites.check();
    }

    /** For how long the consumer, or an open of a file, has given no sign; zero if it rests. */
    public Duration silence() {
        return Stream.of(files.longestOpen(), pollWatch.silence(), documentWatch.silence())
                .max(Comparator.naturalOrder())
                .orElseThrow();
    }
}
