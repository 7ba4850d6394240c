package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * The prompts in {@code done} and their answers in {@code outbox}. The record {@code
 * NAME.record.json} is written first and holds the whole answer: if a process is killed before it
 * moves the prompt, the next one finishes the work without another call.
 */
final class AnswerStore {

    private static final String RECORD = ".record.json";
    private static final String TEXT = ".response.md";

    private final Path outbox;
    private final Path done;

    /** A prompt that was answered was no larger. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    /** Numbers of answers whose record is written and whose prompt has not moved yet. */
    private final Map<PromptFile, Integer> begun = new ConcurrentHashMap<>();

    private boolean isShared;
    private BiConsumer<PromptFile, Path> moved = (prompt, to) -> {};

    AnswerStore(Path outbox, Path done) {
        this.outbox = outbox;
        this.done = done;
    }

    /** Whether other instances may put answers here, too. */
    void setShared(boolean isShared) {
        this.isShared = isShared;
    }

    /** What is told of each prompt that was answered and moved, and where it lies now. */
    void setMoved(BiConsumer<PromptFile, Path> moved) {
        this.moved = moved;
    }

    Path outbox() {
        return outbox;
    }

    Path done() {
        return done;
    }

    /**
     * Finishes what a killed process left: an answer that was written before its prompt was moved.
     *
     * @param files reads the prompt
     * @param takenAt when that process took the prompt: an older answer to the same prompt is an
     *     earlier asking's, and is left alone
     * @return whether there was one; the prompt is in {@code done} then
     * @throws IOException if a file could not be read, written or moved
     */
    boolean finishLeftover(Path prompt, UntrustedFiles files, Instant takenAt) throws IOException {
        String name = prompt.getFileName().toString();
        return WholeFile.exists(outbox.resolve(CompanionNames.of(name, 1, RECORD)))
                && finish(
                        prompt,
                        TemplateValues.of(name, files).sha256With(files.read(name, MOST).bytes()),
                        takenAt);
    }

    /** Finishes with the first record of this very asking whose prompt was not moved. */
    private boolean finish(Path prompt, String sha256, Instant takenAt) throws IOException {
        String name = prompt.getFileName().toString();
        for (int number = 1; ; number++) {
            Path record = outbox.resolve(CompanionNames.of(name, number, RECORD));
            if (!WholeFile.exists(record)) {
                return false;
            }
            Path target = done.resolve(CompanionNames.of(name, number, ""));
            JsonNode answer =
                    WholeFile.exists(target)
                            ? MissingNode.getInstance()
                            : WholeFile.readJson(record);
            if (isOf(answer, sha256, takenAt)) {
                writeText(name, number, answer.path("text").asText());
                WholeFile.move(prompt, target);
                return true;
            }
        }
    }

    /** Whether a record answers this content, and was written after the prompt was taken. */
    private static boolean isOf(JsonNode record, String sha256, Instant takenAt) {
        if (!sha256.equals(record.path("sha256").asText())) {
            return false;
        }
        try {
            return !Instant.parse(record.path("answeredAt").asText()).isBefore(takenAt);
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /**
     * Puts an answer out: the record, the text, then the prompt moves to {@code done}. An earlier
     * answer of that name is left alone, also one to the same prompt; this one gets the next
     * number. After a failure the next call goes on where this one ended.
     *
     * @return whether it was put out; false if the prompt was still being written and stays in the
     *     inbox
     * @throws IOException if a file could not be written or moved; the prompt is in the inbox still
     */
    boolean publish(PromptFile prompt, ObjectNode record, String text) throws IOException {
        Integer number = begun.get(prompt);
        if (number == null) {
            if (!prompt.isUnchanged()) {
                return false;
            }
            number = isShared ? recordBesideOthers(prompt, record) : recordAlone(prompt, record);
            if (number == 0) {
                return true;
            }
            begun.put(prompt, number);
        }
        String name = prompt.name();
        writeText(name, number, text);
        Path target = done.resolve(CompanionNames.of(name, number, ""));
        boolean isMoved = prompt.isUnchanged() && WholeFile.move(prompt.path(), target);
        if (!isMoved && isShared && isAnswered(prompt, number)) {
            // The other instance moved the prompt between the check and the record.
            Files.deleteIfExists(outbox.resolve(CompanionNames.of(name, number, RECORD)));
            Files.deleteIfExists(outbox.resolve(CompanionNames.of(name, number, TEXT)));
        }
        begun.remove(prompt);
        if (isMoved) {
            moved.accept(prompt, target);
        }
        return true;
    }

    private int recordAlone(PromptFile prompt, ObjectNode record) throws IOException {
        int number = freeNumber(prompt.name());
        WholeFile.write(outbox.resolve(CompanionNames.of(prompt.name(), number, RECORD)), record);
        return number;
    }

    /**
     * Another instance took over while this one asked, and may write an answer to the same prompt
     * at the same moment. The first record wins; the other answer is dropped.
     *
     * @return the number; 0 if the other instance's answer stands
     */
    private int recordBesideOthers(PromptFile prompt, ObjectNode record) throws IOException {
        String name = prompt.name();
        int number;
        do {
            if (isAnswered(prompt, Integer.MAX_VALUE) && !WholeFile.exists(prompt.path())
                    || finish(prompt.path(), prompt.sha256(), prompt.receivedAt())) {
                return 0;
            }
            number = freeNumber(name);
        } while (!WholeFile.writeNew(
                outbox.resolve(CompanionNames.of(name, number, RECORD)), record));
        return number;
    }

    /**
     * Whether a record of this very asking is there, of a number less than the one given. One of an
     * earlier asking of the same prompt does not count.
     */
    private boolean isAnswered(PromptFile prompt, int before) throws IOException {
        for (int number = 1; number < before; number++) {
            Path record = outbox.resolve(CompanionNames.of(prompt.name(), number, RECORD));
            if (!WholeFile.exists(record)) {
                return false;
            }
            if (isOf(WholeFile.readJson(record), prompt.sha256(), prompt.receivedAt())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Moves an answered prompt into the inbox; its answer stays.
     *
     * @return false if the inbox has another prompt of that name
     * @throws IOException if it cannot be moved
     */
    boolean giveBack(Path prompt, Path inbox, String name) throws IOException {
        Path target = inbox.resolve(name);
        if (WholeFile.exists(target)) {
            return false;
        }
        WholeFile.move(prompt, target);
        return true;
    }

    /** The record beside an answered prompt; a missing node where none can be read. */
    JsonNode record(Path prompt) throws IOException {
        String name = prompt.getFileName().toString();
        return WholeFile.readJson(outbox.resolve(CompanionNames.of(name, 1, RECORD)));
    }

    private int freeNumber(String name) {
        int number = 1;
        while (WholeFile.exists(outbox.resolve(CompanionNames.of(name, number, RECORD)))
                || WholeFile.exists(outbox.resolve(CompanionNames.of(name, number, TEXT)))
                || WholeFile.exists(done.resolve(CompanionNames.of(name, number, "")))) {
            number++;
        }
        return number;
    }

    private void writeText(String name, int number, String text) throws IOException {
        Path target = outbox.resolve(CompanionNames.of(name, number, TEXT));
        if (!WholeFile.exists(target)) {
            WholeFile.write(target, text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
