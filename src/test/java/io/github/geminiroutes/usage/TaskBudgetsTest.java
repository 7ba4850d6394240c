package io.github.geminiroutes.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Budgets of tasks, beside that of the day. */
class TaskBudgetsTest {

    @TempDir Path directory;

    /** Half an hour before midnight in Los Angeles. */
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-26T07:30:00Z"));

    private TaskBudgets budgets;

    @BeforeEach
    void open() {
        budgets = start();
    }

    private TaskBudgets start() {
        return new TaskBudgets(
                directory.resolve("spending.json"),
                directory.resolve("usage.jsonl"),
                usage -> usd("0.25"),
                clock);
    }

    private static BigDecimal usd(String amount) {
        return new BigDecimal(amount);
    }

    private static Runnable room(TaskBudgets budgets, String task) {
        return budgets.of(task).reserve(usd("0.1"), usd("0.2")).end();
    }

    /** A folder of the inbox may have the name under which a client of the gateway is booked. */
    @Test
    void aTaskDecidesNothingOfAClientOfTheGateway() {
        assertThat(budgets.look("gateway/alice", usd("0"))).contains("rename its folder");
        assertThat(budgets.of("gateway/alice")).isNull();
        assertThat(budgets.look("gateway/alice", null)).isNull();
        assertThat(budgets.look("gateway", usd("0.5"))).isNull();
    }

    @Test
    void aTaskEndsWithItsBudgetAndOthersGoOnUntilMidnight() {
        assertThat(budgets.look("a", usd("0.5"))).isNull();
        assertThat(budgets.look("b", usd("0.5"))).isNull();
        budgets.add("a", usd("0.5"), BigDecimal.ZERO);
        budgets.add("c", usd("9"), BigDecimal.ZERO);

        assertThat(budgets.look("a", usd("0.5"))).contains("0.5 USD", "2026-11-26 00:00 PST");
        assertThat(budgets.look("b", usd("0.5"))).isNull();
        assertThat(budgets.look("c", null)).isNull();
        assertThat(budgets.of("c")).as("has none").isNull();
        assertThat(budgets.look("x/a", usd("0.5"))).as("one of that name elsewhere").isNull();

        budgets.add("b", BigDecimal.ZERO, usd("0.5"));
        assertThat(budgets.look("b", usd("0.5"))).as("calls of unknown price").contains("used up");
        assertThat(budgets.look("a", usd("0.7"))).as("the budget was raised").isNull();
        assertThat(budgets.look("a", usd("0.5"))).isNotNull();
        assertThat(budgets.look("a", null)).as("it was removed").isNull();
        assertThat(budgets.look("a", usd("0.5"))).isNotNull();
        clock.advance(Duration.ofMinutes(31));
        assertThat(budgets.look("a", usd("0.5"))).isNull();
    }

    @Test
    void whatLinesOfAJobHaveSetAsideBecomesOneAndIsGivenBackOnce() {
        budgets.look("a", usd("10"));
        budgets.look("b", usd("10"));
        budgets.add("a", usd("1"), BigDecimal.ZERO);
        TaskRoom first = (TaskRoom) room(budgets, "a");
        TaskRoom second = (TaskRoom) room(budgets, "a");
        TaskRoom other = (TaskRoom) room(budgets, "b");

        assertThat(first.tryTake(second)).isTrue();
        assertThat(first.tryTake(other)).as("of another task").isFalse();
        assertThat(first.tryTake(first)).isFalse();
        second.run();

        // A call costs 1 on average: seven more fit beside the two.
        List<Runnable> more = new ArrayList<>();
        for (Runnable room = room(budgets, "a"); room != null; room = room(budgets, "a")) {
            more.add(room);
        }
        assertThat(more).hasSize(7);
        first.run();
        first.run();
        assertThat(room(budgets, "a")).isNotNull();
        assertThat(room(budgets, "a")).isNotNull();
        assertThat(room(budgets, "a")).isNull();
    }

    @Test
    void callsUnderWayAreReservedAndWaitedFor() {
        budgets.look("a", usd("0.35"));
        Runnable first = room(budgets, "a");
        assertThat(room(budgets, "a")).as("before the first price is known").isNull();
        assertThat(budgets.look("a", usd("0.35"))).as("it waits for the first").isEmpty();
        budgets.add("a", usd("0.1"), BigDecimal.ZERO);
        first.run();
        first.run();

        assertThat(budgets.look("a", usd("0.35"))).isNull();
        Runnable second = room(budgets, "a");
        assertThat(room(budgets, "a")).isNotNull();
        assertThat(room(budgets, "a")).isNull();
        assertThat(budgets.look("a", usd("0.35"))).isEmpty();
        second.run();
        assertThat(budgets.look("a", usd("0.35"))).isNull();
        budgets.add("a", usd("0.2"), BigDecimal.ZERO);
        assertThat(budgets.of("a").isUsedUp()).isFalse();
    }

    @Test
    void aBudgetThatNoFurtherCallFitsIntoIsUsedUp() {
        budgets.look("a", usd("0.35"));
        budgets.add("a", usd("0.3"), BigDecimal.ZERO);
        assertThat(budgets.look("a", usd("0.35"))).isNull();

        assertThat(room(budgets, "a")).isNull();

        assertThat(budgets.look("a", usd("0.35"))).contains("used up");
        assertThat(start().look("n", usd("0"))).as("none at all").contains("used up");
    }

    /** Two instances with one task: what one has spent and set aside counts for the other. */
    @Test
    void instancesShareABudgetAndWaitForCallsOfEachOther() {
        OtherInstances others = OtherInstances.answering(SharedBudget.Room.NONE, "0.3", 2);
        budgets.share(task -> task.equals("a") ? others : SharedBudget.NONE, 2);
        budgets.look("a", usd("0.5"));

        assertThat(room(budgets, "a")).isNull();
        assertThat(budgets.look("a", usd("0.5"))).as("calls of the other are awaited").isEmpty();
        clock.advance(Duration.ofSeconds(1));
        assertThat(budgets.look("a", usd("0.5"))).as("it asks again").isNull();
        others.answer(SharedBudget.Room.GRANTED, "0.3", 1);
        Runnable granted = room(budgets, "a");
        assertThat(granted).isNotNull();
        granted.run();
        others.answer(SharedBudget.Room.NONE, "0.3", 0);
        assertThat(room(budgets, "a")).isNull();
        assertThat(budgets.look("a", usd("0.5"))).as("nothing is under way").contains("used up");
        clock.advance(Duration.ofMinutes(31));
        assertThat(budgets.look("a", usd("0.5"))).as("the next day").isNull();
    }

    @Test
    void whatLinesOfAJobHaveSetAsideIsOneForTheOtherInstancesToo() {
        OtherInstances others = OtherInstances.answering(SharedBudget.Room.GRANTED, "0", 1);
        budgets.share(task -> others, 2);
        budgets.look("a", usd("0.5"));
        TaskRoom first = (TaskRoom) room(budgets, "a");
        TaskRoom second = (TaskRoom) room(budgets, "a");

        assertThat(first.tryTake(second)).isTrue();
        second.run();
        clock.advance(Duration.ofMinutes(21));
        budgets.keepIfDue();
        first.run();

        assertThat(others.told())
                .containsExactly(
                        "call-1 and call-2",
                        "call-1 renewed on 2026-11-25: 0.4 USD, 2 calls",
                        "call-1 ended on 2026-11-25: 0 USD");
    }

    @Test
    void whileTheOthersAreOutOfReachATaskKeepsToItsPart() {
        budgets.share(task -> OtherInstances.outOfReach(), 2);
        budgets.look("a", usd("1"));
        budgets.add("a", usd("0.2"), BigDecimal.ZERO);

        assertThat(room(budgets, "a")).isNotNull();
        assertThat(room(budgets, "a")).as("a part of half a USD").isNull();
    }

    @Test
    void anInstanceThatTakesOverReadsWhatTheOtherHasSpent() {
        TaskBudgets standBy = start();
        standBy.look("a", usd("0.5"));
        budgets.look("a", usd("0.5"));
        budgets.add("a", usd("0.4"), BigDecimal.ZERO);
        clock.advance(Duration.ofSeconds(2));
        budgets.add("a", usd("0.2"), BigDecimal.ZERO);
        assertThat(standBy.look("a", usd("0.5"))).isNull();

        standBy.recall();

        assertThat(standBy.look("a", usd("0.5"))).contains("used up");
    }

    @Test
    void aCallThatEndsAfterMidnightCountsOnTheNewDay() {
        budgets.look("a", usd("0.5"));
        Runnable late = room(budgets, "a");
        clock.advance(Duration.ofMinutes(31));
        budgets.add("a", usd("0.3"), BigDecimal.ZERO);
        late.run();

        assertThat(room(budgets, "a")).as("0.3 and as much again").isNull();
        assertThat(budgets.look("a", usd("0.7"))).isNull();
        assertThat(room(budgets, "a")).isNotNull();
        assertThat(start().look("a", usd("0.3"))).contains("used up", "2026-11-27");
    }

    @Test
    void theSumOutlivesAKill() throws IOException {
        budgets.look("a/ä", usd("0.5"));
        clock.advance(Duration.ofSeconds(2));
        budgets.add("a/ä", usd("0.3"), BigDecimal.ZERO);
        clock.advance(Duration.ofMillis(500));
        Files.writeString(
                directory.resolve("usage.jsonl"),
                """
                {"time":"%1$s","task":"a/ä","cost":0.1}
                {"time":"%1$s","task":"b","cost":0.1}
                """
                        .formatted(clock.instant()));

        TaskBudgets restarted = start();
        // An answer of a batch job may come before the task is read.
        restarted.add("a/ä", usd("0.1"), BigDecimal.ZERO);

        assertThat(restarted.look("a/ä", usd("0.5"))).contains("used up");
        assertThat(restarted.look("a/ä", usd("0.500001"))).isNull();
    }

    @Test
    void aFileThatIsBrokenMeansTheBooksOrAUsedUpBudget() throws IOException {
        budgets.look("a", usd("0.5"));
        try (var files = Files.newDirectoryStream(directory.resolve("task-spending"))) {
            for (Path file : files) {
                Files.writeString(file, "{");
            }
        }
        assertThat(start().look("a", usd("0.5"))).contains("used up");
        Files.writeString(
                directory.resolve("usage.jsonl"),
                "{\"time\":\"%s\",\"task\":\"a\",\"cost\":0.4}\n".formatted(clock.instant()));
        assertThat(start().look("a", usd("0.5"))).isNull();
        assertThat(start().look("a", usd("0.4"))).contains("used up");
    }
}
