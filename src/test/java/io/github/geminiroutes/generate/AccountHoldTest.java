package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountHoldTest {

    private static final Failure BAD_KEY = Failure.of(FailureKind.API_KEY_INVALID, "no such key");

    @TempDir Path directory;
    private final SettableClock clock = new SettableClock(Instant.parse("2026-07-01T12:00:00Z"));
    private final ApiKey key = new ApiKey();
    private final AccountHold hold = AccountHold.of(key, clock);
    private Path file;

    @BeforeEach
    void writeKey() throws IOException {
        file = Files.writeString(directory.resolve("key"), "first");
        key.setFile(file.toString());
    }

    @Test
    void isOpenAtFirst() {
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.reason()).isNull();
    }

    @Test
    void grantsOneProbeAMinute() {
        hold.hold("a.txt", BAD_KEY);
        assertThat(hold.reason()).isSameAs(BAD_KEY);
        assertThat(hold.tryCall()).isFalse();
        clock.advance(Duration.ofSeconds(59));
        assertThat(hold.tryCall()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.tryCall()).isFalse();
        clock.advance(Duration.ofSeconds(60));
        assertThat(hold.tryCall()).isTrue();
    }

    @Test
    void grantsAProbeAtOnceWhenTheKeyChanges() throws IOException {
        hold.hold("a.txt", BAD_KEY);
        clock.advance(Duration.ofSeconds(2));
        Files.writeString(file, "another key");
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.tryCall()).isFalse();
    }

    /** Calls share a refusal for a second: the first with the new key would be told of the old. */
    @Test
    void aKeyThatChangesRightAfterARefusalIsProbedAMomentLater() throws IOException {
        hold.hold("a.txt", BAD_KEY);
        Files.writeString(file, "another key");
        assertThat(hold.tryCall()).isFalse();
        clock.advance(Duration.ofMillis(1_500));
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.tryCall()).isFalse();
    }

    @Test
    void endsOnceTheAccountIsAccepted() {
        hold.hold("a.txt", BAD_KEY);
        hold.accept(clock.instant());
        assertThat(hold.reason()).isNull();
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.tryCall()).isTrue();
    }

    private static final Failure DENIED =
            Failure.of(FailureKind.PERMISSION_DENIED, "no permission").withHttpCode(403);

    private void accept() {
        clock.advance(Duration.ofMillis(10));
        hold.accept(clock.instant());
    }

    private boolean refuse(String prompt) {
        clock.advance(Duration.ofMillis(10));
        return hold.refuse(prompt, DENIED);
    }

    @Test
    void theFirstRefusalOfAProcessIsTakenForEverybodys() {
        assertThat(refuse("a.txt")).isFalse();

        assertThat(hold.reason()).isSameAs(DENIED);
        assertThat(hold.refusedPrompt()).isEqualTo("a.txt");
    }

    @Test
    void onePromptThatIsRefusedAmongOthersThatAreAnsweredFailsAlone() {
        accept();
        assertThat(refuse("a.txt")).isFalse();
        assertThat(hold.reason()).as("others were answered a moment ago").isNull();

        accept();

        assertThat(refuse("a.txt")).isTrue();
        assertThat(hold.reason()).isNull();
    }

    @Test
    void anAnswerToACallThatBeganBeforeTheRefusalProvesNothing() {
        Instant began = clock.instant();
        hold.accept(began);
        assertThat(refuse("a.txt")).isFalse();
        clock.advance(Duration.ofMillis(10));
        hold.accept(began);

        assertThat(refuse("a.txt")).isFalse();
    }

    @Test
    void aSecondPromptThatIsRefusedMakesItEverybodys() {
        accept();
        assertThat(refuse("a.txt")).isFalse();
        assertThat(refuse("b.txt")).isFalse();

        assertThat(hold.reason()).isSameAs(DENIED);
    }

    @Test
    void aPromptThatIsAloneIsRefusedThreeTimesBeforeItFails() {
        accept();
        assertThat(refuse("a.txt")).isFalse();
        assertThat(refuse("a.txt")).isFalse();
        assertThat(refuse("a.txt")).isTrue();
        assertThat(hold.reason()).isNull();
    }

    @Test
    void whatWasAnsweredLongAgoProvesNothing() {
        accept();
        clock.advance(Duration.ofMinutes(6));

        assertThat(refuse("a.txt")).isFalse();

        assertThat(hold.reason()).isSameAs(DENIED);
    }

    @Test
    void theProbeIsAnotherPromptWhereOneIsThere() {
        refuse("a.txt");
        clock.advance(Duration.ofMinutes(1));

        assertThat(hold.tryCall("a.txt")).isFalse();
        assertThat(hold.tryCall("b.txt")).isTrue();
        accept();

        assertThat(hold.reason()).isNull();
        assertThat(refuse("a.txt")).as("another began later and was answered").isTrue();
    }

    @Test
    void aRefusedPromptIsTheProbeWhereNoOtherComes() {
        refuse("a.txt");
        clock.advance(Duration.ofSeconds(63));

        assertThat(hold.tryCall("a.txt")).isTrue();
    }

    @Test
    void aKeyThatIsRevokedFailsNoPrompt() {
        for (int i = 0; i < 10; i++) {
            accept();
        }
        Instant before = clock.instant();
        for (int i = 0; i < 64; i++) {
            assertThat(refuse("p-" + i)).isFalse();
            hold.accept(before);
        }
        for (int i = 0; i < 64; i++) {
            assertThat(refuse("p-" + i)).as("again").isFalse();
        }
        assertThat(hold.reason()).isSameAs(DENIED);
    }
}
