package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.AnswerFile;
import io.github.geminiroutes.event.PendingEvent;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The prompts in {@code done} and their answers in {@code outbox}. The record {@code
 * NAME.record.json} is written before the files of the answer are put out: if a process is killed
 * before it moves the prompt, the next one finishes the work from the record, without another call.
 */
final class AnswerStore {

    private static final String RECORD = ".record.json";

    /** A prompt that was answered was no larger; its owner may have put another one there. */
    private static final long MOST = 2L * 1024 * 1024 * 1024;

    private final Path outbox;
    private final Path done;
    private final OutboxFiles files;
    private final PromptEvents events;

    /** Answers whose record is written and whose prompt has not moved yet. */
    private final Map<PromptFile, Begun> begun = new ConcurrentHashMap<>();

    private record Begun(int number, ObjectNode record) {}

    private boolean isShared;
    private final CheckedMove move = new CheckedMove(System::nanoTime);
    private CheckedMove.Listener moved = (prompt, to, isSeen) -> {};

    AnswerStore(Path outbox, Path done, OutboxFiles files, PromptEvents events) {
        this.events = events;
        this.outbox = outbox;
        this.done = done;
        this.files = files;
    }

    /** Removes what killed processes left of answers that have no record. */
    void removeLeftovers() throws IOException {
        files.kept().removeLeftovers(isShared);
    }

    /** Whether other instances may put answers here, too. */
    void setShared(boolean isShared) {
        this.isShared = isShared;
    }

    /** What is told of each prompt that was answered and moved. */
    void setMoved(CheckedMove.Listener moved) {
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
     * @param inbox reads the prompt
     * @param takenAt when that process took the prompt: an older answer to the same prompt is an
     *     earlier asking's, and is left alone
     * @return whether there was one; the prompt is in {@code done} then
     * @throws IOException if a file could not be read, written or moved
     */
    boolean finishLeftover(String name, UntrustedFiles inbox, Instant takenAt) throws IOException {
        return WholeFile.exists(record(name, 1))
                && inbox.look(name).size() <= MOST
                && finish(name, inbox, PromptFile.read(name, inbox, takenAt).sha256(), takenAt);
    }

    /** Finishes with the first record of this very asking whose prompt was not moved. */
    private boolean finish(String name, UntrustedFiles inbox, String sha256, Instant takenAt)
            throws IOException {
        for (int number = 1; ; number++) {
            Path record = record(name, number);
            if (!WholeFile.exists(record)) {
                return false;
            }
            Path target = done.resolve(CompanionNames.of(name, number, ""));
            JsonNode answer =
                    WholeFile.exists(target)
                            ? MissingNode.getInstance()
                            : WholeFile.readJson(record);
            if (AnswerRecord.isOf(answer, sha256, takenAt) && files.isSound(answer)) {
                putOut(number, answer);
                try (PendingEvent event = events.answered(answer, number)) {
                    TreeFiles.moveOut(inbox, name, done, target);
                    event.happened();
                }
                return true;
            }
        }
    }

    /**
     * Puts an answer out: its media under hidden names, the record, the files, then the prompt
     * moves to {@code done}. An earlier answer of that name is left alone, also one to the same
     * prompt; this one gets the next number. After a failure the next call goes on where this one
     * ended.
     *
     * @return whether it was put out; false if the prompt was still being written and stays in the
     *     inbox
     * @throws IOException if a file could not be written or moved; the prompt is in the inbox still
     */
    boolean publish(PromptFile prompt, OutgoingAnswer answer) throws IOException {
        Begun started = begun.get(prompt);
        if (started == null) {
            if (!prompt.isUnchanged()) {
                return false;
            }
            TreeFiles.makeFolders(outbox, prompt.name());
            files.kept().keep(prompt.name(), answer);
            int number =
                    isShared ? recordBesideOthers(prompt, answer) : recordAlone(prompt, answer);
            if (number == 0) {
                files.kept().drop(prompt.name(), answer);
                return true;
            }
            started = new Begun(number, answer.record());
            begun.put(prompt, started);
        }
        int number = started.number;
        putOut(number, started.record);
        Path target = done.resolve(CompanionNames.of(prompt.name(), number, ""));
        CheckedMove.Result result;
        try (PendingEvent event = events.answered(started.record, number)) {
            result = move.out(prompt, done, target);
            if (result == CheckedMove.Result.NOT_MOVED && isShared && isAnswered(prompt, number)) {
                // The other instance moved the prompt between the check and the record.
                Files.deleteIfExists(record(prompt.name(), number));
                files.remove(started.record);
            } else {
                event.happened();
            }
        }
        begun.remove(prompt);
        if (result != CheckedMove.Result.NOT_MOVED) {
            moved.moved(prompt, target, result == CheckedMove.Result.MOVED);
        }
        return true;
    }

    private void putOut(int number, JsonNode record) throws IOException {
        files.place(record, record(record.path("prompt").asText(), number));
    }

    private int recordAlone(PromptFile prompt, OutgoingAnswer answer) throws IOException {
        int number = name(prompt, answer);
        WholeFile.write(record(prompt.name(), number), answer.record());
        return number;
    }

    /** Names the files of an answer by a number that is free. */
    private int name(PromptFile prompt, OutgoingAnswer answer) {
        int number = freeNumber(prompt.name(), answer.files());
        files.name(prompt.name(), number, answer);
        return number;
    }

    private Path record(String name, int number) {
        return outbox.resolve(CompanionNames.of(name, number, RECORD));
    }

    /**
     * Another instance took over while this one asked, and may write an answer to the same prompt
     * at the same moment. The first record wins; the other answer is dropped.
     *
     * @return the number; 0 if the other instance's answer stands
     */
    private int recordBesideOthers(PromptFile prompt, OutgoingAnswer answer) throws IOException {
        int number;
        do {
            if (isAnswered(prompt, Integer.MAX_VALUE) && !WholeFile.exists(prompt.path())
                    || finish(
                            prompt.name(), prompt.files(), prompt.sha256(), prompt.receivedAt())) {
                return 0;
            }
            number = name(prompt, answer);
        } while (!WholeFile.writeNew(record(prompt.name(), number), answer.record()));
        return number;
    }

    /**
     * Whether a record of this very asking is there, of a number less than the one given. One of an
     * earlier asking of the same prompt does not count.
     */
    private boolean isAnswered(PromptFile prompt, int before) throws IOException {
        for (int number = 1; number < before; number++) {
            Path record = record(prompt.name(), number);
            if (!WholeFile.exists(record)) {
                return false;
            }
            if (AnswerRecord.isOf(
                    WholeFile.readJson(record), prompt.sha256(), prompt.receivedAt())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Moves an answered prompt into the inbox; its answer stays.
     *
     * @throws IOException if it cannot be moved
     */
    GivenBack giveBack(Path prompt, UntrustedFiles inbox, String name) throws IOException {
        return TreeFiles.moveIn(prompt, inbox, name);
    }

    /** The record beside an answered prompt; a missing node where none can be read. */
    JsonNode record(Path prompt) throws IOException {
        String name = TreeFiles.name(done, prompt);
        return WholeFile.readJson(record(name, 1));
    }

    private int freeNumber(String name, List<AnswerFile> answer) {
        int number = 1;
        while (WholeFile.exists(record(name, number))
                || !files.isFree(name, number, answer)
                || WholeFile.exists(done.resolve(CompanionNames.of(name, number, "")))) {
            number++;
        }
        return number;
    }
}
