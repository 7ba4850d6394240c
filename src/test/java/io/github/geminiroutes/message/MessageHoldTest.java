package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.policy.AccountHold;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MessageHoldTest {

    private static final Failure BAD_KEY = failure(FailureKind.API_KEY_INVALID, 400);
    private static final Failure PER_DAY = failure(FailureKind.RATE_LIMIT_PER_DAY, 429);
    private static final Failure OVERLOADED = failure(FailureKind.OVERLOADED, 503);

    @TempDir Path directory;
    private final SettableClock clock = new SettableClock(Instant.parse("2026-07-01T12:00:00Z"));
    private final AtomicLong nanos = new AtomicLong();
    private final MessageHold hold = new MessageHold(clock, nanos::get);
    private final MessageHold.Held held = new MessageHold.Held();
    private AccountHold account;

    private static Failure failure(FailureKind kind, int code) {
        return Failure.of(kind, "x").withHttpCode(code);
    }

    @BeforeEach
    void setKey() throws IOException {
        ApiKey key = new ApiKey();
        key.setFile(Files.writeString(directory.resolve("key"), "one").toString());
        account = AccountHold.of(key, clock);
        hold.setAccount(account);
        hold.setBaseDelay(300);
    }

    @Test
    void aNewMessageIsAskedAtOnce() {
        assertThat(hold.tryAsk(held)).isZero();
    }

    @Test
    void aDayEndsInLosAngeles() {
        assertThat(hold.tryHold(held, PER_DAY)).isTrue();

        assertThat(hold.tryAsk(held)).isEqualTo(Duration.ofHours(19));
        assertThat(hold.tryAsk(new MessageHold.Held())).as("the gate knows its model").isZero();
        clock.advance(Duration.ofHours(19));
        assertThat(hold.tryAsk(held)).isZero();
    }

    @Test
    void aClockThatIsSetBackHoldsNoMessageUp() {
        assertThat(hold.tryHold(held, OVERLOADED)).isTrue();

        clock.advance(Duration.ofMinutes(2).minusHours(1));
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());

        assertThat(hold.tryAsk(held)).isEqualTo(Duration.ofMinutes(3));
        nanos.addAndGet(Duration.ofMinutes(3).toNanos());
        assertThat(hold.tryAsk(held)).isZero();
    }

    @Test
    void aFaultOfTheMessageIsNotHeld() {
        assertThat(hold.tryHold(held, failure(FailureKind.INVALID_REQUEST, 400))).isFalse();
        assertThat(hold.tryHold(held, failure(FailureKind.EMPTY_ANSWER, 200))).isFalse();
    }

    @Test
    void aFaultOfTheServiceIsWaitedFor() {
        for (int i = 0; i < 2; i++) {
            assertThat(hold.tryHold(held, OVERLOADED)).isTrue();
            assertThat(hold.tryAsk(held)).isEqualTo(Duration.ofMinutes(5));
            clock.advance(Duration.ofMinutes(5));
        }
    }

    @Test
    void anOutageIsNotTheMessages() {
        for (int i = 0; i < 10; i++) {
            assertThat(hold.tryHold(held, Failure.of(FailureKind.OUTAGE, "x"))).isTrue();
            hold.recordAnswer();
            assertThat(hold.tryAsk(held)).as("its calls rest by themselves").isZero();
        }
    }

    @Test
    void aMessageThatAloneKeepsFailingFails() {
        for (int i = 0; i < FailurePolicy.MOST_PARKINGS; i++) {
            assertThat(hold.tryHold(held, OVERLOADED)).isTrue();
        }
        assertThat(hold.tryHold(held, OVERLOADED)).as("nobody was answered").isTrue();

        hold.recordAnswer();

        assertThat(hold.tryHold(held, OVERLOADED)).isFalse();
    }

    @Test
    void aBadKeyStopsAllAndOneAMinuteIsTried() {
        account.hold("m-1", BAD_KEY);
        assertThat(hold.tryHold(held, BAD_KEY)).isTrue();
        assertThat(hold.state().reason()).isEqualTo(BAD_KEY);
        assertThat(hold.tryAsk(new MessageHold.Held())).isEqualTo(Duration.ofMinutes(1));

        clock.advance(Duration.ofMinutes(1));

        assertThat(hold.tryAsk(held)).as("the probe").isZero();
        assertThat(hold.tryAsk(new MessageHold.Held())).isEqualTo(Duration.ofMinutes(1));

        account.accept(clock.instant());

        assertThat(hold.state().reason()).isNull();
        assertThat(hold.tryAsk(new MessageHold.Held())).isZero();
    }

    @Test
    void anotherKeyIsTriedAtOnce() throws IOException {
        account.hold("m-1", BAD_KEY);
        hold.tryHold(held, BAD_KEY);
        clock.advance(Duration.ofSeconds(2));

        Files.writeString(directory.resolve("key"), "another");

        assertThat(hold.tryAsk(held)).isZero();
        assertThat(hold.tryAsk(new MessageHold.Held())).isPositive();
    }

    @Test
    void whatIsHeldIsTold() {
        assertThat(hold.state()).isEqualTo(new MessageHold.State(0, null, null, false));

        hold.tryHold(held, PER_DAY);
        hold.tryAsk(held);

        assertThat(hold.state())
                .isEqualTo(
                        new MessageHold.State(
                                1, PER_DAY, clock.instant().plus(Duration.ofHours(19)), false));

        hold.forget(held);

        assertThat(hold.state().reason()).as("the program gave it back").isNull();
    }

    @Test
    void aRefusedAccountIsTheReasonOfAllThatWait() {
        MessageHold.Held untried = new MessageHold.Held();
        hold.tryHold(held, PER_DAY);
        hold.tryAsk(held);
        account.hold("m-1", BAD_KEY);
        hold.tryHold(new MessageHold.Held(), BAD_KEY);
        hold.tryAsk(untried);

        assertThat(hold.state())
                .isEqualTo(
                        new MessageHold.State(3, BAD_KEY, clock.instant().plusSeconds(60), true));

        account.accept(clock.instant());
        hold.tryAsk(untried);

        assertThat(hold.state().reason()).as("its own, again").isEqualTo(PER_DAY);
    }
}
