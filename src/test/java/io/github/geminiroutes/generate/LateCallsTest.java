package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the failure of one line of a batch job means. */
class LateCallsTest {

    @ParameterizedTest
    @EnumSource(FailureKind.class)
    void noLineIsHeldForTheAccount(FailureKind kind) {
        Failure failure = LateCalls.ofLine(Failure.of(kind, "refused"));

        assertThat(failure.kind().afterLastRetry()).isNotEqualTo(Disposition.STOP_INTAKE);
        assertThat(failure.message()).isEqualTo("refused");
        if (kind.disposition() != Disposition.STOP_INTAKE) {
            assertThat(failure.kind()).isEqualTo(kind);
        }
    }
}
