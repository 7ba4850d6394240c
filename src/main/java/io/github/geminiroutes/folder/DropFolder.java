package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.AtomicFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * The folders prompts live in: {@code inbox}, {@code outbox}, {@code done}, {@code failed}, {@code
 * parked}.
 *
 * <p>A prompt file is whole and in exactly one of them at every moment: it only ever moves by an
 * atomic rename, and what belongs to it is written and on disk before.
 */
public final class DropFolder {

    /** The sub-folders, in the order a prompt may pass them. */
    public static final List<String> FOLDERS =
            List.of("inbox", "outbox", "done", "failed", "parked");

    private static final Set<String> PROMPT_TYPES = Set.of("txt", "md", "prompt", "json");
    private static final int MOST_ATTACHMENTS = 10_000;

    private final Set<String> attachments = ConcurrentHashMap.newKeySet();
    private final Path data;
    private final Path inbox;
    private final AnswerStore answered;
    private final OutcomeFolder failedPrompts;
    private final OutcomeFolder parkedPrompts;
    private final FolderHealth health;

    /**
     * @param data the directory that holds the folders
     */
    public DropFolder(Path data) {
        this.data = data;
        this.inbox = data.resolve("inbox");
        this.answered = new AnswerStore(data.resolve("outbox"), data.resolve("done"));
        this.failedPrompts = new OutcomeFolder(data.resolve("failed"), "error");
        this.parkedPrompts = new OutcomeFolder(data.resolve("parked"), "parked");
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

    /** Whether a file of this name in the inbox is a prompt: by its ending, and not hidden. */
    public static boolean isPrompt(String name) {
        int dot = name.lastIndexOf('.');
        return dot > 0
                && name.charAt(0) != '.'
                && !TemplateFiles.isOne(name)
                && PROMPT_TYPES.contains(name.substring(dot + 1).toLowerCase(Locale.ROOT));
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

    /** Whether several instances share the folders. */
    void setShared(boolean isShared) {
        answered.setShared(isShared);
    }

    /** Whether the folders take files. */
    public FolderHealth health() {
        return health;
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

    /**
     * Remembers that a prompt names this file of the inbox as its attachment: it is no prompt
     * itself, whatever its ending. Kept while the program runs; beyond a bound all are forgotten.
     */
    void keepAsAttachment(String name) {
        if (attachments.size() >= MOST_ATTACHMENTS) {
            attachments.clear();
        }
        attachments.add(name);
    }

    boolean isAttachment(String name) {
        return attachments.contains(name);
    }

    /** How many prompts lie in the inbox; no file is opened. */
    public long waiting() throws IOException {
        return count(
                file ->
                        Files.isRegularFile(file)
                                && isSpeakable(file)
                                && !isAttachment(file.getFileName().toString()));
    }

    /** How many prompts lie in the inbox, those in flight included; only names are read. */
    long countNamesInInbox() throws IOException {
        return count(file -> !isAttachment(file.getFileName().toString()));
    }

    /**
     * How many prompts lie in the inbox under names that Java cannot represent, because their bytes
     * are not of the locale's encoding. Such a file is never taken.
     */
    public long unspeakable() throws IOException {
        return count(file -> !isSpeakable(file) && Files.isRegularFile(file));
    }

    private long count(Predicate<Path> condition) throws IOException {
        long count = 0;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(inbox)) {
            for (Path file : files) {
                if (isPrompt(file.getFileName().toString()) && condition.test(file)) {
                    count++;
                }
            }
        }
        return count;
    }

    /** A path keeps the name's bytes, a {@link java.io.File} only its characters. */
    private static boolean isSpeakable(Path file) {
        return file.getFileName().toString().chars().allMatch(c -> c < 128)
                || file.toFile().exists();
    }

    /** Removes what a killed process left half-written. */
    void removeLeftovers() throws IOException {
        for (Path folder : List.of(outbox(), failed(), parked())) {
            AtomicFile.removeLeftovers(folder);
        }
    }

    @Override
    public String toString() {
        return data.toString();
    }
}
