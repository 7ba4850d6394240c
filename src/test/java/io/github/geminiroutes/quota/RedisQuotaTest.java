package io.github.geminiroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.support.Priority;
import io.github.geminiroutes.testing.RedisServer;
import io.github.geminiroutes.usage.SharedBudget;
import io.github.geminiroutes.usage.SharedBudget.Room;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Several gates, as those of several processes, with one quota in a real Redis. */
@Timeout(300)
@Tag("process")
class RedisQuotaTest {

    private static final String MODEL = "gemini-3.8-flash";
    private static final String SECRET = "AIzaSecretSecretSecret";
    private static final PacificDay DAY = PacificDay.at(Instant.now());
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final List<Gate> gates = new ArrayList<>();
    private final List<String> notices = new CopyOnWriteArrayList<>();
    private RedisServer redis;

    @BeforeEach
    void startRedis() throws Exception {
        redis = RedisServer.start("p4ssw0rd");
    }

    @AfterEach
    void closeAll() {
        gates.forEach(Gate::close);
        if (redis != null) {
            redis.close();
        }
    }

    private Gate gate(Clock clock, LimitKind kind, Long limit, int instances) {
        Gate gate = new Gate(clock);
        gates.add(gate);
        ApiKey key = new ApiKey();
        key.setKey(SECRET);
        gate.setKey(key);
        gate.setScope("https://generativelanguage.googleapis.com");
        gate.setRedisUrl(redis.url());
        gate.setInstances(instances);
        gate.setNotices(notices::add);
        if (kind != null) {
            gate.limit(kind, limit);
        }
        gate.start();
        return gate;
    }

    private Gate gate(LimitKind kind, Long limit) {
        return gate(Clock.systemUTC(), kind, limit, 2);
    }

    private Gate gate(Long requestsPerMinute) {
        return gate(LimitKind.REQUESTS_PER_MINUTE, requestsPerMinute);
    }

    /** As a caller does: asks again when it is told to, for fifteen seconds at most. */
    private static Decision ask(Gate gate, Permit permit) {
        Decision decision = gate.admit(permit);
        long deadline = System.nanoTime() + 15_000_000_000L;
        while (decision instanceof Decision.Delayed wait
                && wait.delay().toMillis() < 500
                && System.nanoTime() < deadline) {
            await().pollDelay(wait.delay()).pollInterval(Duration.ofMillis(1)).until(() -> true);
            decision = gate.admit(permit);
        }
        return decision;
    }

    private static Decision ask(Gate gate, long tokens) {
        return ask(gate, gate.enqueue(MODEL, tokens));
    }

    private static Permit sent(Gate gate) {
        Permit permit = gate.enqueue(MODEL, 10);
        assertThat(ask(gate, permit)).isInstanceOf(Decision.Permitted.class);
        return permit;
    }

    private static Duration wait(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Delayed.class);
        return ((Decision.Delayed) decision).delay();
    }

    private static Failure refusal(long limit, Duration delay) {
        return Failure.of(FailureKind.RATE_LIMIT_PER_MINUTE, "quota exceeded")
                .withHttpCode(429)
                .withViolations(List.of(Violations.requestsPerMinute(limit)))
                .withRetryDelay(delay);
    }

    @Test
    void instancesUseUpOneQuotaTogether() {
        Gate one = gate(10L);
        Gate two = gate(10L);
        for (int i = 0; i < 5; i++) {
            sent(one);
            sent(two);
        }

        // Told for ten seconds at most, as things may get better before.
        assertThat(wait(ask(one, 10))).isGreaterThan(Duration.ofSeconds(9));
        assertThat(wait(ask(two, 10))).isGreaterThan(Duration.ofSeconds(9));
    }

    @Test
    void inputTokensAreSharedAndCorrected() {
        Gate one = gate(LimitKind.INPUT_TOKENS_PER_MINUTE, 1_000L);
        Gate two = gate(LimitKind.INPUT_TOKENS_PER_MINUTE, 1_000L);
        Permit permit = one.enqueue(MODEL, 900);
        assertThat(ask(one, permit)).isInstanceOf(Decision.Permitted.class);
        Permit waiting = two.enqueue(MODEL, 900);
        assertThat(wait(ask(two, waiting))).isGreaterThan(Duration.ofSeconds(5));

        one.settle(permit, 90);

        Gate three = gate(LimitKind.INPUT_TOKENS_PER_MINUTE, 1_000L);
        assertThat(wait(ask(three, 950)))
                .as("the 90 that were used count until their minute is over")
                .isGreaterThan(Duration.ofSeconds(5));
        assertThat(redis.commands().zcard(key("line"))).isEqualTo(2);
        assertThat(redis.commands().hget(key("use"), "_t")).isEqualTo("90");
    }

    private String key(String part) {
        return redis.commands().keys("*:" + part).get(0);
    }

    @Test
    void aRefusalClosesTheGateOfAllInstancesAndAllLearnFromIt() {
        Gate one = gate(null);
        Gate two = gate(null);
        Permit permit = sent(one);
        sent(two);

        one.refused(permit, refusal(2, Duration.ofSeconds(9)));

        await().atMost(LIMIT)
                .until(() -> two.admit(two.enqueue(MODEL, 10)) instanceof Decision.Delayed);
        assertThat(wait(two.admit(two.enqueue(MODEL, 10))))
                .as("counts down, each by a clock of its own")
                .isBetween(Duration.ofSeconds(1), Duration.ofMillis(9_500));
        assertThat(two.view().get(0).limits().get(LimitKind.REQUESTS_PER_MINUTE).limit())
                .isEqualTo(2);
    }

    @Test
    void whatARefusedOrAbandonedCallReservedIsThereForOthers() {
        Gate one = gate(2L);
        Gate two = gate(2L);
        Permit permit = sent(one);
        sent(one);
        one.abandon(permit);

        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> ask(gate(2L), 10) == Decision.Permitted.NOW);
        assertThat(wait(ask(two, 10))).isGreaterThan(Duration.ofSeconds(5));
    }

    @Test
    void aCallThatNeverLeftGivesBackItsPlaceOfTheDay() {
        Gate one = gate(LimitKind.REQUESTS_PER_DAY, 1L);
        Gate two = gate(LimitKind.REQUESTS_PER_DAY, 1L);
        Permit permit = sent(one);
        assertThat(ask(two, 10)).isInstanceOf(Decision.Rejected.class);

        one.abandon(permit);

        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> ask(two, 10) == Decision.Permitted.NOW);
        assertThat(ask(one, 10)).isInstanceOf(Decision.Rejected.class);
    }

    @Test
    void theDayIsShared() {
        Gate one = gate(LimitKind.REQUESTS_PER_DAY, 3L);
        Gate two = gate(LimitKind.REQUESTS_PER_DAY, 3L);
        sent(one);
        sent(two);
        sent(two);

        Decision closed = ask(one, 10);

        assertThat(closed).isInstanceOf(Decision.Rejected.class);
        assertThat(((Decision.Rejected) closed).reason().message())
                .isEqualTo("The 3 requests per day are used up.");
        assertThat(((Decision.Rejected) closed).until())
                .isBetween(Instant.now(), Instant.now().plus(Duration.ofHours(25)));
    }

    @Test
    void aLongStopHoldsForAllUntilAPersonReopens() {
        Gate one = gate(null);
        Gate two = gate(null);
        Instant until = Instant.now().plusSeconds(300);
        one.closeUntil(
                MODEL, until, Failure.of(FailureKind.MONTHLY_SPENDING_CAP, "The cap is reached."));

        await().atMost(LIMIT).until(() -> ask(two, 10) instanceof Decision.Rejected);
        Decision.Rejected closed = (Decision.Rejected) ask(two, 10);
        assertThat(closed.reason().kind()).isEqualTo(FailureKind.MONTHLY_SPENDING_CAP);
        assertThat(closed.reason().message()).isEqualTo("The cap is reached.");
        assertThat(closed.until()).isBetween(until.minusSeconds(5), until.plusSeconds(5));

        one.reopen(MODEL);
        await().atMost(LIMIT).until(() -> ask(two, 10) instanceof Decision.Permitted);
    }

    @Test
    void clocksThatDifferDoNoHarm() {
        Gate slow =
                gate(
                        Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-3)),
                        LimitKind.REQUESTS_PER_MINUTE,
                        4L,
                        2);
        Gate fast =
                gate(
                        Clock.offset(Clock.systemUTC(), Duration.ofDays(2)),
                        LimitKind.REQUESTS_PER_MINUTE,
                        4L,
                        2);
        sent(slow);
        sent(fast);
        sent(slow);
        sent(fast);

        assertThat(wait(ask(slow, 10))).isGreaterThan(Duration.ofSeconds(9));
        assertThat(wait(ask(fast, 10))).isGreaterThan(Duration.ofSeconds(9));
        assertThat(redis.commands().keys("*").stream().filter(key -> key.contains("}:20")))
                .as("the day both count on")
                .hasSize(1);
    }

    @Test
    void withoutRedisEachKeepsToItsPartAndComesBackByItself() throws Exception {
        Gate one = gate(Clock.systemUTC(), LimitKind.REQUESTS_PER_MINUTE, 8L, 4);
        Gate other = gate(Clock.systemUTC(), LimitKind.REQUESTS_PER_MINUTE, 8L, 4);
        sent(other);
        sent(one);
        redis.kill();

        sent(one);
        assertThat(wait(ask(one, 10)))
                .as("2 of 8 are this instance's part")
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(notices).hasSize(1);
        assertThat(notices.get(0))
                .contains("out of reach")
                .contains("1/4 of each limit")
                .doesNotContain("p4ssw0rd");

        redis.launch();
        await().atMost(LIMIT)
                .until(
                        () -> {
                            one.maintain();
                            return notices.size() == 2;
                        });
        assertThat(notices.get(1)).contains("is back");
        Gate two = gate(Clock.systemUTC(), LimitKind.REQUESTS_PER_MINUTE, 8L, 4);
        for (int i = 0; i < 6; i++) {
            sent(two);
        }
        assertThat(wait(ask(two, 10)))
                .as("the new Redis knows of the two calls made before and without it")
                .isGreaterThan(Duration.ofSeconds(9));
    }

    @Test
    void whatOthersHaveUsedIsNotUsedAgainWithoutRedis() throws Exception {
        Gate one = gate(8L);
        Gate two = gate(8L);
        for (int i = 0; i < 6; i++) {
            sent(two);
        }
        sent(one);
        redis.kill();

        sent(one);
        assertThat(wait(ask(one, 10)))
                .as("one's part is 4, but all 8 are used")
                .isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aSlowRedisDelaysOneCallAndNotEach() throws Exception {
        Gate one = gate(100L);
        sent(one);
        redis.pause();
        try {
            long start = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                sent(one);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofSeconds(14));
        } finally {
            redis.resume();
        }
        await().atMost(LIMIT)
                .until(
                        () -> {
                            one.maintain();
                            return notices.stream().anyMatch(n -> n.contains("is back"));
                        });
        assertThat(notices.stream().filter(n -> n.contains("out of reach"))).hasSize(1);
    }

    @Test
    void aPlaceWhoseAnswerWasLostIsUsedAfterAll() throws Exception {
        Gate one = gate(Clock.systemUTC(), LimitKind.REQUESTS_PER_MINUTE, 4L, 4);
        sent(one);
        Permit permit = one.enqueue(MODEL, 10);
        redis.pause();
        try {
            await().atMost(LIMIT)
                    .until(
                            () ->
                                    ask(one, permit) instanceof Decision.Delayed wait
                                            && wait.delay().toSeconds() == 3);
        } finally {
            // Now it answers the questions that nobody waits for any more.
            redis.resume();
        }
        await().atMost(LIMIT)
                .until(
                        () -> {
                            one.maintain();
                            return one.admit(permit) instanceof Decision.Permitted;
                        });
        assertThat(redis.commands().hget(key("use"), "_r")).isEqualTo("2");
    }

    /** The last place of the minute is taken by a question whose answer came too late. */
    private Permit unanswered(Gate gate) throws Exception {
        sent(gate);
        Permit permit = gate.enqueue(MODEL, 10);
        redis.pause();
        try {
            wait(gate.admit(permit));
        } finally {
            redis.resume();
        }
        await().atMost(LIMIT).until(() -> "2".equals(redis.commands().hget(key("use"), "_r")));
        return permit;
    }

    @Test
    void aLateAnswerIsFetchedAtOnceAlthoughTheMinuteIsUsedUp() throws Exception {
        Gate one = gate(2L);
        Permit permit = unanswered(one);
        assertThat(wait(ask(one, 10))).isGreaterThan(Duration.ofSeconds(5));

        assertThat(ask(one, permit)).isInstanceOf(Decision.Permitted.class);
        assertThat(redis.commands().hget(key("use"), "_r")).isEqualTo("2");
    }

    @Test
    void aCallThatGivesUpBeforeItsLateAnswerLeavesItsPlaceToOthers() throws Exception {
        Gate one = gate(2L);
        one.abandon(unanswered(one));

        await().atMost(LIMIT).until(() -> "1".equals(redis.commands().hget(key("use"), "_r")));
        assertThat(ask(one, 10)).isInstanceOf(Decision.Permitted.class);
    }

    @Test
    void startsWithoutRedisAndFindsItLater() throws Exception {
        redis.kill();
        Gate one = gate(10L);
        sent(one);
        assertThat(notices).anyMatch(n -> n.contains("out of reach"));

        redis.launch();

        await().atMost(LIMIT)
                .until(
                        () -> {
                            one.maintain();
                            return notices.stream().anyMatch(n -> n.contains("is back"));
                        });
        sent(one);
        assertThat(redis.commands().keys("gemini:*")).isNotEmpty();
    }

    @Test
    void keysAreOursExpireAndContainNoSecret() {
        Gate one = gate(2L);
        Permit permit = sent(one);
        sent(one);
        assertThat(ask(one, 10)).isInstanceOf(Decision.Delayed.class);
        one.refused(permit, refusal(2, Duration.ofSeconds(1)));
        Gate two = gate(2L);
        ask(two, 10);

        List<String> keys = redis.commands().keys("*");
        assertThat(keys).hasSizeGreaterThan(3);
        for (String key : keys) {
            assertThat(key)
                    .matches("gemini:\\{[0-9a-f]{20}:gemini-3\\.8-flash}:[a-z0-9-]+")
                    .doesNotContain(SECRET);
            assertThat(redis.commands().pttl(key)).as(key).isPositive();
        }
    }

    @Test
    void projectsDoNotShare() {
        Gate one = gate(1L);
        sent(one);
        Gate other = new Gate();
        gates.add(other);
        ApiKey key = new ApiKey();
        key.setKey("another-key");
        other.setKey(key);
        other.setScope("https://generativelanguage.googleapis.com");
        other.setRedisUrl(redis.url());
        other.limit(LimitKind.REQUESTS_PER_MINUTE, 1L);
        other.start();

        sent(other);
    }

    @Test
    void aHighCallOfOneInstanceGoesBeforeTheNormalOnesOfTheOther() {
        Gate one = gate(30L);
        Gate two = gate(30L);
        for (int i = 0; i < 29; i++) {
            sent(one);
        }
        Permit normal = two.enqueue(MODEL, 1);
        Permit full = sent(one);
        one.refused(full, refusal(30, Duration.ofSeconds(9)));
        assertThat(two.admit(normal)).isInstanceOf(Decision.Delayed.class);
        Permit high = one.enqueue(MODEL, 1, Priority.HIGH);
        assertThat(one.admit(high)).isInstanceOf(Decision.Delayed.class);

        Duration ofNormal = wait(two.admit(normal));
        Duration ofHigh = wait(one.admit(high));

        // Both count down to the same end, each by a clock of its own.
        assertThat(ofHigh).isLessThan(ofNormal.plusMillis(500));
    }

    private static SharedBudget.Answer ask(
            SharedBudget budget, String id, String least, String most, String spent, long calls) {
        return budget.reserve(
                DAY,
                id,
                new SharedBudget.Cost(new BigDecimal(least), new BigDecimal(most)),
                BigDecimal.ONE,
                new SharedBudget.Sum(new BigDecimal(spent), BigDecimal.ZERO, calls),
                SharedBudget.Sum.ZERO);
    }

    @Test
    void instancesShareTheMoneyOfTheDay() {
        SharedBudget one = gate(10L).sharedBudget(null);
        SharedBudget two = gate(10L).sharedBudget(null);

        // Nothing is known of the price: two calls of 0.4 fit, a third one waits.
        String first = one.nextId();
        assertThat(ask(one, first, "0.01", "0.4", "0", 0).room()).isEqualTo(Room.GRANTED);
        String second = two.nextId();
        assertThat(ask(two, second, "0.01", "0.4", "0", 0).room()).isEqualTo(Room.GRANTED);
        assertThat(ask(two, second, "0.01", "0.4", "0", 0).room())
                .as("the same question again")
                .isEqualTo(Room.GRANTED);
        assertThat(ask(two, two.nextId(), "0.01", "0.4", "0", 0).room()).isEqualTo(Room.LATER);

        // One call has cost 0.3: the average counts for those under way, three more do not fit.
        one.end(DAY, first, new SharedBudget.Sum(new BigDecimal("0.3"), BigDecimal.ZERO, 1));
        assertThat(ask(one, one.nextId(), "0.01", "0.4", "0.3", 1).room()).isEqualTo(Room.GRANTED);
        SharedBudget.Answer full = ask(two, two.nextId(), "0.01", "0.4", "0", 0);
        assertThat(full.room()).isEqualTo(Room.NONE);
        assertThat(full.sum().usd()).isEqualByComparingTo("0.3");
        two.renew(DAY, second, new SharedBudget.Cost(BigDecimal.ONE, BigDecimal.ONE), 1);
        assertThat(ask(one, one.nextId(), "0.01", "0.4", "0.3", 1).room()).isEqualTo(Room.NONE);
        two.end(DAY, second, SharedBudget.Sum.ZERO);
        assertThat(ask(two, two.nextId(), "0.01", "0.4", "0", 0).room()).isEqualTo(Room.GRANTED);
    }

    @Test
    void theBudgetOfATaskIsSharedByItsNameAndApartFromTheDays() {
        SharedBudget one = gate(10L).sharedBudget("invoices");
        SharedBudget two = gate(10L).sharedBudget("invoices");
        String first = one.nextId();
        ask(one, first, "0.4", "0.4", "0.5", 1);

        SharedBudget.Answer full = ask(two, two.nextId(), "0.4", "0.4", "0", 0);
        assertThat(full.room()).isEqualTo(Room.NONE);
        assertThat(full.underWay()).isEqualTo(1);
        assertThat(full.sum().usd()).isEqualByComparingTo("0.5");
        for (String other : new String[] {null, "letters"}) {
            SharedBudget apart = gate(10L).sharedBudget(other);
            assertThat(ask(apart, apart.nextId(), "0.9", "0.9", "0", 0).room())
                    .isEqualTo(Room.GRANTED);
        }
        assertThat(redis.commands().keys("*invoices*")).isEmpty();
    }

    @Test
    void aBudgetThatIsLargerThanAnyNumberOfRedisHolds() {
        SharedBudget one = gate(10L).sharedBudget(null);

        SharedBudget.Answer answer =
                one.reserve(
                        DAY,
                        one.nextId(),
                        new SharedBudget.Cost(BigDecimal.ONE, BigDecimal.TEN),
                        new BigDecimal("1e30"),
                        new SharedBudget.Sum(BigDecimal.TEN, BigDecimal.ZERO, 1),
                        SharedBudget.Sum.ZERO);

        assertThat(answer.room()).isEqualTo(Room.GRANTED);
    }

    @Test
    void moneyThatRedisHasForgottenIsToldAgain() throws Exception {
        SharedBudget one = gate(10L).sharedBudget(null);
        ask(one, one.nextId(), "0.01", "0.01", "0.9", 9);
        redis.commands().flushall();

        SharedBudget two = gate(10L).sharedBudget(null);
        ask(one, one.nextId(), "0.01", "0.01", "0.99", 10);

        assertThat(ask(two, two.nextId(), "0.01", "0.01", "0", 0).room()).isEqualTo(Room.NONE);
    }

    /** Its instance may have been killed: a task would wait for it. */
    @Test
    void whatIsSetAsideAndNotRenewedIsForgottenAfterTenMinutes() {
        SharedBudget killed = gate(10L).sharedBudget("invoices");
        SharedBudget other = gate(10L).sharedBudget("invoices");
        String id = killed.nextId();
        ask(killed, id, "0.9", "0.9", "0.1", 1);
        assertThat(ask(other, other.nextId(), "0.9", "0.9", "0", 0).room()).isEqualTo(Room.NONE);

        String key = redis.commands().keys("*(budget)*").get(0);
        String[] entry = redis.commands().hget(key, "r:" + id).split(" ");
        Duration kept =
                Duration.between(
                        Instant.now(), Instant.ofEpochMilli(Long.parseLong(entry[2]) / 1000));
        assertThat(kept).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
        redis.commands().hset(key, "r:" + id, entry[0] + ' ' + entry[1] + " 1");
        redis.commands().hdel(key, "_look");

        assertThat(ask(other, other.nextId(), "0.8", "0.8", "0", 0).room()).isEqualTo(Room.GRANTED);
    }

    /** Thousands of documents of a batch job: no call looks at all that are under way. */
    @Test
    void moneyOfThousandsOfCallsIsAddedUpOnceAMinute() {
        SharedBudget one = gate(10L).sharedBudget("invoices");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            ids.add(one.nextId());
            assertThat(ask(one, ids.get(i), "0.0001", "0.0002", "0.5", 5_000).room())
                    .isEqualTo(Room.GRANTED);
        }
        SharedBudget.Answer full = ask(one, one.nextId(), "0.401", "0.401", "0.5", 5_000);
        assertThat(full.underWay()).isEqualTo(1_000);
        assertThat(full.room()).isEqualTo(Room.NONE);
        ids.forEach(id -> one.end(DAY, id, SharedBudget.Sum.ZERO));
        SharedBudget.Answer free = ask(one, one.nextId(), "0.401", "0.401", "0.5", 5_000);
        assertThat(free.underWay()).isZero();
        assertThat(free.room()).isEqualTo(Room.GRANTED);

        long runs = calls("evalsha");
        assertThat(runs).isBetween(2_000L, 2_010L);
        assertThat(calls("hgetall") - runs).as("looks at all of them").isBetween(1L, 5L);
    }

    /** Rows of a batch job end together: a million of them need not be a million entries. */
    @Test
    void moneyOfRowsThatEndTogetherIsOneEntry() {
        SharedBudget one = gate(10L).sharedBudget("invoices");
        String job = one.nextId();
        ask(one, job, "0.0001", "0.0002", "0.1", 1_000);
        for (int i = 1; i < 500; i++) {
            String row = one.nextId();
            ask(one, row, "0.0001", "0.0002", "0.1", 1_000);
            one.join(DAY, job, row);
        }
        String apart = one.nextId();
        assertThat(ask(one, apart, "0.01", "0.01", "0.1", 1_000).underWay()).isEqualTo(500);
        String day = redis.commands().keys("*:20*").get(0);
        assertThat(redis.commands().hlen(day)).as("entries of all rows").isLessThan(10);

        redis.commands().hset(day, "_look", "0");
        SharedBudget.Answer full = ask(one, one.nextId(), "0.841", "0.841", "0.1", 1_000);
        assertThat(full.underWay()).as("added up anew").isEqualTo(501);
        assertThat(full.room()).isEqualTo(Room.NONE);
        SharedBudget.Cost all = new SharedBudget.Cost(new BigDecimal("0.05"), BigDecimal.ONE);
        one.renew(DAY, job, all, 500);
        one.end(DAY, apart, SharedBudget.Sum.ZERO);
        assertThat(ask(one, apart, "0.841", "0.841", "0.1", 1_000).underWay()).isEqualTo(500);
        one.end(DAY, apart, SharedBudget.Sum.ZERO);
        one.end(DAY, job, SharedBudget.Sum.ZERO);
        assertThat(ask(one, apart, "0.841", "0.841", "0.1", 1_000).underWay()).isZero();
    }

    private long calls(String command) {
        String stats = redis.commands().info("commandstats");
        return Pattern.compile("cmdstat_" + command + ":calls=(\\d+)")
                .matcher(stats)
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    @Test
    void whatAllHaveSpentIsToldWithoutACall() {
        SharedBudget one = gate(10L).sharedBudget(null);
        SharedBudget two = gate(10L).sharedBudget(null);
        ask(one, one.nextId(), "0.01", "0.01", "0.5", 5);
        SharedBudget.Sum own = new SharedBudget.Sum(new BigDecimal("0.1"), BigDecimal.ZERO, 1);

        SharedBudget.Answer told = two.look(DAY, own, SharedBudget.Sum.ZERO);

        assertThat(told.sum().usd()).isEqualByComparingTo("0.6");
        assertThat(told.sum().calls()).isEqualTo(6);
        assertThat(told.underWay()).isEqualTo(1);
    }
}
