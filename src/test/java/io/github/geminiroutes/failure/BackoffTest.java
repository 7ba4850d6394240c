package io.github.geminiroutes.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {

    private static final Duration BASE = Duration.ofSeconds(15);
    private static final Duration MAX = Duration.ofSeconds(300);

    /** A generator that always draws 0 has all bits clear. */
    private static final RandomGenerator LOWEST = () -> 0L;

    /** Stands for the largest draw of any range. */
    private static final RandomGenerator HIGHEST =
            new RandomGenerator() {
                @Override
                public long nextLong() {
                    return -1L;
                }

                @Override
                public long nextLong(long bound) {
                    return bound - 1;
                }
            };

    private final Failure overloaded = Failure.of(FailureKind.OVERLOADED, "busy");

    @ParameterizedTest
    @CsvSource({
        "1, 7500, 15000",
        "2, 15000, 30000",
        "3, 30000, 60000",
        "4, 60000, 120000",
        "5, 120000, 240000",
        "6, 150000, 300000",
        "7, 150000, 300000",
        "60, 150000, 300000",
        "64, 150000, 300000",
        "65, 150000, 300000",
        "2147483647, 150000, 300000",
        "0, 7500, 15000",
        "-2147483648, 7500, 15000"
    })
    void doublesUpToTheMaximum(int attempt, long least, long most) {
        assertThat(new Backoff(BASE, MAX, LOWEST).delay(overloaded, attempt))
                .isEqualTo(Duration.ofMillis(least));
        assertThat(new Backoff(BASE, MAX, HIGHEST).delay(overloaded, attempt))
                .isEqualTo(Duration.ofMillis(most));
    }

    @ParameterizedTest
    @CsvSource({
        "1, 100, 150",
        "999, 999, 1049",
        "1000, 1000, 1050",
        "47000, 47000, 49350",
        "51387, 51387, 53956",
        "86400000, 86400000, 90720000"
    })
    void neverComesBackBeforeTheServerSays(long server, long least, long most) {
        Failure limited =
                Failure.of(FailureKind.RATE_LIMIT_PER_MINUTE, "slow")
                        .withRetryDelay(Duration.ofMillis(server));

        assertThat(new Backoff(BASE, MAX, LOWEST).delay(limited, 1))
                .isEqualTo(Duration.ofMillis(least));
        assertThat(new Backoff(BASE, MAX, HIGHEST).delay(limited, 1))
                .isEqualTo(Duration.ofMillis(most));
    }

    @ParameterizedTest
    @CsvSource({"1, 100", "2, 200", "5, 1600", "40, 60000"})
    void theLeastWaitDoublesHoweverShortTheServersDelayIs(int attempt, long least) {
        Failure limited =
                Failure.of(FailureKind.CAPACITY, "full").withRetryDelay(Duration.ofNanos(1));

        assertThat(new Backoff(BASE, MAX, LOWEST).delay(limited, attempt))
                .isEqualTo(Duration.ofMillis(least));
    }

    @ParameterizedTest
    @CsvSource({"1, 60, 120", "2, 120, 240", "3, 240, 480", "4, 300, 600", "40, 300, 600"})
    void waitsMinutesForASpendRate(int attempt, long leastSeconds, long mostSeconds) {
        Failure spent = Failure.of(FailureKind.SPEND_RATE, "spent");

        assertThat(new Backoff(BASE, MAX, LOWEST).delay(spent, attempt))
                .isEqualTo(Duration.ofSeconds(leastSeconds));
        assertThat(new Backoff(BASE, MAX, HIGHEST).delay(spent, attempt))
                .isEqualTo(Duration.ofSeconds(mostSeconds));
    }

    @Test
    void spreadsTheWaits() {
        Backoff backoff = new Backoff(BASE, MAX, new SplittableRandom(7));

        assertThat(Stream.generate(() -> backoff.delay(overloaded, 1)).limit(200).distinct())
                .hasSizeGreaterThan(150)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofMillis(7_500), BASE));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 99, 0, 0",
        "0, 300, 1, 0, 0",
        "1, 1, 5, 0, 1",
        "600000, 300000, 1, 150000, 300000"
    })
    void takesAnySettings(long base, long max, int attempt, long least, long most) {
        assertThat(
                        new Backoff(Duration.ofMillis(base), Duration.ofMillis(max), LOWEST)
                                .delay(overloaded, attempt))
                .isEqualTo(Duration.ofMillis(least));
        assertThat(
                        new Backoff(Duration.ofMillis(base), Duration.ofMillis(max), HIGHEST)
                                .delay(overloaded, attempt))
                .isEqualTo(Duration.ofMillis(most));
    }

    @Test
    void refusesNegativeDelays() {
        assertThatThrownBy(() -> new Backoff(Duration.ofSeconds(-1), MAX, LOWEST))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-1S");
    }
}
