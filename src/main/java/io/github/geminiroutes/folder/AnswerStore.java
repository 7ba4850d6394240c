package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiConsumer;

/**
 * The prompts in {@code done} and their answers in {@code outbox}. The record {@code
 * NAME.response.json} is written first and holds the whole answer: if it is found beside a prompt
 * that was not moved, the work is finished without another call.
 */
final class AnswerStore {

    private static final String RECORD = ".response.json";
    private static final String TEXT = ".response.md";

    private final Path outbox;
    private final Path done;
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
     * @return whether there was one; the prompt is in {@code done} then
     * @throws IOException if a file could not be read, written or moved
     */
    boolean finishLeftover(Path prompt) throws IOException {
        String name = prompt.getFileName().toString();
        return WholeFile.exists(outbox.resolve(CompanionNames.of(name, 1, RECORD)))
                && finish(prompt, Sha256.hex(Files.readAllBytes(prompt)));
    }

    /** Finishes with the first record of this very prompt whose prompt was not moved. */
    private boolean finish(Path prompt, String sha256) throws IOException {
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
        WholeFile.write(outbox.resolve(CompanionNames.of(name, number, RECORD)), record);
        // The number is free: there is no text of it to look for.
        WholeFile.write(
                outbox.resolve(CompanionNames.of(name, number, TEXT)),
                text.getBytes(StandardCharsets.UTF_8));
        Path target = done.resolve(CompanionNames.of(name, number, ""));
        WholeFile.move(prompt.path(), target);
        moved.accept(prompt, target);
        return true;
    }

    /**
     * Another instance took over while this one asked, and may write an answer to the same prompt
     * at the same moment. The first record wins; the other answer is dropped.
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
        } while (!WholeFile.writeNew(
                outbox.resolve(CompanionNames.of(name, number, RECORD)), record));
        writeText(name, number, text);
        boolean isMoved =
                prompt.isUnchanged()
                        && WholeFile.move(
                                prompt.path(), done.resolve(CompanionNames.of(name, number, "")));
        if (!isMoved && isAnswered(prompt, number)) {
            // The other instance moved the prompt between the check and the record.
            Files.deleteIfExists(outbox.resolve(CompanionNames.of(name, number, RECORD)));
            Files.deleteIfExists(outbox.resolve(CompanionNames.of(name, number, TEXT)));
        }
    }

    /** Whether a record of this very prompt is there, of a number less than the one given. */
    private boolean isAnswered(PromptFile prompt, int before) throws IOException {
        for (int number = 1; number < before; number++) {
            Path record = outbox.resolve(CompanionNames.of(prompt.name(), number, RECORD));
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
