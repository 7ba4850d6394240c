package io.github.geminiroutes.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.api.KeyCheck;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Refusals in a row: are they everybody's or each prompt's own? */
class DoubtsTest {

    private static final Failure GONE =
            Failure.of(FailureKind.PERMISSION_DENIED, "The caller does not have permission")
                    .withHttpCode(403);
    private static final Failure BAD_KEY =
            Failure.of(FailureKind.API_KEY_INVALID, "API key not valid").withHttpCode(400);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-07-01T12:00:00Z"));
    private final AccountHold hold = AccountHold.of(new ApiKey(), clock);

    /** A call that begins and is accepted now. */
    private void answerOne() {
        clock.advance(Duration.ofMillis(10));
        hold.answer("m", clock.instant());
        clock.advance(Duration.ofMillis(10));
    }

    private List<Doubts.Doubt> refuse(int prompts, Failure refusal) {
        return IntStream.range(0, prompts)
                .mapToObj(i -> hold.doubt("bad-" + i, "m", "m", refusal))
                .toList();
    }

    private void check(Doubts.Doubt doubt, KeyCheck.Answer answer) {
        assertThat(hold.judge(doubt)).isEqualTo(Doubts.Next.CHECK);
        assertThat(hold.judge(doubt)).as("one at a time").isEqualTo(Doubts.Next.WAIT);
        hold.doubts().checked(answer);
    }

    @Test
    void severalPromptsInARowFailForThemselvesWhereTheKeyIsGood() {
        answerOne();
        List<Doubts.Doubt> doubts = refuse(20, GONE);
        check(doubts.get(0), KeyCheck.Answer.ACCEPTED);

        assertThat(doubts).allMatch(doubt -> hold.judge(doubt) == Doubts.Next.WAIT);
        assertThat(hold.tryCall()).as("nobody is held").isTrue();
        clock.advance(Duration.ofSeconds(2));

        assertThat(doubts).allMatch(doubt -> hold.judge(doubt) == Doubts.Next.PROMPTS_OWN);
        assertThat(hold.reason()).isNull();
    }

    @Test
    void aCallThatIsAcceptedLaterTellsWithoutAFreeOne() {
        answerOne();
        List<Doubts.Doubt> doubts = refuse(20, GONE);
        answerOne();

        assertThat(doubts).allMatch(doubt -> hold.judge(doubt) == Doubts.Next.PROMPTS_OWN);
    }

    @Test
    void aCallThatLeftBeforeTheRefusalTellsNothing() {
        answerOne();
        Instant before = clock.instant();
        clock.advance(Duration.ofMillis(10));
        Doubts.Doubt doubt = refuse(1, GONE).get(0);
        clock.advance(Duration.ofMillis(10));
        hold.answer("m", before);

        assertThat(hold.judge(doubt)).isEqualTo(Doubts.Next.CHECK);
    }

    @Test
    void noPromptFailsWhereTheKeyIsRefusedForTheFreeCallToo() {
        answerOne();
        List<Doubts.Doubt> doubts = refuse(20, BAD_KEY);
        check(doubts.get(0), KeyCheck.Answer.REFUSED);

        assertThat(doubts).allMatch(doubt -> hold.judge(doubt) == Doubts.Next.EVERYBODYS);
        assertThat(hold.reason()).isEqualTo(BAD_KEY);
        assertThat(hold.tryCall()).isFalse();
    }

    @Test
    void noPromptFailsWhereManyInARowAreRefusedWhateverTheFreeCallShows() {
        answerOne();
        List<Doubts.Doubt> doubts = refuse(25, GONE);
        check(doubts.get(0), KeyCheck.Answer.ACCEPTED);
        clock.advance(Duration.ofSeconds(2));

        assertThat(hold.judge(doubts.get(0))).isEqualTo(Doubts.Next.EVERYBODYS);
        assertThat(hold.reason()).isEqualTo(GONE);
        assertThat(hold.doubt("bad-25", "m", "m", GONE)).as("held").isNull();
    }

    /** One client that asks for what the key may not use must not hold the others. */
    @Test
    void anyNumberOfRefusalsOfOtherModelsTellNothingOfTheModelThatWorks() {
        answerOne();
        List<Doubts.Doubt> doubts =
                IntStream.range(0, 60)
                        .mapToObj(i -> hold.doubt("bad-" + i, "other-" + i % 3, "other", GONE))
                        .toList();
        check(doubts.get(0), KeyCheck.Answer.ACCEPTED);
        clock.advance(Duration.ofSeconds(2));

        assertThat(doubts).allMatch(doubt -> hold.judge(doubt) == Doubts.Next.PROMPTS_OWN);
        assertThat(hold.tryCall()).as("nobody is held").isTrue();
    }

    @Test
    void manyRefusalsOfOtherModelsAreEverybodysOnceTheModelThatWorkedIsRefused() {
        answerOne();
        List<Doubts.Doubt> doubts =
                IntStream.range(0, 30)
                        .mapToObj(
                                i -> hold.doubt("bad-" + i, i == 9 ? "m" : "other", "other", GONE))
                        .filter(java.util.Objects::nonNull)
                        .toList();
        check(doubts.get(0), KeyCheck.Answer.ACCEPTED);
        clock.advance(Duration.ofSeconds(2));

        assertThat(hold.judge(doubts.get(0))).isEqualTo(Doubts.Next.EVERYBODYS);
    }

    @Test
    void noPromptFailsWhereNoCallWasEverAccepted() {
        Doubts.Doubt doubt = refuse(1, GONE).get(0);
        check(doubt, KeyCheck.Answer.ACCEPTED);
        assertThat(hold.judge(doubt)).as("another may be accepted").isEqualTo(Doubts.Next.WAIT);
        clock.advance(Duration.ofSeconds(2));

        assertThat(hold.judge(doubt)).isEqualTo(Doubts.Next.EVERYBODYS);
        assertThat(hold.doubt("bad-1", "m", "m", BAD_KEY)).isNull();
    }

    @Test
    void aKeyThatWasNeverAcceptedIsNotDoubted() {
        assertThat(hold.doubt("bad-0", "m", "m", BAD_KEY)).isNull();
    }

    @Test
    void withoutAFreeCallTheRefusalsAloneTell() {
        answerOne();
        List<Doubts.Doubt> doubts = refuse(2, GONE);
        check(doubts.get(0), KeyCheck.Answer.UNKNOWN);

        assertThat(hold.judge(doubts.get(0))).isEqualTo(Doubts.Next.UNKNOWN);
        assertThat(hold.reason()).as("one prompt alone").isNull();
        assertThat(hold.doubt("bad-3", "m", "m", GONE)).as("not asked again").isNull();
        assertThat(hold.judge(doubts.get(1))).isEqualTo(Doubts.Next.UNKNOWN);
        assertThat(hold.reason()).as("the second in a row").isEqualTo(GONE);
    }

    @Test
    void aFreeCallThatNeverEndsIsNotWaitedFor() {
        answerOne();
        Doubts.Doubt doubt = refuse(1, GONE).get(0);
        assertThat(hold.judge(doubt)).isEqualTo(Doubts.Next.CHECK);
        clock.advance(Duration.ofSeconds(15));
        assertThat(hold.judge(doubt)).as("by another caller").isEqualTo(Doubts.Next.CHECK);
        clock.advance(Duration.ofMinutes(1));

        assertThat(hold.judge(doubt)).isEqualTo(Doubts.Next.UNKNOWN);
    }

    @Test
    void aKeyThatIsRefusedIsNotTakenForGoodByAnAnswerToACallOfBefore() {
        answerOne();
        Instant before = clock.instant();
        clock.advance(Duration.ofMillis(10));
        hold.hold("a.txt", BAD_KEY);
        clock.advance(Duration.ofMillis(10));
        hold.answer("m", before);
        assertThat(hold.reason()).isEqualTo(BAD_KEY);

        answerOne();
        assertThat(hold.reason()).isNull();
    }
}
