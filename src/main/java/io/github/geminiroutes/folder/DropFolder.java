package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
 * atomic rename, and what belongs to it is written and on disk before. The record {@code
 * NAME.response.json} is the first thing written of an answer and holds all of it; whoever finds it
 * beside an unmoved prompt can finish the work without another call.
 */
public final class DropFolder {

    /** The sub-folders, in the order a prompt may pass them. */
    public static final List<String> FOLDERS =
            List.of("inbox", "outbox", "done", "failed", "parked");

    private static final Set<String> PROMPT_TYPES = Set.of("txt", "md", "prompt", "json");
    private static final String RECORD = ".response.json";
    private static final String TEXT = ".response.md";

    private static final int MOST_ATTACHMENTS = 10_000;

    private final Set<String> attachments = ConcurrentHashMap.newKeySet();
    private final Path data;
    private final Path inbox;
    private final Path outbox;
    private final Path done;
    private final SetAside failedPrompts;
    private final SetAside parkedPrompts;
    private final FolderHealth health;
    private boolean isShared;

    /** For a bean definition, which knows no paths. */
    public DropFolder(String data) {
        this(Path.of(data));
    }

    /**
     * @param data the directory that holds the folders
     */
    public DropFolder(Path data) {
        this.data = data;
        this.inbox = data.resolve("inbox");
        this.outbox = data.resolve("outbox");
        this.done = data.resolve("done");
        this.failedPrompts = new SetAside(data.resolve("failed"), "error");
        this.parkedPrompts = new SetAside(data.resolve("parked"), "parked");
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
        return outbox;
    }

    public Path done() {
        return done;
    }

    public Path failed() {
        return failedPrompts.directory();
    }

    public Path parked() {
        return parkedPrompts.directory();
    }

    /**
     * Finishes what a killed process left: an answer that was out before its prompt was moved.
     *
     * @return whether it was so; the prompt is in {@code done} then
     * @throws IOException if a file could not be read, written or moved
     */
    boolean finishAnswered(Path prompt) throws IOException {
        String name = prompt.getFileName().toString();
        return WholeFile.exists(outbox.resolve(FileName.of(name, 1, RECORD)))
                && finish(prompt, PromptFile.sha256(Files.readAllBytes(prompt)));
    }

    /** Finishes with the first record of this very prompt that no prompt was moved for. */
    private boolean finish(Path prompt, String sha256) throws IOException {
        String name = prompt.getFileName().toString();
        for (int number = 1; ; number++) {
            Path record = outbox.resolve(FileName.of(name, number, RECORD));
            if (!WholeFile.exists(record)) {
                return false;
            }
            Path target = done.resolve(FileName.of(name, number, ""));
            JsonNode answer =
                    WholeFile.exists(target)
                            ? MissingNode.getInstance()
                            : WholeFile.readJson(record);
            if (sha256.equals(answer.path("sha256").asText())) {
                writeText(name, number, answer.path("text").asText());
                WholeFile.move(prompt, target);
                return true;
            }
        }
    }

    /**
     * Puts an answer out: the record, the text, then the prompt moves to {@code done}. An earlier
     * answer of that name is left alone; this one gets the next number.
     *
     * @return whether it was put out; false if the prompt was still being written and stays in the
     *     inbox
     * @throws IOException if a file could not be written or moved; the prompt is in the inbox still
     */
    boolean publish(PromptFile prompt, ObjectNode record, String text) throws IOException {
        if (!prompt.isUnchanged()) {
            return false;
        }
        if (isShared) {
            publishBesideOthers(prompt, record, text);
            return true;
        }
        String name = prompt.name();
        int number = freeNumber(name);
        // An earlier try may have got as far as the record.
        if (number > 1 && finish(prompt.path(), prompt.sha256())) {
            return true;
        }
        WholeFile.write(outbox.resolve(FileName.of(name, number, RECORD)), record);
        writeText(name, number, text);
        WholeFile.move(prompt.path(), done.resolve(FileName.of(name, number, "")));
        return true;
    }

    /**
     * Another instance took over while this one asked, and may put an answer to the same prompt out
     * at the same moment. Whose record is there first wins; the other answer is dropped.
     */
    private void publishBesideOthers(PromptFile prompt, ObjectNode record, String text)
            throws IOException {
        String name = prompt.name();
        int number;
        do {
            if (isAnswered(prompt, Integer.MAX_VALUE) && !WholeFile.exists(prompt.path())
                    || finish(prompt.path(), prompt.sha256())) {
                return;
            }
            number = freeNumber(name);
        } while (!WholeFile.writeNew(outbox.resolve(FileName.of(name, number, RECORD)), record));
        writeText(name, number, text);
        boolean isMoved =
                prompt.isUnchanged()
                        && WholeFile.move(
                                prompt.path(), done.resolve(FileName.of(name, number, "")));
        if (!isMoved && isAnswered(prompt, number)) {
            // The other's prompt moved between our look and our record.
            Files.deleteIfExists(outbox.resolve(FileName.of(name, number, RECORD)));
            Files.deleteIfExists(outbox.resolve(FileName.of(name, number, TEXT)));
        }
    }

    /** Whether a record of this very prompt is there, of a number less than the one given. */
    private boolean isAnswered(PromptFile prompt, int before) throws IOException {
        for (int number = 1; number < before; number++) {
            Path record = outbox.resolve(FileName.of(prompt.name(), number, RECORD));
            if (!WholeFile.exists(record)) {
                return false;
            }
            String sha256 = WholeFile.readJson(record).path("sha256").asText();
            if (prompt.sha256().equals(sha256)) {
                return true;
            }
        }
        return false;
    }

    /** What stands before the inbox's endpoint; not empty: several instances share the folders. */
    public void setConsumer(String consumer) {
        isShared = !consumer.isBlank();
    }

    /** Whether the folders take files. */
    public FolderHealth health() {
        return health;
    }

    /** The prompts in {@code failed}. */
    SetAside failedPrompts() {
        return failedPrompts;
    }

    /** The prompts in {@code parked}. */
    SetAside parkedPrompts() {
        return parkedPrompts;
    }

    private int freeNumber(String name) {
        int number = 1;
        while (WholeFile.exists(outbox.resolve(FileName.of(name, number, RECORD)))
                || WholeFile.exists(outbox.resolve(FileName.of(name, number, TEXT)))
                || WholeFile.exists(done.resolve(FileName.of(name, number, "")))) {
            number++;
        }
        return number;
    }

    private void writeText(String name, int number, String text) throws IOException {
        Path target = outbox.resolve(FileName.of(name, number, TEXT));
        if (!WholeFile.exists(target)) {
            WholeFile.write(target, text.getBytes(StandardCharsets.UTF_8));
        }
    }

    /**
     * A prompt names this file of the inbox as its attachment: it is no prompt itself, whatever its
     * ending. Known for as long as the program runs; beyond a bound the oldest are not told from
     * the newest and all are forgotten.
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

    /** How many prompts lie in the inbox; a look at names, nothing is opened. */
    public long waiting() throws IOException {
        return count(
                file ->
                        Files.isRegularFile(file)
                                && isSpeakable(file)
                                && !isAttachment(file.getFileName().toString()));
    }

    /**
     * How many prompts lie in the inbox under names that Java cannot say, as their bytes are none
     * of the locale's: no text stands for such a name, so the file is never taken.
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
        for (Path folder : List.of(outbox, failed(), parked())) {
            WholeFile.removeLeftovers(folder);
        }
    }

    @Override
    public String toString() {
        return data.toString();
    }
}
