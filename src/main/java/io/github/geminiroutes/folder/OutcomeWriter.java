package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.answer.AnswerFiles;
import io.github.geminiroutes.failure.BudgetReport;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.RateLimitReport;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.Fallback;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what became of a prompt, moves the prompt and counts it. If a folder takes no file,
 * nothing is counted, and the same call can be made again.
 */
final class OutcomeWriter {

    private static final Logger LOG = LoggerFactory.getLogger(OutcomeWriter.class);

    private final DropFolder folder;
    private final PromptCounters counters;
    private final ParkingLot parkingLot;
    private final Intake intake;
    private final Clock clock;

    OutcomeWriter(
            DropFolder folder,
            PromptCounters counters,
            ParkingLot parkingLot,
            Intake intake,
            Clock clock) {
        this.folder = folder;
        this.counters = counters;
        this.parkingLot = parkingLot;
        this.intake = intake;
        this.clock = clock;
    }

    /**
     * Writes the outcome of a prompt that is not asked: it fails, waits, or stays.
     *
     * @throws IOException if the folders do not take it
     */
    void write(Outcome outcome, InFlightPrompt prompt) throws IOException {
        counters.beginSettling();
        boolean isWritten = false;
        try {
            switch (outcome) {
                case FAILED -> fail(prompt, null);
                case PARKED -> park(prompt, null);
                default -> leave();
            }
            isWritten = true;
        } finally {
            if (!isWritten) {
                counters.endSettling();
            }
        }
    }

    /**
     * Puts the answer into {@code outbox} and the prompt into {@code done}.
     *
     * @throws IOException if the folders do not take it
     */
    void answer(InFlightPrompt prompt, Call call) throws IOException {
        PromptFile file = prompt.file();
        Answer answer = call.answer();
        ObjectNode record =
                AnswerRecord.of(file.name(), file.sha256(), file.receivedAt(), call, answer);
        OutgoingAnswer outgoing =
                new OutgoingAnswer(
                        record,
                        AnswerFiles.of(answer, call.prompt().output()),
                        call.prompt().outputFile());
        if (folder.answered().publish(file, outgoing)) {
            counters.countAnswered();
        } else {
            readAgain(prompt);
        }
        parkingLot.forget(file.name());
        endSettling(prompt);
    }

    /**
     * What failed is not what lies in the inbox now: another file has its name, or another text.
     */
    private boolean isReadAgain(InFlightPrompt prompt) throws IOException {
        boolean isChanged = prompt.file().stamp() != null && !prompt.file().isUnchanged();
        if (isChanged) {
            readAgain(prompt);
            endSettling(prompt);
        }
        return isChanged;
    }

    private void readAgain(InFlightPrompt prompt) {
        intake.rewrites().count(prompt.name());
        LOG.warn("{} changed while Gemini was asked: it is read again", prompt.printableName());
    }

    /**
     * Moves the prompt to {@code failed}.
     *
     * @param call the prompt's call; null if none was prepared
     * @throws IOException if the folders do not take it
     */
    void fail(InFlightPrompt prompt, Call call) throws IOException {
        if (isReadAgain(prompt)) {
            return;
        }
        Failure failure = prompt.failure();
        Path failed =
                folder.failedPrompts()
                        .put(
                                prompt.file(),
                                record(prompt, call, Outcome.FAILED),
                                report(failure, call));
        prompt.setPlace(failed);
        // It may have changed at any time since it was read.
        intake.moved(prompt.file(), failed, false);
        intake.rewrites().forget(prompt.name());
        counters.countFailed();
        counters.add(recentFailure(prompt, call, Outcome.FAILED, null));
        LOG.warn(
                "{} failed: {}: {}",
                prompt.printableName(),
                failure.kind().id(),
                failure.message());
        parkingLot.forget(prompt.name());
        endSettling(prompt);
    }

    /**
     * Moves the prompt to {@code parked}.
     *
     * @param call the prompt's call; null if none was prepared
     * @throws IOException if the folders do not take it
     */
    void park(InFlightPrompt prompt, Call call) throws IOException {
        if (isReadAgain(prompt)) {
            return;
        }
        Failure failure = prompt.failure();
        Instant notBefore = prompt.parkUntil().notBefore();
        prompt.setPlace(
                parkingLot.park(
                        prompt.file(),
                        failure,
                        prompt.parkUntil(),
                        record(prompt, call, Outcome.PARKED),
                        report(failure, call),
                        Outage.of(call, failure)));
        counters.countParked();
        counters.add(recentFailure(prompt, call, Outcome.PARKED, notBefore));
        LOG.warn(
                "{} parked until {}: {}: {}",
                prompt.printableName(),
                notBefore,
                failure.kind().id(),
                failure.message());
        endSettling(prompt);
    }

    /** Leaves the prompt in the inbox. */
    void leave() {
        counters.endSettling();
    }

    /**
     * Leaves a prompt whose folder lets nothing out: what became of it is written but for its move.
     */
    void leaveUnmovable(InFlightPrompt prompt) {
        LOG.warn(
                "{} stays in the inbox: its folder was closed while Gemini was asked",
                prompt.printableName());
        endSettling(prompt);
    }

    private void endSettling(InFlightPrompt prompt) {
        prompt.setSettled();
        folder.health().succeeded(prompt.file());
        counters.endSettling();
    }

    private RecentFailures.Entry recentFailure(
            InFlightPrompt prompt, Call call, Outcome outcome, Instant notBefore) {
        return new RecentFailures.Entry(
                clock.instant(),
                prompt.printableName(),
                model(call),
                outcome,
                prompt.failure(),
                notBefore);
    }

    private ObjectNode record(InFlightPrompt prompt, Call call, Outcome outcome) {
        ObjectNode record =
                FailureRecord.of(
                        prompt.name(),
                        prompt.failure(),
                        outcome,
                        model(call),
                        call == null ? 0 : call.attempts(),
                        clock.instant(),
                        GeminiJson.MAPPER);
        if (prompt.details() != null) {
            record.setAll(prompt.details());
        }
        if (call != null && !call.fallbacks().isEmpty()) {
            record.set("fallbacks", Fallback.json(call.fallbacks()));
        }
        return record;
    }

    /** The report for people; null for a failure that its record explains. */
    private String report(Failure failure, Call call) {
        if (BudgetReport.appliesTo(failure)) {
            return BudgetReport.of(failure, model(call), clock.instant());
        }
        return RateLimitReport.appliesTo(failure)
                ? RateLimitReport.of(failure, model(call), clock.instant())
                : null;
    }

    private static String model(Call call) {
        return call == null ? null : call.model();
    }
}
