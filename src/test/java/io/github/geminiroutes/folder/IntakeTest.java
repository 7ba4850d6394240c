package io.github.geminiroutes.folder;

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

class IntakeTest {

    private static final Failure BAD_KEY = Failure.of(FailureKind.API_KEY_INVALID, "no such key");

    @TempDir Path directory;
    private final SettableClock clock = new SettableClock(Instant.parse("2026-07-01T12:00:00Z"));
    private final ApiKey key = new ApiKey();
    private final Intake intake = new Intake(clock);
    private Path file;

    @BeforeEach
    void writeKey() throws IOException {
        file = Files.writeString(directory.resolve("key"), "first");
        key.setFile(file.toString());
        intake.setKey(key);
    }

    @Test
    void isOpenAtFirst() {
        assertThat(intake.admits()).isTrue();
        assertThat(intake.reason()).isNull();
    }

    @Test
    void triesOnePromptAMinuteWhileStopped() {
        intake.stop(BAD_KEY);
        assertThat(intake.reason()).isSameAs(BAD_KEY);
        assertThat(intake.admits()).isFalse();
        clock.advance(Duration.ofSeconds(59));
        assertThat(intake.admits()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(intake.admits()).isTrue();
        assertThat(intake.admits()).isFalse();
        clock.advance(Duration.ofSeconds(60));
        assertThat(intake.admits()).isTrue();
    }

    @Test
    void triesOnePromptAtOnceWhenTheKeyChanges() throws IOException {
        intake.stop(BAD_KEY);
        clock.advance(Duration.ofSeconds(2));
        Files.writeString(file, "another key");
        assertThat(intake.admits()).isTrue();
        assertThat(intake.admits()).isFalse();
    }

    /** Calls share a refusal for a second: the first with the new key would be told of the old. */
    @Test
    void aKeyThatChangesRightAfterARefusalIsTriedAMomentLater() throws IOException {
        intake.stop(BAD_KEY);
        Files.writeString(file, "another key");
        assertThat(intake.admits()).isFalse();
        clock.advance(Duration.ofMillis(1_500));
        assertThat(intake.admits()).isTrue();
        assertThat(intake.admits()).isFalse();
    }

    @Test
    void opensOnceACallIsNotRefused() {
        intake.stop(BAD_KEY);
        intake.open();
        assertThat(intake.reason()).isNull();
        assertThat(intake.admits()).isTrue();
        assertThat(intake.admits()).isTrue();
    }
}
