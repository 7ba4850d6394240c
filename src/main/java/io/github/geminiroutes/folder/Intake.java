package io.github.geminiroutes.folder;

import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.AttachmentDirectory;
import io.github.geminiroutes.prompt.AttachmentRules;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.ForwardClock;
import io.github.geminiroutes.support.RefusedFileException;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
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

    /** A link, a pipe or a device may give its name to a prompt. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(30);

    /** So many more names that are left alone make the time longer: all are looked at in turn. */
    private static final int FLOOD = 2_000;

    private final DropFolder folder;
    private final UntrustedFiles files;
    private final LeftAlone leftAlone = new LeftAlone();
    private final PollWatch pollWatch = new PollWatch(System::nanoTime);
    private final PollWatch documentWatch = new PollWatch(System::nanoTime);
    private final SlowReads slowPrompts = new SlowReads(System::nanoTime);
    private final SlowReads slowDocuments = new SlowReads(System::nanoTime);
    private final MemoryLine memoryLine = new MemoryLine(System::nanoTime);
    private final IntakeDelays delays;
    private final QuietPeriod quietPeriod;
    private final AttachmentWaits attachmentWaits;
    private final Rewrites rewrites;
    private final LostOutcomes lostOutcomes = new LostOutcomes();
    private final LateWrites lateWrites;

    /**
     * @param quietPeriod how long a file must not have changed
     * @param missingWait how long a prompt waits for an attachment that is missing, and an empty
     *     file for its content
     */
    Intake(DropFolder folder, Duration quietPeriod, Duration missingWait, Clock clock) {
        this.folder = folder;
        this.files = folder.files();
        Clock waits = new ForwardClock(clock);
        this.delays = new IntakeDelays(waits);
        this.quietPeriod = new QuietPeriod(quietPeriod, missingWait, clock);
        this.attachmentWaits = new AttachmentWaits(this.quietPeriod, delays, missingWait, waits);
        this.rewrites = new Rewrites(delays);
        this.lateWrites = new LateWrites(folder, rewrites, waits, clock);
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
     * Looks at a file of the inbox, and does not open it. One that is no regular file is left alone
     * for a while.
     *
     * @return null if it is not complete, or no longer there
     * @throws IOException if the inbox cannot be read
     */
    FileStamp tryLook(String name) throws IOException {
        try {
            FileStamp stamp = files.look(name);
            folder.health().succeeded(files.path(name));
            leftAlone.forget(name);
            return quietPeriod.isQuiet(name, stamp) ? stamp : null;
        } catch (NoSuchFileException e) {
            quietPeriod.forget(name);
            return null;
        } catch (RefusedFileException e) {
            leaveAlone(name, e.getMessage());
            return null;
        }
    }

    /**
     * Leaves a file in the inbox for a while.
     *
     * @param reason to follow the name: "is a symbolic link"
     */
    void leaveAlone(String name, String reason) {
        leftAlone.tell(name, reason);
        delays.postpone(name, LEFT_ALONE.multipliedBy(1 + delays.size() / FLOOD));
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

    /** Ends the delay of a name, if it is time; returns whether the name may be looked at. */
    public boolean tryEndDelay(String name) {
        return delays.tryEnd(name);
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

    /** The time for prompts, or documents, that take long to read. */
    SlowReads slowReads(String name) {
        return TreeFiles.isNested(name) ? slowDocuments : slowPrompts;
    }

    /** Prompts that wait for memory. */
    MemoryLine memoryLine() {
        return memoryLine;
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

    LostOutcomes lostOutcomes() {
        return lostOutcomes;
    }

    /**
     * Notes where a prompt was moved to with its outcome.
     *
     * @param isSeen whether its content was compared right before
     */
    void moved(PromptFile prompt, Path to, boolean isSeen) {
        // One that was rewritten again and again has failed for good.
        if (!rewrites.isHopeless(prompt.name())) {
            lateWrites.watch(prompt, to, isSeen);
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
