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
        hold.hold(BAD_KEY);
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
        hold.hold(BAD_KEY);
        clock.advance(Duration.ofSeconds(2));
        Files.writeString(file, "another key");
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.tryCall()).isFalse();
    }

    /** Calls share a refusal for a second: the first with the new key would be told of the old. */
    @Test
    void aKeyThatChangesRightAfterARefusalIsProbedAMomentLater() throws IOException {
        hold.hold(BAD_KEY);
        Files.writeString(file, "another key");
        assertThat(hold.tryCall()).isFalse();
        clock.advance(Duration.ofMillis(1_500));
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.tryCall()).isFalse();
    }

    @Test
    void endsOnceTheAccountIsAccepted() {
        hold.hold(BAD_KEY);
        hold.release();
        assertThat(hold.reason()).isNull();
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.tryCall()).isTrue();
    }
}
