package io.github.geminiroutes.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaidAnswersTest {

    private static final ClientPatience PATIENCE =
            new ClientPatience(Clock.systemUTC(), Duration.ofSeconds(1), () -> Duration.ZERO);

    private final List<Runnable> later = new ArrayList<>();
    private final PaidAnswers answers =
            new PaidAnswers(10_000, (time, action) -> later.add(action));

    /** A call whose client has gone, and whose answer has so many bytes. */
    private CoalescedRequest answered(String key, int bytes) {
        CoalescedRequest call = new CoalescedRequest(PATIENCE, left -> {});
        answers.add(key, call);
        call.end(GatewayReply.ok(new byte[bytes]));
        answers.settle(key, call);
        return call;
    }

    @Test
    void anAnswerIsKeptForATime() {
        CoalescedRequest call = answered("a", 100);
        assertThat(answers.take("b")).isNull();
        assertThat(later).hasSize(1);

        later.get(0).run();

        assertThat(answers.take("a")).isNull();
        assertThat(answers.isEmpty()).isTrue();
        assertThat(call.kept()).isNotNull();
    }

    @Test
    void theOldestGoWhereThereAreTooManyBytes() {
        answered("a", 3_900);
        CoalescedRequest second = answered("b", 3_900);
        CoalescedRequest third = answered("c", 3_900);
        answered("d", 20_000);

        assertThat(answers.take("a")).isNull();
        assertThat(answers.take("d")).as("larger than all may be").isNull();
        assertThat(answers.take("b")).isSameAs(second);
        assertThat(answers.take("c")).isSameAs(third);
        assertThat(answers.isEmpty()).isTrue();
    }

    /** The timers of two minutes would keep hundreds of megabytes, whatever the bound says. */
    @Test
    void anAnswerThatHasGoneLeavesTheMemory() {
        WeakReference<CoalescedRequest> first = new WeakReference<>(answered("a", 8_000));
        WeakReference<CoalescedRequest> second = new WeakReference<>(answered("b", 8_000));
        answered("c", 8_000);
        assertThat(later).hasSize(3);

        await().until(
                        () -> {
                            System.gc();
                            return first.get() == null && second.get() == null;
                        });

        later.forEach(Runnable::run);
        assertThat(answers.isEmpty()).isTrue();
    }

    @Test
    void twoCallsOfTheSameRequestAreTwoAnswers() {
        CoalescedRequest first = answered("a", 1);
        CoalescedRequest second = answered("a", 1);

        assertThat(answers.take("a")).isSameAs(first);
        later.get(0).run();
        assertThat(answers.take("a")).isSameAs(second);
        assertThat(answers.take("a")).isNull();
    }

    @Test
    void aCallThatFailsIsNotKept() {
        CoalescedRequest call = new CoalescedRequest(PATIENCE, left -> {});
        answers.add("a", call);
        call.end(FailureReply.busy());
        answers.settle("a", call);

        assertThat(answers.isEmpty()).isTrue();
        assertThat(later).isEmpty();
    }

    @Test
    void anAnswerThatIsWrittenToAClientThatHasGoneIsKept() {
        List<GatewayReply> replies = new ArrayList<>();
        CoalescedRequest call = new CoalescedRequest(PATIENCE, left -> {});
        call.tryJoin(null, PATIENCE, replies::add);
        call.end(GatewayReply.ok(new byte[1]));
        assertThat(call.kept()).as("a client is about to get it").isNull();

        assertThat(call.tryKeep(replies.get(0))).isTrue();
        answers.add("a", call);

        assertThat(answers.take("a")).isSameAs(call);
        assertThat(call.tryJoin(null, PATIENCE, replies::add)).isTrue();
        assertThat(replies).hasSize(2);
        assertThat(call.tryKeep(replies.get(1))).as("the next has gone, too").isTrue();
    }

    @Test
    void anErrorIsNotKeptForAClientThatHasGone() {
        CoalescedRequest call = new CoalescedRequest(PATIENCE, left -> {});
        call.tryJoin(null, PATIENCE, reply -> {});
        call.end(FailureReply.busy());

        assertThat(call.tryKeep(FailureReply.busy())).isFalse();
        assertThat(call.kept()).isNull();
    }

    @Test
    void aReplyThatComesBeforeTheHangUpIsNoticedIsKept() {
        CoalescedRequest call = new CoalescedRequest(PATIENCE, left -> {});
        call.end(GatewayReply.ok(new byte[1]));
        answers.add("a", call);

        assertThat(answers.take("a")).isSameAs(call);
    }
}
