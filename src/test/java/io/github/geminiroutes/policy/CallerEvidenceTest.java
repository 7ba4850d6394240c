package io.github.geminiroutes.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Whose calls are refused? */
class CallerEvidenceTest {

    private final CallerEvidence callers = new CallerEvidence();
    private final Instant now = Instant.parse("2026-07-01T12:00:00Z");

    private boolean refuse(String caller, int times) {
        boolean isOwn = false;
        for (int i = 0; i < times; i++) {
            isOwn = callers.refuse(caller, now);
        }
        return isOwn;
    }

    @Test
    void refusalsInARowAreTheCallersWhereAnotherIsAccepted() {
        callers.accept("good", now);

        assertThat(refuse("bad", 9)).as("in doubt").isFalse();
        assertThat(refuse("bad", 1)).isTrue();
        assertThat(refuse("bad", 100)).isTrue();
        assertThat(callers.refuse("bad", now.plusSeconds(300))).as("five minutes later").isFalse();
    }

    @Test
    void refusalsAreNoCallersWhereAllAreRefused() {
        callers.accept("good", now);
        refuse("good", 1);

        assertThat(refuse("bad", 100)).isFalse();
    }

    @Test
    void theOwnAnswersOfACallerTellNothingOfIt() {
        callers.accept("bad", now);

        assertThat(refuse("bad", 100)).isFalse();
    }

    @Test
    void promptsOfTheApplicationNeverFailForTheirCaller() {
        callers.accept("good", now);

        assertThat(refuse("", 100)).isFalse();
        assertThat(callers.isUntried("")).isFalse();
    }

    @Test
    void theFirstCallOfACallerGoesAlthoughAnotherIsRefused() {
        refuse("bad", 1);

        assertThat(callers.isUntried("bad")).isFalse();
        assertThat(callers.isUntried("good")).isTrue();

        refuse("good", 1);
        assertThat(callers.isUntried("good")).isFalse();
        callers.accept("good", now);
        assertThat(callers.isUntried("good")).isTrue();
    }
}
