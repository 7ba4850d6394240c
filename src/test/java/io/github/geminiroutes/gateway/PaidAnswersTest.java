package io.github.geminiroutes.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaidAnswersTest {

    private final List<Runnable> later = new ArrayList<>();
    private final PaidAnswers answers =
            new PaidAnswers(10_000, (time, action) -> later.add(action));

    /** A call whose client has gone, and whose answer has so many bytes. */
    private Flight landed(String key, int bytes) {
        Flight flight = new Flight(left -> {});
        answers.add(key, flight);
        flight.land(GatewayReply.ok(new byte[bytes]));
        answers.settle(key, flight);
        return flight;
    }

    @Test
    void anAnswerIsKeptForATime() {
        Flight flight = landed("a", 100);
        assertThat(answers.take("b")).isNull();
        assertThat(later).hasSize(1);

        later.get(0).run();

        assertThat(answers.take("a")).isNull();
        assertThat(answers.isEmpty()).isTrue();
        assertThat(flight.kept()).isNotNull();
    }

    @Test
    void theOldestGoWhereThereAreTooManyBytes() {
        landed("a", 3_900);
        Flight second = landed("b", 3_900);
        Flight third = landed("c", 3_900);
        landed("d", 20_000);

        assertThat(answers.take("a")).isNull();
        assertThat(answers.take("d")).as("larger than all may be").isNull();
        assertThat(answers.take("b")).isSameAs(second);
        assertThat(answers.take("c")).isSameAs(third);
        assertThat(answers.isEmpty()).isTrue();
    }

    @Test
    void twoCallsOfTheSameRequestAreTwoAnswers() {
        Flight first = landed("a", 1);
        Flight second = landed("a", 1);

        assertThat(answers.take("a")).isSameAs(first);
        later.get(0).run();
        assertThat(answers.take("a")).isSameAs(second);
        assertThat(answers.take("a")).isNull();
    }

    @Test
    void aCallThatFailsIsNotKept() {
        Flight flight = new Flight(left -> {});
        answers.add("a", flight);
        flight.land(FailureReply.busy());
        answers.settle("a", flight);

        assertThat(answers.isEmpty()).isTrue();
        assertThat(later).isEmpty();
    }

    @Test
    void anAnswerThatIsWrittenToAClientThatHasGoneIsKept() {
        List<GatewayReply> replies = new ArrayList<>();
        Flight flight = new Flight(left -> {});
        flight.tryBoard(null, replies::add);
        flight.land(GatewayReply.ok(new byte[1]));
        assertThat(flight.kept()).as("a client is about to get it").isNull();

        assertThat(flight.tryKeep(replies.get(0))).isTrue();
        answers.add("a", flight);

        assertThat(answers.take("a")).isSameAs(flight);
        assertThat(flight.tryBoard(null, replies::add)).isTrue();
        assertThat(replies).hasSize(2);
        assertThat(flight.tryKeep(replies.get(1))).as("the next has gone, too").isTrue();
    }

    @Test
    void anErrorIsNotKeptForAClientThatHasGone() {
        Flight flight = new Flight(left -> {});
        flight.tryBoard(null, reply -> {});
        flight.land(FailureReply.busy());

        assertThat(flight.tryKeep(FailureReply.busy())).isFalse();
        assertThat(flight.kept()).isNull();
    }

    @Test
    void aReplyThatComesBeforeTheHangUpIsNoticedIsKept() {
        Flight flight = new Flight(left -> {});
        flight.land(GatewayReply.ok(new byte[1]));
        answers.add("a", flight);

        assertThat(answers.take("a")).isSameAs(flight);
    }
}
