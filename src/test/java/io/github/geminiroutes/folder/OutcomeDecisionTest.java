package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.support.SetBacks;
import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeDecisionTest {

    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

    @TempDir Path data;
    private boolean holdsInbox = true;
    private OutcomeDecision decision;
    private InFlightPrompt prompt;

    @BeforeEach
    void makeDecision() throws IOException {
        FolderFixture fixture = new FolderFixture(data);
        SettableClock clock = new SettableClock(NOW);
        ParkingLot parkingLot =
                new ParkingLot(
                        fixture.folder,
                        new PromptCounters(clock),
                        FailurePolicy.ofParking(Duration.ofMinutes(5)),
                        clock,
                        new SetBacks(System::nanoTime));
        decision = new OutcomeDecision(() -> holdsInbox, parkingLot);
        prompt = new InFlightPrompt(fixture.drop("a.txt", "Q"));
    }

    private Outcome chosenAfter(FailureKind kind) {
        prompt.fail(Failure.of(kind, "no"));
        return decision.choose(prompt);
    }

    @Test
    void aPromptWithoutFailureIsAnswered() {
        assertThat(decision.choose(prompt)).isEqualTo(Outcome.ANSWERED);
    }

    @Test
    void anAnswerIsWrittenEvenByAnInstanceThatLostTheInbox() {
        holdsInbox = false;

        assertThat(decision.choose(prompt)).isEqualTo(Outcome.ANSWERED);
    }

    @Test
    void aFailureOfAnInstanceThatLostTheInboxSettlesNothing() {
        holdsInbox = false;

        assertThat(chosenAfter(FailureKind.INVALID_REQUEST)).isEqualTo(Outcome.RETURNED);
    }

    @Test
    void aDeferredPromptGoesBack() {
        prompt.defer();

        assertThat(decision.choose(prompt)).isEqualTo(Outcome.RETURNED);
    }

    @Test
    void aBadPromptFailsUnlessItsFileIsGone() throws IOException {
        assertThat(chosenAfter(FailureKind.BAD_INPUT)).isEqualTo(Outcome.FAILED);

        Files.delete(prompt.file().path());
        assertThat(chosenAfter(FailureKind.BAD_INPUT)).isEqualTo(Outcome.RETURNED);
    }

    @Test
    void aFaultOfTheServiceParksThePrompt() {
        assertThat(chosenAfter(FailureKind.OVERLOADED)).isEqualTo(Outcome.PARKED);
        assertThat(prompt.parkUntil().notBefore()).isEqualTo(NOW.plus(Duration.ofMinutes(5)));
    }

    /** The key was good for the job. */
    @Test
    void aRefusedLineOfABatchJobIsParkedAndKeepsItsClass() {
        prompt.setOfJob();

        assertThat(chosenAfter(FailureKind.PERMISSION_DENIED)).isEqualTo(Outcome.PARKED);
        assertThat(prompt.parkUntil().faults()).isEqualTo(1);
        assertThat(prompt.failure().kind()).isEqualTo(FailureKind.PERMISSION_DENIED);
        assertThat(chosenAfter(FailureKind.INVALID_REQUEST)).isEqualTo(Outcome.FAILED);
    }

    @Test
    void aRefusedAccountLeavesThePromptInTheInbox() {
        assertThat(chosenAfter(FailureKind.API_KEY_INVALID)).isEqualTo(Outcome.RETURNED);
        assertThat(prompt.parkUntil()).isNull();
    }
}
