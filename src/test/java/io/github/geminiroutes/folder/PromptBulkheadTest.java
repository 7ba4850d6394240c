package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.generate.ShareLine;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptBulkheadTest {

    private static final int PLACES = 8;

    private final PromptBulkhead bulkhead = new PromptBulkhead(2, 4_000, 20_000);

    private boolean take(String prompt) throws InterruptedException {
        return bulkhead.tryTake(prompt, 1, 1);
    }

    /** Takes prompts and has each wait for the model until one may not. */
    private int fillWith(String model) throws InterruptedException {
        for (int i = 0; ; i++) {
            assertThat(take(model + i)).isTrue();
            if (!bulkhead.tryReservePlace(model + i, model)) {
                bulkhead.release(model + i);
                return i;
            }
        }
    }

    private static ShareLine line(String name, boolean isOrdinary) {
        return new Line(name, isOrdinary, false);
    }

    private record Line(String name, boolean isOrdinary, boolean isDue) implements ShareLine {}

    /** A line that changes as its model does. */
    private record ChangingLine(AtomicReference<Line> now) implements ShareLine {

        static ChangingLine of(Line line) {
            return new ChangingLine(new AtomicReference<>(line));
        }

        @Override
        public String name() {
            return now.get().name;
        }

        @Override
        public boolean isOrdinary() {
            return now.get().isOrdinary;
        }

        @Override
        public boolean isDue() {
            return now.get().isDue;
        }
    }

    @Test
    void holdsNoMoreThanItHasPlacesFor() throws InterruptedException {
        for (int i = 0; i < PLACES; i++) {
            assertThat(take("p" + i)).isTrue();
        }

        assertThat(take("one more")).isFalse();
        bulkhead.release("p0");
        assertThat(take("one more")).isTrue();
    }

    @Test
    void aThousandCallsNeedNoEightThousandPromptsInMemory() throws InterruptedException {
        PromptBulkhead wide = new PromptBulkhead(1_000, Long.MAX_VALUE, 1_000);
        for (int i = 0; i < 3_000; i++) {
            assertThat(wide.tryTake("p" + i, 1, 1)).isTrue();
        }

        assertThat(wide.tryTake("one more", 1, 1)).isFalse();
    }

    @Test
    void oneModelMayFillHalfOfItTheNextAQuarter() throws InterruptedException {
        assertThat(fillWith("a")).isEqualTo(PLACES / 2);
        assertThat(fillWith("b")).isEqualTo(PLACES / 4);
        assertThat(take("of another model")).isTrue();
    }

    /** What was left behind is offered again and again, and must not wait in the last place. */
    @Test
    void manyLimitedModelsLeaveAPlaceForOthers() throws InterruptedException {
        for (String model : List.of("a", "b", "c", "d", "e")) {
            int waiting = fillWith(model);
            String left = model + waiting;
            while (bulkhead.isWorthTaking(left) && take(left)) {
                if (!bulkhead.tryReservePlace(left, model)) {
                    bulkhead.release(left);
                }
            }
        }

        assertThat(take("of another model")).isTrue();
    }

    @Test
    void twentyLimitedModelsLeaveASixteenthForOthers() throws InterruptedException {
        PromptBulkhead wide = new PromptBulkhead(64, Long.MAX_VALUE, 1_000);
        for (int model = 0; model < 20; model++) {
            int i = 0;
            String prompt;
            do {
                prompt = model + "-" + i++;
                assertThat(wide.tryTake(prompt, 1, 1)).isTrue();
            } while (wide.tryReservePlace(prompt, "model " + model));
            wide.release(prompt);
        }

        for (int i = 0; i < 16; i++) {
            assertThat(wide.tryTake("good" + i, 1, 1)).isTrue();
        }
    }

    @Test
    void whoMayWaitOnceMayWaitOn() throws InterruptedException {
        int waiting = fillWith("a");

        assertThat(bulkhead.tryReservePlace("a0", "a")).isTrue();
        assertThat(waiting).isPositive();
    }

    @Test
    void whoWasLeftIsWorthTakingOnceThereIsRoomForItsModel() throws InterruptedException {
        String left = "a" + fillWith("a");
        assertThat(bulkhead.isWorthTaking(left)).isFalse();
        assertThat(bulkhead.isWorthTaking("unknown")).isTrue();

        bulkhead.release("a0");
        assertThat(bulkhead.isWorthTaking(left)).isTrue();
    }

    @Test
    void whoIsTakenAgainCountsAtOnceSoThatOthersStay() throws InterruptedException {
        int waiting = fillWith("a");
        for (int i = waiting + 1; i < waiting + 5; i++) {
            assertThat(take("a" + i)).isTrue();
            assertThat(bulkhead.tryReservePlace("a" + i, "a")).isFalse();
            bulkhead.release("a" + i);
        }
        bulkhead.release("a0");

        assertThat(take("a" + waiting)).isTrue();
        assertThat(bulkhead.isWorthTaking("a" + (waiting + 1))).isFalse();
    }

    @Test
    void nobodyIsKeptOutByThoseWhoNeverCameBack() throws InterruptedException {
        int waiting = fillWith("a");
        for (int i = 0; i < waiting; i++) {
            bulkhead.release("a" + i);
        }

        assertThat(bulkhead.isWorthTaking("a" + waiting)).isTrue();
        assertThat(fillWith("a")).isEqualTo(PLACES / 2);
    }

    @Test
    void takesNoMoreBytesThanThereIsMemoryFor() throws InterruptedException {
        assertThat(bulkhead.tryTake("a", 500, 1)).isTrue();
        assertThat(bulkhead.tryTake("b", 500, 1)).isTrue();

        assertThat(bulkhead.tryTake("c", 1, 1)).as("1,000 bytes take 4,000").isFalse();
        bulkhead.release("a");
        assertThat(bulkhead.tryTake("c", 500, 1)).isTrue();
    }

    @Test
    void aTableWhoseRowsMakeMoreThanItsBytesTakesTheMemoryOfThat() throws InterruptedException {
        assertThat(bulkhead.tryTakeTable("a.csv", 10)).isTrue();
        assertThat(bulkhead.tryTakeTable("b.csv", 10)).isTrue();

        assertThat(bulkhead.memory().tryHoldMore("a.csv", 900)).isTrue();
        assertThat(bulkhead.memory().tryHoldMore("b.csv", 900))
                .as("there is no room for both")
                .isFalse();
        assertThat(bulkhead.memory().tryHoldMore("b.csv", 10)).as("as it has").isTrue();
        bulkhead.release("a.csv");
        assertThat(bulkhead.memory().tryHoldMore("b.csv", 900)).isTrue();
        bulkhead.release("b.csv");
        assertThat(bulkhead.tryTake("c", 1_000, 1)).as("all of it is free").isTrue();
    }

    @Test
    void whatIsLargerThanTheMemoryIsTakenAlone() throws InterruptedException {
        assertThat(take("small")).isTrue();
        assertThat(bulkhead.tryTake("large", 100_000, 1)).isFalse();

        bulkhead.release("small");
        assertThat(bulkhead.tryTake("large", 100_000, 1)).isTrue();
        assertThat(take("small")).isFalse();
        bulkhead.release("large");
        assertThat(take("small")).isTrue();
    }

    @Test
    void attachmentsCountOnceTheyAreKnown() throws InterruptedException {
        assertThat(take("a")).isTrue();
        assertThat(take("b")).isTrue();
        assertThat(bulkhead.memory().tryHold("a", 900, 0, 1)).isTrue();

        assertThat(bulkhead.memory().tryHold("b", 900, 0, 1)).isFalse();
        bulkhead.release("a");
        assertThat(bulkhead.memory().tryHold("b", 900, 0, 1)).isTrue();
    }

    @Test
    void aRefusalForMemoryKeepsNoPlace() throws InterruptedException {
        assertThat(bulkhead.tryTake("large", 100_000, 1)).isTrue();
        for (int i = 0; i < 3 * PLACES; i++) {
            assertThat(take("p" + i)).isFalse();
        }
        bulkhead.release("large");

        for (int i = 0; i < PLACES; i++) {
            assertThat(take("p" + i)).isTrue();
        }
    }

    @Test
    void promptsOfTheFlexTierHoldNoPlaceOfTheOthers() throws InterruptedException {
        for (int i = 0; i < PLACES; i++) {
            assertThat(take("flex" + i)).isTrue();
            assertThat(bulkhead.tryMoveToFlex("flex" + i)).isTrue();
        }
        for (int i = 0; i < PLACES; i++) {
            assertThat(take("usual" + i)).isTrue();
        }
        bulkhead.release("usual0");
        assertThat(take("one flex more")).isTrue();
        assertThat(bulkhead.tryMoveToFlex("one flex more")).isFalse();
        bulkhead.release("one flex more");

        assertThat(bulkhead.isWorthTaking("one flex more")).isFalse();
        assertThat(bulkhead.isWorthTaking("another")).isTrue();
        assertThat(take("another")).isTrue();
        bulkhead.release("another");

        bulkhead.release("flex0");
        assertThat(bulkhead.isWorthTaking("one flex more")).isTrue();
        assertThat(take("one flex more")).isTrue();
        assertThat(bulkhead.tryMoveToFlex("one flex more")).isTrue();
    }

    @Test
    void aFlexPromptThatWaitsCountsInItsOwnPart() throws InterruptedException {
        assertThat(take("flex")).isTrue();
        assertThat(bulkhead.tryMoveToFlex("flex")).isTrue();
        assertThat(bulkhead.tryReservePlace("flex", "a (flex) normal")).isTrue();

        assertThat(fillWith("a")).isEqualTo(PLACES / 2);
        bulkhead.release("flex");
        assertThat(take("more")).isTrue();
    }

    @Test
    void aHighPromptMayWaitWhereTheNormalOnesHaveTakenTheirShare() throws InterruptedException {
        fillWith("a normal");

        assertThat(take("urgent")).isTrue();
        assertThat(bulkhead.tryReservePlace("urgent", "a high")).isTrue();
    }

    /** Six of them ended the program, over and over. */
    @Test
    void tablesWithLongRowsAreReadOneAfterTheOtherAndHoldUpNeitherPromptsNorSmallTables()
            throws InterruptedException {
        PromptBulkhead places = new PromptBulkhead(10, 1_000, 1_000);

        assertThat(places.tryTakeTable("big", 10_000)).isTrue();
        assertThat(places.tryTakeTable("as big", 10_000)).isFalse();
        assertThat(places.tryTakeTable("small", 10)).isTrue();
        assertThat(places.tryTake("prompt", 60, 0)).isTrue();

        places.release("big");

        assertThat(places.tryTakeTable("as big", 10_000)).isTrue();
    }

    /** 150 files of 250 KB of empty objects filled the heap. */
    @Test
    void aTreeTakesItsMemoryHoweverSmallItsTextAndItsLimit() throws InterruptedException {
        PromptBulkhead places = new PromptBulkhead(10, 4_000, 10);

        assertThat(places.tryTake("tree", 10, 0)).isTrue();
        assertThat(places.memory().tryHold("tree", 1_000, 900, 0)).isTrue();
        assertThat(places.tryTake("text", 10, 0)).isTrue();
        assertThat(places.memory().tryHold("text", 10, 900, 0)).isFalse();

        places.release("tree");

        assertThat(places.memory().tryHold("text", 10, 900, 0)).isTrue();
    }

    /** 1,450 prompts with slow schemas held all places for minutes. */
    @Test
    void promptsThatWaitForTheirOwnLeavePlacesForOthers() throws InterruptedException {
        PromptBulkhead wide = new PromptBulkhead(64, Long.MAX_VALUE, 1_000);
        for (int kind = 0; kind < 30; kind++) {
            String line = "schema " + kind;
            for (int i = 0; i < 50; i++) {
                String prompt = kind + "-" + i;
                assertThat(wide.tryTake(prompt, 1, 1)).as("there is always a place").isTrue();
                if (wide.tryShare(prompt, () -> line(line, false))) {
                    wide.beginOwnWait(prompt, line);
                } else {
                    wide.release(prompt);
                }
            }
        }

        assertThat(wide.tryTake("good", 1, 1)).isTrue();
        assertThat(wide.tryShare("good", () -> line("another schema", false))).isTrue();
        for (int i = 0; i < 16; i++) {
            assertThat(wide.tryTake("text" + i, 1, 1)).isTrue();
        }
    }

    @Test
    void promptsLikeThoseThatWaitStayInTheInboxUntilThereIsRoom() throws InterruptedException {
        PromptBulkhead wide = new PromptBulkhead(64, Long.MAX_VALUE, 1_000);
        int sharing = 0;
        String left;
        do {
            left = "p" + sharing++;
            assertThat(wide.tryTake(left, 1, 1)).isTrue();
            wide.beginOwnWait("p0", "schema");
        } while (wide.tryShare(left, () -> line("schema", false)) && waits(wide, left));
        wide.release(left);
        assertThat(sharing).isBetween(120, 130);
        assertThat(wide.isWorthTaking(left)).isFalse();

        wide.release("p0");
        wide.release("p1");

        assertThat(wide.isWorthTaking(left)).isTrue();
    }

    private static boolean waits(PromptBulkhead bulkhead, String prompt) {
        bulkhead.beginOwnWait(prompt, "schema");
        return true;
    }

    @Test
    void noneIsHeldBackWhileFewWaitForTheirOwn() throws InterruptedException {
        PromptBulkhead wide = new PromptBulkhead(64, Long.MAX_VALUE, 1_000);
        for (int i = 0; i < 16; i++) {
            assertThat(wide.tryTake("p" + i, 1, 1)).isTrue();
            wide.beginOwnWait("p" + i, "schema");
        }

        for (int i = 16; i < 256; i++) {
            assertThat(wide.tryTake("p" + i, 1, 1)).isTrue();
            assertThat(wide.tryShare("p" + i, () -> line("schema", false))).isTrue();
        }
    }

    /** Has the first prompts of so many models leave, and each model fail. */
    private static int fillWithFailures(PromptBulkhead places, int models)
            throws InterruptedException {
        int waiting = 0;
        for (int i = 0; i < models; i++) {
            assertThat(places.tryTake("bad" + i, 1, 1)).as("there is always a place").isTrue();
            if (places.tryShare("bad" + i, () -> line("first", false))
                    && places.tryWaitAgain("bad" + i, "outage")) {
                waiting++;
            } else {
                places.release("bad" + i);
            }
        }
        return waiting;
    }

    /**
     * 15 prompts for 15 models that were down held those of all others with four calls at a time.
     */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 64})
    void firstPromptsOfModelsThatFailLeaveAQuarterOfThePlaces(int calls)
            throws InterruptedException {
        PromptBulkhead places = new PromptBulkhead(calls, Long.MAX_VALUE, 1_000);

        assertThat(fillWithFailures(places, 1_000)).isBetween(calls, 3 * calls);

        assertThat(places.tryTake("new", 1, 1)).isTrue();
        assertThat(places.tryShare("new", () -> line("first", false))).isTrue();
        assertThat(places.tryTake("schema", 1, 1)).isTrue();
        assertThat(places.tryShare("schema", () -> line("a schema", false))).isTrue();
    }

    /** The first prompts of 300 models that were limited held all places. */
    @Test
    void promptsThatWaitAfterTheirCallsLeaveAQuarterOfThePlaces() throws InterruptedException {
        PromptBulkhead places = new PromptBulkhead(64, Long.MAX_VALUE, 1_000);
        int waiting = 0;
        for (int i = 0; i < 300; i++) {
            assertThat(places.tryTake("p" + i, 1, 1)).as("there is always a place").isTrue();
            if (places.tryWaitAgain("p" + i, "models")) {
                waiting++;
            } else {
                places.release("p" + i);
            }
        }

        assertThat(waiting).isEqualTo(192);
        assertThat(places.tryWaitAgain("p0", "models")).as("it waits already").isTrue();
        assertThat(places.tryTake("flex", 1, 1)).isTrue();
        assertThat(places.tryMoveToFlex("flex")).isTrue();
        assertThat(places.tryWaitAgain("flex", "models (flex)")).isTrue();
    }

    /** Prompts of limited models came in one by one, as those of new models do. */
    @Test
    void whoWasToLeaveAndWaitsNowCountsAsOthersOfItsModel() throws InterruptedException {
        PromptBulkhead places = new PromptBulkhead(64, Long.MAX_VALUE, 1_000);
        for (int i = 0; i < 192; i++) {
            assertThat(places.tryTake("p" + i, 1, 1)).isTrue();
            assertThat(places.tryWaitAgain("p" + i, "models")).isTrue();
        }
        String prompt;
        int waiting = 0;
        do {
            prompt = "m" + waiting++;
            assertThat(places.tryTake(prompt, 1, 1)).isTrue();
            assertThat(places.tryShare(prompt, () -> line("first", false))).isTrue();
        } while (places.tryReservePlace(prompt, prompt));

        assertThat(waiting).isLessThanOrEqualTo(33);
        places.release(prompt);
        assertThat(places.isWorthTaking(prompt)).isFalse();
    }

    @Test
    void anAnswerThatNeedsNoCheckNeedsNoShare() throws InterruptedException {
        PromptBulkhead places = new PromptBulkhead(4, Long.MAX_VALUE, 1_000);
        for (int i = 0; i < 12; i++) {
            assertThat(places.tryTake("bad" + i, 1, 1)).isTrue();
            places.beginOwnWait("bad" + i, "outage");
        }

        for (int i = 0; i < 3; i++) {
            assertThat(places.tryTake("good" + i, 1, 1)).isTrue();
            assertThat(places.tryShare("good" + i, () -> line("answer", true))).isTrue();
        }

        places.beginOwnWait("good0", "answer");
        places.release("good1");
        assertThat(places.tryTake("good4", 1, 1)).isTrue();
        assertThat(places.tryShare("good4", () -> line("answer", true)))
                .as("one like it waits")
                .isFalse();
    }

    /** Hundreds of prompts of good models filled all places, and no prompt of a new one had any. */
    @Test
    void theFirstOfALineNeedsOnlyAPlaceBesideThoseThatNeedNotWait() throws InterruptedException {
        PromptBulkhead places = new PromptBulkhead(64, Long.MAX_VALUE, 1_000);
        for (int i = 0; i < 192; i++) {
            assertThat(places.tryTake("bad" + i, 1, 1)).isTrue();
            assertThat(places.tryWaitAgain("bad" + i, "outage")).isTrue();
        }
        for (int i = 0; i < 48; i++) {
            assertThat(places.tryTake("good" + i, 1, 1)).isTrue();
            assertThat(places.tryShare("good" + i, () -> line("good", true))).isTrue();
        }

        for (int i = 0; i < 48; i++) {
            String model = "model" + i;
            assertThat(places.tryTake(model, 1, 1)).isTrue();
            assertThat(places.tryShare(model, () -> line(model, false))).isTrue();
            places.release("good" + i);
        }
        assertThat(places.tryTake("another", 1, 1)).isTrue();
        assertThat(places.tryShare("another", () -> line("another", false)))
                .as("these have all but a sixteenth")
                .isFalse();
        places.release("another");
        assertThat(places.isWorthTaking("another")).isFalse();
        places.release("model0");
        assertThat(places.isWorthTaking("another")).isTrue();
    }

    /** Three models that took 15 s for an answer had all places that those that failed had left. */
    @ParameterizedTest
    @ValueSource(ints = {4, 8, 64})
    void answersThatTakeLongLeavePlacesToModelsWithoutAny(int calls) throws InterruptedException {
        PromptBulkhead places = new PromptBulkhead(calls, Long.MAX_VALUE, 1_000);
        fillWithFailures(places, 1_000);
        int taken = 0;
        for (int i = 0; i < 4 * calls; i++) {
            String prompt = "long" + i;
            String model = "model" + i % 3;
            assertThat(places.tryTake(prompt, 1, 1)).as("there is always a place").isTrue();
            if (places.tryShare(prompt, () -> line(model, true))) {
                taken++;
            } else {
                places.release(prompt);
                assertThat(places.isWorthTaking(prompt)).isFalse();
            }
        }

        assertThat(taken).isBetween(calls / 2, calls);
        assertThat(places.tryTake("good", 1, 1)).isTrue();
        assertThat(places.tryShare("good", () -> line("good", true))).isTrue();
        assertThat(places.tryShare("good", () -> line("good", true))).as("as before").isTrue();
    }

    /** Another model that was still down held the prompts of one that answered again. */
    @Test
    void whoWasLeftBehindComesOnceItsModelAnswersAgain() throws InterruptedException {
        PromptBulkhead places = new PromptBulkhead(64, Long.MAX_VALUE, 1_000);
        for (int i = 0; i < 140; i++) {
            assertThat(places.tryTake("bad" + i, 1, 1)).isTrue();
            places.beginOwnWait("bad" + i, "outage");
        }
        ChangingLine line = ChangingLine.of(new Line("outage", false, false));
        assertThat(places.tryTake("good", 1, 1)).isTrue();
        assertThat(places.tryShare("good", () -> line)).isFalse();
        places.release("good");
        assertThat(places.isWorthTaking("good")).isFalse();

        line.now.set(new Line("answer", true, false));

        assertThat(places.isWorthTaking("good")).isTrue();
        assertThat(places.tryTake("good", 1, 1)).isTrue();
        assertThat(places.tryShare("good", () -> line)).isTrue();
    }

    /** Only prompts that had just come had the calls that go beside the probes. */
    @Test
    void whoWasLeftBehindComesForACallBesideTheProbes() throws InterruptedException {
        PromptBulkhead places = new PromptBulkhead(64, Long.MAX_VALUE, 1_000);
        for (int i = 0; i < 140; i++) {
            assertThat(places.tryTake("bad" + i, 1, 1)).isTrue();
            places.beginOwnWait("bad" + i, "outage");
        }
        ChangingLine line = ChangingLine.of(new Line("outage", false, false));
        assertThat(places.tryTake("left", 1, 1)).isTrue();
        assertThat(places.tryShare("left", () -> line)).isFalse();
        places.release("left");
        assertThat(places.isWorthTaking("left")).isFalse();

        line.now.set(new Line("outage", false, true));
        assertThat(places.isWorthTaking("left")).isTrue();
        assertThat(places.tryTake("left", 1, 1)).isTrue();

        line.now.set(new Line("outage", false, false));
        assertThat(places.tryShare("left", () -> line)).as("another was faster").isFalse();
        places.release("left");
        assertThat(places.isWorthTaking("left")).isFalse();
    }

    /** Ten thousand others would be taken before. */
    @Test
    void whoWasLeftBehindComesAsOthersDoOnceFewWait() throws InterruptedException {
        PromptBulkhead places = new PromptBulkhead(4, Long.MAX_VALUE, 1_000);
        for (int i = 0; i < 15; i++) {
            assertThat(places.tryTake("p" + i, 1, 1)).isTrue();
        }
        places.beginOwnWait("p0", "outage");
        places.beginOwnWait("p1", "outage");
        assertThat(places.tryTake("left", 1, 1)).isTrue();
        assertThat(places.tryShare("left", () -> line("outage", false))).isFalse();
        places.release("left");
        assertThat(places.isWorthTaking("left")).isFalse();

        places.release("p1");

        assertThat(places.isWorthTaking("left")).isTrue();
    }

    /** Prompts of the flex tier have places of their own: these say nothing of the others. */
    @Test
    void thoseThatWaitInFlexHoldBackNoOthers() throws InterruptedException {
        PromptBulkhead places = new PromptBulkhead(4, Long.MAX_VALUE, 1_000);
        for (int i = 0; i < 12; i++) {
            assertThat(places.tryTake("flex" + i, 1, 1)).isTrue();
            assertThat(places.tryMoveToFlex("flex" + i)).isTrue();
            assertThat(places.tryWaitAgain("flex" + i, "outage")).isTrue();
        }
        assertThat(places.tryTake("flex", 1, 1)).isTrue();
        assertThat(places.tryMoveToFlex("flex")).isTrue();
        assertThat(places.tryShare("flex", () -> line("outage", false))).isFalse();
        assertThat(places.tryWaitAgain("flex", "outage")).isFalse();

        for (int i = 0; i < 16; i++) {
            assertThat(places.tryTake("usual" + i, 1, 1)).isTrue();
            assertThat(places.tryShare("usual" + i, () -> line("outage", false))).isTrue();
        }
        places.release("flex0");
        assertThat(places.tryWaitAgain("flex", "outage")).isTrue();
    }
}
