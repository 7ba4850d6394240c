package io.github.geminiroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AskScheduleTest {

    private static final long MILLI = 1_000_000;

    private final Gate gate = new Gate();
    private final AskSchedule schedule = new AskSchedule();

    private long tryTurn(int ahead, long now) {
        QueuePlace place = new QueuePlace(ahead, ahead + 1, 1, 1, 1, false);
        return schedule.tryTurn(gate.enqueue("gemini-3.8-flash", 1), place, now);
    }

    @Test
    void oneAsksBeforeTheFirstAnswerAndThoseBehindLater() {
        assertThat(tryTurn(0, 0)).isZero();
        assertThat(tryTurn(1, 0)).isEqualTo(6 * MILLI);
        assertThat(tryTurn(31, 0)).isEqualTo(36 * MILLI);
        assertThat(tryTurn(1_000, 0)).isEqualTo(50 * MILLI);

        schedule.unanswered(100 * MILLI);
        assertThat(tryTurn(0, 99 * MILLI)).isEqualTo(MILLI);
        assertThat(tryTurn(0, 100 * MILLI)).isZero();
        assertThat(tryTurn(0, 100 * MILLI)).isPositive();
    }

    @Test
    void allAskWhileThereIsNoLimitAndTheirAnswersLeaveNoTurnOpen() {
        tryTurn(0, 0);
        schedule.answered(new long[0], 0, 1, 0);
        assertThat(tryTurn(0, 0)).isZero();
        assertThat(tryTurn(1, 0)).isZero();

        schedule.answered(new long[] {0}, MILLI, 1, 0);
        schedule.answered(new long[] {0}, MILLI, 1, 0);
        assertThat(tryTurn(0, 0)).isZero();
        assertThat(tryTurn(0, 0)).as("one time, one question").isPositive();
    }
}
