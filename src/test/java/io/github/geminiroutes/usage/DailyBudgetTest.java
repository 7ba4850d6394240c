package io.github.geminiroutes.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The day's cost against its budget, calls under way included. */
class DailyBudgetTest {

    /** Half an hour before midnight in Los Angeles. */
    private static final Instant EVENING = Instant.parse("2026-11-26T07:30:00Z");

    @TempDir Path directory;
    private final SettableClock clock = new SettableClock(EVENING);

    private DailyBudget spending(String budget) {
        DailyBudget spending =
                new DailyBudget(new BigDecimal(budget), directory.resolve("spending.json"), clock);
        spending.recall(directory.resolve("usage.jsonl"), usage -> usd("0.25"));
        return spending;
    }

    private static BudgetReservation room(DailyBudget spending, BigDecimal least) {
        return spending.reserve(least, least).reservation();
    }

    private static BigDecimal usd(String amount) {
        return new BigDecimal(amount);
    }

    @Test
    void isUsedUpWhenTheSumReachesTheBudget() {
        DailyBudget spending = spending("1");

        spending.add(usd("0.6"));
        assertThat(room(spending, null)).isNull(); // another one like it would not fit
        spending.add(usd("0.1"));
        assertThat(room(spending, null)).isNull();
        for (int i = 0; i < 8; i++) {
            spending.add(usd("0.001"));
        }
        BudgetReservation room = room(spending, null);
        assertThat(room).isNotNull();
        room.end();
        spending.add(usd("0.3"));
        assertThat(room(spending, null)).isNull();
        assertThat(spending.today()).isEqualByComparingTo("1.008");
    }

    @Test
    void theLastCostIsKeptByAThreadThatTheStopInterrupts() {
        DailyBudget stopping = spending("1");
        stopping.add(usd("0.3"));
        stopping.add(usd("0.2")); // a second has not passed

        Thread.currentThread().interrupt();
        stopping.keep();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(spending("1").today()).isEqualByComparingTo("0.5");
    }

    /** A kill would forget what such calls cost. */
    @Test
    void noCallHasRoomWhileTheSumCannotBeKept() throws IOException {
        DailyBudget spending = spending("1");
        Path inTheWay = Files.createDirectory(directory.resolve("spending.json"));
        Files.createFile(inTheWay.resolve("a"));
        spending.add(usd("0.1"));

        BudgetReply reply = spending.reserve(usd("0.1"), usd("0.1"));
        assertThat(reply.reservation()).isNull();
        assertThat(reply.isLater()).isTrue();
        assertThat(spending.trouble())
                .contains("spending.json")
                .contains("calls with a budget wait");

        Files.delete(inTheWay.resolve("a"));
        Files.delete(inTheWay);
        clock.advance(Duration.ofSeconds(1));
        spending.keepIfDue();
        assertThat(spending.trouble()).isNull();
        assertThat(room(spending, usd("0.1"))).isNotNull();
    }

    @Test
    void whatWasBookedAfterTheLastWritingCountsAfterAKill() throws IOException {
        DailyBudget killed = spending("1");
        killed.add(usd("0.3"), BigDecimal.ZERO, clock.instant()); // is written at once
        clock.advance(Duration.ofMillis(400));
        killed.add(usd("0.2")); // is not: a second has not passed
        String before = clock.instant().minusMillis(400).toString();
        String later = clock.instant().toString();
        Files.writeString(
                directory.resolve("usage.jsonl"),
                """
                {"time":"%s","task":null,"cost":0.3}
                {"time":"%s","task":"a","cost":0.2}
                a line that is none
                {"time":"%s","task":"a","cost":null,"totalTokens":7}
                {"time":"%s","task":"a","co"""
                        .formatted(before, later, later, later));

        DailyBudget restarted = spending("1");

        assertThat(restarted.today()).isEqualByComparingTo("0.5");
        assertThat(restarted.ofAllToday().assumed()).isEqualByComparingTo("0.25");
        clock.advance(Duration.ofSeconds(1));
        restarted.keepIfDue();
        assertThat(spending("1").today()).as("counted once").isEqualByComparingTo("0.5");
    }

    @Test
    void aCallWithoutAPriceUsesTheBudgetAndIsInNoSumOfCosts() {
        DailyBudget spending = spending("1");
        spending.add(usd("0.2"));
        spending.add(usd("0"), usd("0.6"), null);

        assertThat(spending.today()).isEqualByComparingTo("0.2");
        assertThat(spending.ofAllToday().assumed()).isEqualByComparingTo("0.6");
        assertThat(room(spending, null)).as("another one would not fit").isNull();
        spending.keep();

        DailyBudget restarted = spending("1");
        assertThat(restarted.ofAllToday().assumed()).isEqualByComparingTo("0.6");
        restarted.add(usd("0"), usd("0.2"), null);
        assertThat(restarted.isUsedUp()).isTrue();
        clock.advance(Duration.ofHours(1));
        assertThat(restarted.isUsedUp()).isFalse();
    }

    @Test
    void callsUnderWayCountWithWhatACallCosts() {
        DailyBudget spending = spending("1");
        spending.add(usd("0.2"));

        BudgetReservation first = room(spending, null);
        for (int i = 0; i < 3; i++) {
            assertThat(room(spending, usd("0.01"))).isNotNull();
        }
        assertThat(room(spending, null)).isNull();

        first.end();
        first.end();
        assertThat(room(spending, null)).isNotNull();
        assertThat(room(spending, null)).isNull();
    }

    @Test
    void withNothingKnownTheInputsPriceCounts() {
        DailyBudget spending = spending("1");

        assertThat(room(spending, usd("5"))).isNotNull(); // one call is always tried
        assertThat(room(spending, usd("5"))).isNull();
    }

    @Test
    void beginsAnewAtMidnightInLosAngeles() {
        DailyBudget spending = spending("1");
        spending.add(usd("2"));

        clock.advance(Duration.ofMinutes(29));
        assertThat(room(spending, null)).isNull();
        clock.advance(Duration.ofMinutes(1));

        assertThat(spending.today()).isZero();
        assertThat(room(spending, null)).isNotNull();
    }

    @Test
    void outlivesARestartOnTheSameDayOnly() {
        DailyBudget before = spending("1");
        before.add(usd("0.4"));
        before.add(usd("0.3"));
        before.keep();

        assertThat(spending("1").today()).isEqualByComparingTo("0.7");
        assertThat(room(spending("1"), null)).isNull();
        clock.advance(Duration.ofHours(1));
        assertThat(spending("1").today()).isZero();
    }

    @Test
    void oneThatAddedNothingWritesNothing() throws IOException {
        DailyBudget other = spending("1");
        DailyBudget spending = spending("1");
        spending.add(usd("0.4"));
        spending.keep();
        String kept = Files.readString(directory.resolve("spending.json"));

        other.keep();

        assertThat(directory.resolve("spending.json")).hasContent(kept);
    }

    private static final String[] DAMAGED = {
        "",
        "{\"day\":",
        "[]",
        "null",
        "{}",
        "{\"day\":\"yesterday\",\"usd\":1}",
        "{\"day\":\"2026-11-25\"}",
        "{\"day\":\"2026-11-25\",\"usd\":\"x\"}",
        "{\"day\":\"2026-11-25\",\"usd\":-5}",
        "{\"day\":\"2026-11-25\",\"usd\":1e2147483648}",
        "{\"day\":\"2026-11-25\",\"usd\":1,\"assumedUsd\":null}",
        " ".repeat(100_000),
        "\0\0\0\0"
    };

    @Test
    void whatWasSpentBeforeADamageIsNeverZero() throws IOException {
        for (String damaged : DAMAGED) {
            Files.writeString(directory.resolve("spending.json"), damaged);

            DailyBudget spending = spending("1");

            assertThat(spending.isUsedUp()).as(damaged).isTrue();
            assertThat(spending.reserve(null, null).reservation()).isNull();
        }
        clock.advance(Duration.ofHours(1));
        assertThat(spending("1").reserve(null, null).reservation()).as("a day later").isNull();
    }

    @Test
    void aDayAfterTheDamageTheBudgetIsWholeAgain() throws IOException {
        Files.writeString(directory.resolve("spending.json"), "{");
        DailyBudget spending = spending("1");
        assertThat(spending.isUsedUp()).isTrue();

        clock.advance(Duration.ofHours(1));

        assertThat(spending.reserve(null, null).reservation()).isNotNull();
    }

    @Test
    void withoutABudgetADamageHoldsNothing() throws IOException {
        Path file = Files.writeString(directory.resolve("spending.json"), "{");
        DailyBudget spending = new DailyBudget(null, file, clock);
        spending.recall(null, usage -> null);

        assertThat(spending.today()).isZero();
    }

    @Test
    void aFolderOrALinkInItsPlaceIsADamageToo() throws IOException {
        Path file = Files.createDirectory(directory.resolve("spending.json"));
        assertThat(spending("1").isUsedUp()).isTrue();
        Files.delete(file);
        Files.createSymbolicLink(file, Path.of("/dev/zero"));
        assertThat(spending("1").isUsedUp()).isTrue();
    }

    @Test
    void theBooksTellWhatADamagedFileDoesNot() throws IOException {
        String today = "{\"time\":\"2026-11-26T07:01:02.5Z\",\"model\":\"m\",";
        Files.writeString(
                directory.resolve("usage.jsonl"),
                "{\"time\":\"2026-11-25T07:59:59Z\",\"cost\":7.5}\n"
                        + today
                        + "\"cost\":0.4}\n"
                        + today
                        + "\"cost\":0}\n"
                        + today
                        + "\"totalTokens\":null,\"cost\":null}\n\n");
        try (OutputStream packed =
                new GZIPOutputStream(
                        Files.newOutputStream(directory.resolve("usage-2026-11-25-1.jsonl.gz")))) {
            packed.write((today + "\"totalTokens\":9,\"cost\":null}\n").getBytes());
        }
        Files.writeString(directory.resolve("spending.json"), "{");

        DailyBudget spending = spending("1");

        assertThat(spending.today()).isEqualByComparingTo("0.4");
        assertThat(spending.ofAllToday().assumed()).isEqualByComparingTo("0.25");
        assertThat(spending.isUsedUp()).isFalse();
        assertThat(spending("0.6").isUsedUp()).isTrue();
    }

    /** A kill can leave two lines of one answer, which was paid for once. */
    @Test
    void anAnswerThatTheBooksHaveTwiceCountsOnce() throws IOException {
        String answer =
                """
                {"time":"2026-11-26T07:01:%02d.5Z","prompt":"%s","totalTokens":9,"cost":0.1,"responseId":%s}
                """;
        Files.writeString(
                directory.resolve("usage.jsonl"),
                answer.formatted(1, "a.txt", "\"id-1\"")
                        + answer.formatted(2, "b.txt", "\"id-1\"")
                        + answer.formatted(3, "c.txt", "null")
                        + answer.formatted(4, "c.txt", "null")
                        + answer.formatted(5, "a.txt", "\"id-1\""));

        Files.writeString(directory.resolve("spending.json"), "{");
        assertThat(spending("9").today()).isEqualByComparingTo("0.4");

        Files.writeString(
                directory.resolve("spending.json"),
                "{\"day\":\"2026-11-25\",\"at\":\"2026-11-26T07:01:01.6Z\",\"usd\":0.1,\"calls\":1}");
        assertThat(spending("9").today()).isEqualByComparingTo("0.4");
    }

    @Test
    void booksThatAreDamagedTooHoldTheBudget() throws IOException {
        Files.writeString(directory.resolve("spending.json"), "{");
        for (String usageLog : new String[] {"{\"cost\":0.1}", "{\"time\":", "\0"}) {
            Files.writeString(directory.resolve("usage.jsonl"), usageLog);

            assertThat(spending("1").isUsedUp()).as(usageLog).isTrue();
        }
    }

    @Test
    void beforeTheFirstPriceCallsWaitForWhatTheyMayCost() {
        DailyBudget spending = spending("1");

        BudgetReservation one = spending.reserve(usd("0.01"), usd("0.4")).reservation();
        BudgetReservation two = spending.reserve(usd("0.01"), usd("0.4")).reservation();
        BudgetReply three = spending.reserve(usd("0.01"), usd("0.4"));
        assertThat(one).isNotNull();
        assertThat(two).isNotNull();
        assertThat(three.reservation()).isNull();
        assertThat(three.isLater()).isTrue();

        spending.add(usd("0.02"));
        one.end();
        for (int i = 0; i < 40; i++) {
            assertThat(spending.reserve(usd("0.01"), usd("0.4")).reservation()).isNotNull();
        }
    }

    @Test
    void aCallThatMayCostMoreThanTheBudgetIsTriedAlone() {
        DailyBudget spending = spending("1");

        assertThat(spending.reserve(usd("0.01"), usd("5")).reservation()).isNotNull();
        assertThat(spending.reserve(usd("0.01"), usd("0.1")).isLater()).isTrue();
    }

    @Test
    void aTakeOverContinuesWithTheSumOfTheOtherInstance() {
        DailyBudget standBy = spending("1");
        DailyBudget leader = spending("1");
        leader.add(usd("0.9"));
        leader.keep();

        standBy.recall();

        assertThat(standBy.today()).isEqualByComparingTo("0.9");
        leader.recall();
        assertThat(leader.today()).isEqualByComparingTo("0.9");
    }

    @Test
    void whileTheOthersAreOutOfReachEachKeepsToItsPart() {
        DailyBudget spending = spending("1");
        spending.share(OtherInstances.outOfReach(), 2);
        for (int i = 0; i < 4; i++) {
            spending.add(usd("0.1"));
        }

        assertThat(room(spending, usd("0.1"))).isNotNull();
        assertThat(room(spending, usd("0.1"))).isNull();
    }

    /** Redis is gone, and the instance starts anew: others have spent 0.6 of 1, it 0.1. */
    @Test
    void aRestartWithoutTheOthersDoesNotSpendItsPartAgain() {
        DailyBudget before = spending("1");
        before.share(OtherInstances.havingSpent("0.6"), 2);
        before.add(usd("0.1"));
        before.look();
        before.add(usd("0.05"));
        before.keep();

        for (int start = 0; start < 3; start++) {
            DailyBudget again =
                    new DailyBudget(usd("1"), directory.resolve("spending.json"), clock);
            again.share(OtherInstances.outOfReach(), 2);
            again.recall(null, usage -> null);
            again.look();
            // Its part of what was left is 0.15, of which 0.05 are spent.
            assertThat(room(again, usd("0.11"))).isNull();
            assertThat(room(again, usd("0.09"))).isNotNull();
            assertThat(again.ofAllToday().all()).isEqualByComparingTo("0.7");
        }
    }

    /** Of a day on which the others never answered, each restart has the same part. */
    @Test
    void aRestartOnADayWithoutTheOthersKeepsToItsPart() {
        for (int start = 0; start < 4; start++) {
            DailyBudget spending = spending("1");
            spending.share(OtherInstances.outOfReach(), 2);
            spending.look();
            for (BudgetReservation call = room(spending, usd("0.1"));
                    call != null;
                    call = room(spending, usd("0.1"))) {
                spending.add(usd("0.1"));
                call.end();
            }
            assertThat(spending.today()).isEqualByComparingTo("0.5");
            spending.keep();
        }
    }

    /** A batch job takes longer than the others remember a call, and may last over midnight. */
    @Test
    void whatIsSetAsideIsRenewedAndCountsOnTheNextDay() {
        OtherInstances others = OtherInstances.granting();
        DailyBudget spending = spending("1");
        spending.share(others, 2);
        spending.keepIfDue();
        BudgetReservation job = spending.reserve(usd("0.1"), usd("0.4")).reservation();
        spending.keepIfDue();
        assertThat(others.told()).isEmpty();

        clock.advance(Duration.ofMinutes(4));
        spending.keepIfDue();
        spending.keepIfDue();
        clock.advance(Duration.ofMinutes(27));
        spending.keepIfDue();
        spending.add(usd("0.2"));
        job.end();

        assertThat(others.told())
                .containsExactly(
                        "call-1 renewed on 2026-11-25: 0.4 USD, 1 calls",
                        "call-1 renewed on 2026-11-26: 0.4 USD, 1 calls",
                        "call-1 ended on 2026-11-26: 0.2 USD");
    }

    /** After a kill the others have what the job of the former process had set aside. */
    @Test
    void aBatchJobHasItsOwnIdAmongTheOthers() {
        OtherInstances others = OtherInstances.granting();
        DailyBudget spending = spending("1");
        spending.share(others, 2);

        spending.reserve(usd("0.1"), usd("0.4"), "job:7").reservation().end();

        assertThat(others.told()).containsExactly("job:7 ended on 2026-11-25: 0 USD");
    }

    @Test
    void whatTheOthersHaveSpentCounts() {
        DailyBudget spending = spending("1");
        spending.share(OtherInstances.answering(SharedBudget.Room.NONE, "1.2", 0), 2);

        assertThat(room(spending, usd("0.1"))).isNull();
        assertThat(spending.isUsedUp()).isTrue();
        assertThat(spending.today()).isZero();
    }

    @Test
    void aDayThatAWrongClockHasNamedDoesNotLastUntilThen() {
        clock.set(EVENING.plus(Duration.ofDays(400)));
        DailyBudget spending = spending("1");
        spending.add(usd("2"));
        assertThat(room(spending, null)).isNull();

        clock.set(EVENING);

        assertThat(room(spending, null)).isNotNull();
    }

    @Test
    void aClockThatGoesForthAndBackDoesNotSpendADayTwice() {
        DailyBudget spending = spending("1");
        for (int days : new int[] {0, 1, 3, 0, 1, 3}) {
            clock.set(EVENING.plus(Duration.ofDays(days)));
            if (room(spending, null) != null) {
                spending.add(usd("1"));
            }
        }
        assertThat(spending.today()).isEqualByComparingTo("1");

        clock.set(EVENING);
        assertThat(spending.today()).as("the day of the first call").isEqualByComparingTo("1");
        assertThat(room(spending, null)).isNull();
    }

    @Test
    void aClockThatIsPutRightBeforeAStartDoesNotSpendADayTwice() {
        DailyBudget before = spending("1");
        before.add(usd("0.7"));
        clock.advance(Duration.ofDays(2));
        DailyBudget ahead = spending("1");
        assertThat(ahead.today()).isZero();
        ahead.add(usd("0.6"));
        ahead.keep();

        clock.set(EVENING);
        assertThat(spending("1").today()).isEqualByComparingTo("0.7");
        clock.advance(Duration.ofDays(2));
        assertThat(spending("1").today()).isEqualByComparingTo("0.6");
    }

    /**
     * Its line is written, and then the sum without it: a loaded machine takes a second for that.
     */
    @Test
    void aCallThatWasAddedAfterTheWritingCountsAfterAKillThoughItEndedBefore() throws IOException {
        DailyBudget killed = spending("1");
        clock.advance(Duration.ofMillis(10));
        Instant first = clock.instant();
        clock.advance(Duration.ofMillis(1));
        Instant second = clock.instant();
        clock.advance(Duration.ofSeconds(2));
        killed.add(usd("0.3"), BigDecimal.ZERO, first); // is written at once
        Files.writeString(
                directory.resolve("usage.jsonl"),
                """
                {"time":"%s","cost":0.3}
                {"time":"%s","cost":0.2}
                """
                        .formatted(first, second));

        assertThat(spending("1").today()).isEqualByComparingTo("0.5");
    }

    @Test
    void theLastCallsCountWhereTheClockOfTheDiskIsBehind() throws IOException {
        DailyBudget killed = spending("1");
        killed.add(usd("0.3"));
        Path usageLog = directory.resolve("usage.jsonl");
        Instant later = clock.instant().plusMillis(400);
        Files.writeString(usageLog, "{\"time\":\"%s\",\"cost\":0.2}\n".formatted(later));
        Files.setLastModifiedTime(
                usageLog, FileTime.from(clock.instant().minus(Duration.ofHours(2))));

        assertThat(spending("1").today()).isEqualByComparingTo("0.5");
    }
}
