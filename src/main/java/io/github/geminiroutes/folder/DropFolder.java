package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.Predicate;

/**
 * The folders prompts live in: {@code inbox}, {@code submitted}, {@code outbox}, {@code done},
 * {@code failed}, {@code parked}.
 *
 * <p>A prompt file is whole and in exactly one of them at every moment: it only ever moves by an
 * atomic rename, and what belongs to it is written and on disk before.
 */
public final class DropFolder {

    /** The sub-folders, in the order a prompt may pass them. */
    public static final List<String> FOLDERS =
            List.of("inbox", "submitted", "outbox", "done", "failed", "parked");

    final TreeWalk walk = new TreeWalk();

    private final Path data;
    private final Path inbox;
    private final AnswerStore answered;
    private final OutcomeFolder failedPrompts;
    private final OutcomeFolder parkedPrompts;
    private final FolderHealth health;
    private final Clock clock = Clock.systemUTC();
    private final PromptEvents events = new PromptEvents(this, clock);
    private final AttachedNames attached = new AttachedNames();
    private final StandardPrompts standard;
    private NameRoom room = NameRoom.ofThisJvm();
    private boolean followsLinks;
    private UntrustedFiles files;
    private volatile Tasks tasks = Tasks.NONE;

    /** Null as long as files of rows are not taken. */
    private volatile Predicate<String> submitted;

    /**
     * @param data the directory that holds the folders
     */
    public DropFolder(Path data) {
        this.data = data;
        this.inbox = data.resolve("inbox");
        this.files = new UntrustedFiles(inbox, false);
        this.standard = new StandardPrompts(submitted());
        Path outbox = data.resolve("outbox");
        this.answered =
                new AnswerStore(
                        outbox, data.resolve("done"), new OutboxFiles(outbox, clock), events);
        this.failedPrompts = new OutcomeFolder(data.resolve("failed"), "error", events, walk);
        this.parkedPrompts = new OutcomeFolder(data.resolve("parked"), "parked", events, walk);
        this.health = new FolderHealth(FOLDERS.stream().map(data::resolve).toList());
    }

    /**
     * Makes those folders that are missing, as they are in a host application's first run.
     *
     * @throws IOException if one cannot be made
     */
    public void create() throws IOException {
        for (String folder : FOLDERS) {
            Path path = data.resolve(folder);
            // A link to a directory is one, too.
            if (!Files.isDirectory(path)) {
                Files.createDirectories(path);
            }
        }
    }

    /**
     * Tries what must hold for the first answer, before it is paid for.
     *
     * @return what does not hold and what to do, for a person; null if all does
     */
    public String trouble() {
        for (String name : FOLDERS) {
            FolderFault fault = FolderFault.seen(data.resolve(name));
            if (fault != null) {
                return fault.text();
            }
        }
        FolderFault fault = new FolderTrial(FOLDERS.stream().map(data::resolve).toList()).fault();
        return fault == null ? null : fault.text();
    }

    /**
     * Says that files of rows are taken: the route {@code gemini-rows} runs.
     *
     * @param submitted whether the rows of one are in batch jobs, while it lies in the inbox
     */
    void setTakesRows(Predicate<String> submitted) {
        this.submitted = submitted;
    }

    /** Whether a file of the inbox is a table whose rows are in batch jobs. */
    boolean isSubmitted(String name) {
        return submitted != null && submitted.test(name);
    }

    /** Whether a file of this name is taken, as far as the routes that run can. */
    boolean isTaken(String name) {
        return PromptNames.isPrompt(name) && (submitted != null || !PromptNames.isOfRows(name));
    }

    /** The directory that holds the folders. */
    Path data() {
        return data;
    }

    public Path inbox() {
        return inbox;
    }

    public Path outbox() {
        return answered.outbox();
    }

    public Path done() {
        return answered.done();
    }

    public Path failed() {
        return failedPrompts.directory();
    }

    public Path parked() {
        return parkedPrompts.directory();
    }

    /** Whether a symbolic link in the inbox stands for the file it leads to. */
    void setFollowsLinks(boolean followsLinks) {
        this.followsLinks = followsLinks;
        files = new UntrustedFiles(inbox, followsLinks);
    }

    /** The files of the inbox. */
    public UntrustedFiles files() {
        return files;
    }

    /** Files that lie elsewhere and came from the inbox. */
    public UntrustedFiles filesOf(Path directory) {
        return new UntrustedFiles(directory, followsLinks);
    }

    /** The directories of the batch jobs. */
    public Path submitted() {
        return data.resolve("submitted");
    }

    /** The prompts of batch jobs that are asked in the standard tier. */
    StandardPrompts standard() {
        return standard;
    }

    /** Says which folders of the inbox are tasks; without it, none are. */
    public void setTasks(Tasks tasks) {
        this.tasks = tasks;
    }

    /** Which folders of the inbox are tasks. */
    Tasks tasks() {
        return tasks;
    }

    /** The events of its prompts. */
    PromptEvents events() {
        return events;
    }

    /** Whether several instances share the folders. */
    void setShared(boolean isShared) {
        answered.setShared(isShared);
    }

    /** Whether the folders take files. */
    public FolderHealth health() {
        return health;
    }

    /** Whether the memory has room for the names of a folder. */
    public NameRoom room() {
        return room;
    }

    /** For a test with little room. */
    void setRoom(NameRoom room) {
        this.room = room;
    }

    /**
     * Asks for room for a list of the inbox. While the memory has none, nothing is taken.
     *
     * @return whether the lister may list it now
     */
    boolean tryList(Object lister) {
        boolean hasRoom = room.tryList(lister, inbox);
        String trouble = room.trouble(inbox);
        health.hold(trouble == null ? null : inbox + " " + trouble);
        return hasRoom;
    }

    /** The prompts in {@code done} and their answers in {@code outbox}. */
    AnswerStore answered() {
        return answered;
    }

    /** The prompts in {@code failed}. */
    OutcomeFolder failedPrompts() {
        return failedPrompts;
    }

    /** The prompts in {@code parked}. */
    OutcomeFolder parkedPrompts() {
        return parkedPrompts;
    }

    /** How many prompts lie in the inbox and in batch jobs; no file is opened. */
    public long waiting() throws IOException {
        return census().prompts() + SubmittedJobs.countPrompts(this);
    }

    /** Whether a prompt lies in the inbox; no file is opened, and not all are looked at. */
    public boolean isAnyWaiting() throws IOException {
        return InboxCensus.hasPrompt(this);
    }

    /** What lies in the inbox. */
    public InboxCensus census() throws IOException {
        return InboxCensus.of(this);
    }

    /** What prompts have named as attachments since the start. */
    AttachedNames attached() {
        return attached;
    }

    @Override
    public String toString() {
        return data.toString();
    }
}
