package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.api.ApiCalls;
import io.github.geminiroutes.api.CachedContents;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.SharedPrefix;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.CachingServer;
import io.github.geminiroutes.testing.SettableClock;
import io.github.geminiroutes.usage.DailyBudget;
import io.github.geminiroutes.usage.PriceFile;
import io.github.geminiroutes.usage.TaskBudgets;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The life of a cache: made, found again, extended, paid for, deleted. */
class ContextCachesTest {

    private static final String MODEL = "gemini-3.8-flash";

    /** 10,000 tokens of the server. */
    private static final String SHARED = "Rule. ".repeat(6_667);

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-20T12:00:00Z"));
    private final CachingServer server = new CachingServer(clock);
    private final CloseableHttpClient http = HttpClients.createDefault();
    private DailyBudget budget = new DailyBudget(null, null, clock);

    private final TaskBudgets tasks = new TaskBudgets(null, null, usage -> BigDecimal.ZERO, clock);

    @TempDir Path folder;

    @AfterEach
    void close() throws IOException {
        server.close();
        http.close();
    }

    /** As a run of the program that has just begun. */
    private ContextCaches run() throws IOException {
        return run(server);
    }

    private ContextCaches run(CachingServer google) throws IOException {
        return new ContextCaches(
                new CachedContents(new ApiCalls(http, google.baseUrl(), null), clock),
                new CacheCosts(PriceFile.read(""), budget, tasks),
                ContextCacheJournal.open(folder.resolve("caches")),
                google.baseUrl(),
                20_000_000,
                clock);
    }

    private static Call call(String shared, long waiting) {
        ObjectNode request = GeminiJson.MAPPER.createObjectNode();
        request.putArray("contents")
                .addObject()
                .put("role", "user")
                .putArray("parts")
                .addObject()
                .put("text", shared + "a document");
        Prompt prompt =
                new Prompt(MODEL, request, List.of(), OutputFormat.TEXT)
                        .sharing(new SharedPrefix(0, 0, shared.length(), false, () -> waiting));
        return new Call(prompt, prompt, MODEL, null);
    }

    /** The second call of a beginning, with so many waiting; null if it goes without a cache. */
    private SentCache second(ContextCaches caches, String shared, long waiting) {
        Call call = call(shared, waiting);
        ContextCache start = caches.of(call);
        if (start == null) {
            return null;
        }
        assertThat(start.acquire(clock.instant(), true)).isNull();
        assertThat(start.acquire(clock.instant(), true)).isNull();
        assertThat(start.tryAwait(clock.instant())).isTrue();
        caches.decide(start, call);
        return start.acquireAfterWait(clock.instant());
    }

    @Test
    void isMadeOnlyWhereItPays() throws IOException {
        ContextCaches caches = run();

        assertThat(second(caches, "Short. ", 60)).isNull();
        assertThat(second(caches, "Rule. ".repeat(2_000), 60)).as("3,000 tokens").isNull();
        assertThat(second(caches, SHARED + "one", 1)).isNull();
        assertThat(server.made()).isZero();
        assertThat(second(caches, SHARED, 60)).isNotNull();
        assertThat(server.made()).isEqualTo(1);
        assertThat(budget.today()).isEqualByComparingTo(new BigDecimal("0.0075"));
    }

    /** Such a number would use the day's budget up, or turn it off. */
    @ParameterizedTest
    @ValueSource(strings = {"9223372036854775807", "1e30", "-9000000000000", "0", "NaN", "many"})
    void tokensThatNoCacheHasCountAsThoseThatWereSent(String number) throws IOException {
        server.sayTokens(number);
        ContextCaches caches = run();

        assertThat(second(caches, SHARED, 60)).isNotNull();
        clock.advance(Duration.ofMinutes(2));
        caches.tidy();

        assertThat(budget.today()).isBetween(new BigDecimal("0.007"), new BigDecimal("0.009"));
    }

    @Test
    void theFirstCallOfAllWaitsForNone() throws IOException {
        ContextCache start = run().of(call(SHARED, 60));

        assertThat(start.acquire(clock.instant(), true)).isNull();
        assertThat(start.tryAwait(clock.instant())).isFalse();
    }

    /** This machine's clock is fast, or the server says so: each one made is paid for. */
    @Test
    void oneThatHasEndedWhenItIsMadeIsNotMadeAgainForAWhile() throws IOException {
        try (CachingServer behind =
                new CachingServer(new SettableClock(clock.instant().minus(Duration.ofDays(1))))) {
            ContextCaches caches = run(behind);

            assertThat(second(caches, SHARED, 60)).isNull();

            assertThat(behind.made()).isEqualTo(1);
            assertThat(behind.names()).as("its storage would cost for nothing").isEmpty();
            ContextCache start = caches.of(call(SHARED, 60));
            assertThat(start.tryAwait(clock.instant())).isFalse();
            clock.advance(Duration.ofHours(1));
            assertThat(start.tryAwait(clock.instant())).isTrue();
        }
    }

    /** By a slow clock it would never be extended, and calls would be refused. */
    @Test
    void oneLivesNoLongerThanWasAskedFor() throws IOException {
        try (CachingServer ahead =
                new CachingServer(new SettableClock(clock.instant().plus(Duration.ofDays(1))))) {
            SentCache sent = second(run(ahead), SHARED, 60);

            assertThat(sent.of().cache().expiresAt())
                    .isEqualTo(clock.instant().plus(Duration.ofMinutes(10)));
        }
    }

    @Test
    void afterAPauseOfTheTaskAnotherOneIsMade() throws IOException {
        ContextCaches caches = run();
        SentCache sent = second(caches, SHARED, 60);
        sent.of().release(clock.instant());
        clock.advance(Duration.ofMinutes(1));
        caches.tidy();
        assertThat(server.names()).isEmpty();

        assertThat(second(caches, SHARED, 60)).isNotNull();
        assertThat(server.made()).isEqualTo(2);
    }

    @Test
    void noMoreThanFiftyLiveAndAllAreDeletedAtTheEnd() throws IOException {
        ContextCaches caches = run();
        for (int i = 0; i < 50; i++) {
            assertThat(second(caches, SHARED + i, 60)).isNotNull();
        }

        assertThat(second(caches, SHARED + "one more", 60)).isNull();
        assertThat(server.names()).hasSize(50);

        List<ContextCacheCleaner.Part> parts = caches.endAll();
        assertThat(parts).as("they can run side by side").hasSize(51);
        for (ContextCacheCleaner.Part part : parts) {
            part.run();
        }
        assertThat(server.names()).isEmpty();
        assertThat(caches.atGoogle()).isZero();
        assertThat(folder.resolve("caches")).doesNotExist();
    }

    @Test
    void isFoundAgainAfterACrash() throws IOException {
        server.addOthers(5);
        SentCache before = second(run(), SHARED, 60);

        SentCache after = second(run(), SHARED, 60);

        assertThat(after.name()).isEqualTo(before.name());
        assertThat(server.made()).isEqualTo(1);
    }

    @Test
    void isDeletedByTheNextRunThatDoesNotNeedIt() throws IOException {
        server.addOthers(5);
        second(run(), SHARED, 60);
        ContextCaches next = run();

        next.tidy();
        assertThat(server.names()).hasSize(6);
        clock.advance(Duration.ofMinutes(2));
        next.tidy();

        assertThat(server.names()).hasSize(5).allMatch(name -> name.startsWith("x"));
        assertThat(folder.resolve("caches")).doesNotExist();
    }

    /** It would live, and its storage be paid for, until its end. */
    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void isDeletedLaterWhereSomethingOnTheWayAnswers(int code) throws IOException {
        ContextCaches caches = run();
        second(caches, SHARED, 60);
        server.refuseDeletesOnTheWay(code);
        ContextCacheCleaner.Part delete = caches.endAll().get(0);
        assertThatThrownBy(delete::run).isInstanceOf(GeminiException.class);
        assertThat(caches.atGoogle()).isEqualTo(1);

        server.refuseDeletesOnTheWay(0);
        ContextCaches next = run();
        clock.advance(Duration.ofMinutes(2));
        next.tidy();

        assertThat(server.names()).isEmpty();
        assertThat(next.atGoogle()).isZero();
    }

    @Test
    void livesOnWhileItIsUsedAndIsPaidForByTheHour() throws IOException {
        ContextCaches caches = run();
        SentCache sent = second(caches, SHARED, 60);
        Instant first = server.ends().get(0);
        clock.advance(Duration.ofMinutes(6));

        caches.tidy();

        assertThat(server.ends()).containsExactly(first.plus(Duration.ofMinutes(6)));
        sent.of().release(clock.instant());
        clock.advance(Duration.ofSeconds(59));
        caches.tidy();
        assertThat(server.names()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        caches.tidy();
        assertThat(server.names()).isEmpty();
        // 10,000 tokens for 7 minutes at 0.50 USD a million and hour.
        assertThat(budget.today().doubleValue())
                .isCloseTo(0.0075 + 0.005 * 7 / 60, org.assertj.core.data.Offset.offset(0.000_01));
    }

    @Test
    void aRefusalPausesItForAWhile() throws IOException {
        ContextCaches caches = run();
        SentCache sent = second(caches, SHARED, 60);
        server.loseCaches();

        caches.refused(sent, "gone");

        ContextCache start = sent.of();
        assertThat(start.acquire(clock.instant(), true)).isNull();
        assertThat(start.tryAwait(clock.instant())).isFalse();
        clock.advance(Duration.ofMinutes(10));
        assertThat(start.tryAwait(clock.instant())).isTrue();
    }

    @Test
    void oneThatIsGoneIsFoundOutWhenItIsExtended() throws IOException {
        ContextCaches caches = run();
        SentCache sent = second(caches, SHARED, 60);
        server.loseCaches();
        clock.advance(Duration.ofMinutes(6));

        caches.tidy();

        assertThat(sent.of().cache()).isNull();
        assertThat(sent.of().tryAwait(clock.instant())).isFalse();
    }

    @Test
    void isNotMadeOnceTheBudgetIsUsedUp() throws IOException {
        budget = new DailyBudget(BigDecimal.ONE, null, clock);
        budget.add(BigDecimal.ONE);

        assertThat(second(run(), SHARED, 60)).isNull();
        assertThat(server.made()).isZero();
    }

    @Test
    void googlesOwnCacheMakesItUseless() throws IOException {
        ContextCaches caches = run();
        Call call = call(SHARED, 3);
        ContextCache start = caches.of(call);
        for (int i = 0; i < 5; i++) {
            start.observe(9_500);
        }
        start.acquire(clock.instant(), true);
        start.acquire(clock.instant(), true);
        assertThat(start.tryAwait(clock.instant())).isTrue();
        caches.decide(start, call);

        assertThat(start.acquireAfterWait(clock.instant())).isNull();
        assertThat(server.made()).isZero();
    }
}
