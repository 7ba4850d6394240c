package io.github.geminiroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExternalUsageTest {

    private static final long SECOND = 1_000_000;
    private static final long NOW = 1_000 * SECOND;

    private final Window window = new Window(Duration.ofMillis(300));
    private final ExternalUsage external = new ExternalUsage(window);

    @Test
    void isTheDifferenceBetweenTheLimitAndOurLog() {
        window.add(NOW - 10 * SECOND, 30, 3_000);
        external.note(limits(50, 10_000), 500, NOW, NOW + 20 * SECOND, 0);

        assertThat(window.requests()).isEqualTo(50);
        assertThat(window.tokens()).isEqualTo(10_001 - 500);
    }

    @Test
    void leavesFromTheServersTimeOnUntilTheMinuteIsOver() {
        external.note(limits(41, 1), 1, NOW, NOW + 20 * SECOND, 0);
        window.roll(NOW + 20 * SECOND - 1);
        assertThat(window.requests()).isEqualTo(41);
        window.roll(NOW + 20 * SECOND);
        assertThat(window.requests()).isEqualTo(40);
        window.roll(NOW + 40 * SECOND);
        assertThat(window.requests()).isEqualTo(20);
        window.roll(NOW + 60 * SECOND - 1);
        assertThat(window.requests()).isEqualTo(1);
        window.roll(NOW + 60 * SECOND);
        assertThat(window.requests()).isZero();
    }

    @Test
    void isTrustedForHalfAMinuteWhileItContinues() {
        external.note(limits(41, 1), 1, NOW, NOW + 2 * SECOND, 0);
        window.roll(NOW + 2 * SECOND);
        external.note(limits(41, 1), 1, NOW + 2 * SECOND, NOW + 3 * SECOND, 5);
        assertThat(window.requests()).isEqualTo(41);
        window.roll(NOW + 32 * SECOND - 1);
        assertThat(window.requests()).isEqualTo(41);
        window.roll(NOW + 62 * SECOND);
        assertThat(window.requests()).isZero();
        assertThat(window.isEmpty()).isTrue();
    }

    @Test
    void isZeroIfOurLogIsFull() {
        window.add(NOW, 60, 20_000);
        external.note(limits(50, 10_000), 500, NOW, NOW + 20 * SECOND, 0);

        assertThat(window.requests()).isEqualTo(60);
        assertThat(window.tokens()).isEqualTo(20_000);
    }

    @Test
    void isNeverMixedWithOurOwnCalls() {
        Window narrow = new Window(Duration.ZERO);
        ExternalUsage use = new ExternalUsage(narrow);
        use.note(limits(1, 1), 1, NOW, NOW + 60 * SECOND, 0);
        narrow.add(NOW + 1, 1, 5);
        use.note(limits(1, 1), 1, NOW + 2, NOW + 60 * SECOND, 5);

        assertThat(narrow.requests()).isEqualTo(1);
        assertThat(narrow.tokens()).isEqualTo(5);
    }

    private static Map<LimitKind, Long> limits(long requests, long tokens) {
        return Map.of(
                LimitKind.REQUESTS_PER_MINUTE, requests, LimitKind.INPUT_TOKENS_PER_MINUTE, tokens);
    }
}
