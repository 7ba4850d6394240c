package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.SetBacks;
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

class ParkingLotTest {

    private static final Failure OVERLOADED = Failure.of(FailureKind.OVERLOADED, "come back later");
    private static final Failure PER_DAY = Failure.of(FailureKind.RATE_LIMIT_PER_DAY, "enough");
    private static final Failure NO_CREDIT = Failure.of(FailureKind.PREPAY_DEPLETED, "no credit");

    @TempDir Path data;
    private final SettableClock clock = new SettableClock(Instant.parse("2026-07-01T12:00:00Z"));
    private final PromptCounters counters = new PromptCounters(clock);
    private final CircuitBreakers circuitBreakers = new CircuitBreakers(clock);
    private final AtomicLong nanos = new AtomicLong();
    private FolderFixture fixture;
    private ParkingLot lot;

    @BeforeEach
    void makeLot() throws IOException {
        fixture = new FolderFixture(data);
        lot = newLot();
        lot.follow(circuitBreakers);
    }

    private ParkingLot newLot() {
        ParkingLot made =
                new ParkingLot(
                        fixture.folder,
                        counters,
                        FailurePolicy.ofParking(Duration.ofMinutes(5)),
                        clock,
                        new SetBacks(nanos::get));
        return made;
    }

    private Duration park(Failure failure) throws IOException {
        return park(failure, "m");
    }

    private Duration park(Failure failure, String breaker) throws IOException {
        return park(failure, breaker, clock.instant());
    }

    private Duration park(Failure failure, String breaker, Instant metAt) throws IOException {
        PromptFile prompt = fixture.drop("a.txt", "Q");
        FailurePolicy.Verdict.ParkUntil until =
                (FailurePolicy.Verdict.ParkUntil) lot.verdict("a.txt", failure);
        ObjectNode record =
                GeminiJson.MAPPER.createObjectNode().put("prompt", "a.txt").put("model", "m");
        lot.park(
                prompt,
                failure,
                until,
                record,
                null,
                failure.kind().isOfOutage() ? new Outage(breaker, metAt) : null);
        return Duration.between(clock.instant(), until.notBefore());
    }

    private boolean isParked() {
        return Files.exists(fixture.folder.parked().resolve("a.txt"));
    }

    private boolean isBack() {
        return Files.exists(fixture.folder.inbox().resolve("a.txt"));
    }

    private boolean isHopeless(String prompt, Failure failure) {
        return lot.verdict(prompt, failure) instanceof FailurePolicy.Verdict.Fail;
    }

    @Test
    void bringsAPromptBackWhenItsTimeHasComeAndNotBefore() throws IOException {
        lot.release();
        assertThat(park(OVERLOADED)).isEqualTo(Duration.ofMinutes(5));
        counters.countParked();
        assertThat(isParked()).isTrue();
        assertThat(isBack()).isFalse();
        assertThat(counters.stillParked()).isEqualTo(1);

        clock.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(lot.release()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(lot.release()).isEqualTo(1);
        assertThat(counters.stillParked()).as("the outcome to come decides").isZero();
        assertThat(counters.parked()).as("a counter never falls").isEqualTo(1);
        assertThat(isBack()).isTrue();
        assertThat(fixture.folder.parked()).isEmptyDirectory();
    }

    @Test
    void aClockThatIsSetBackHoldsNoPromptUp() throws IOException {
        lot.release();
        park(OVERLOADED);
        lot.release();

        clock.advance(Duration.ofMinutes(2).minusHours(1));
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(lot.release()).isZero();
        clock.advance(Duration.ofMinutes(3).minusMillis(1));
        assertThat(lot.release()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(lot.release()).isEqualTo(1);
    }

    @Test
    void aClockThatWasAheadBeforeTheStartHoldsNoPromptUp() throws IOException {
        lot.release();
        park(OVERLOADED);
        Path record = fixture.folder.parked().resolve("a.txt.parked.json");
        ObjectNode ahead = (ObjectNode) GeminiJson.MAPPER.readTree(record.toFile());
        ahead.put("time", "2028-07-01T12:00:00Z").put("notBefore", "2028-07-01T12:05:00Z");
        Files.writeString(record, ahead.toString());
        lot = newLot();

        assertThat(lot.release()).isZero();
        clock.advance(Duration.ofMinutes(5).minusMillis(1));
        assertThat(lot.release()).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(lot.release()).isEqualTo(1);
    }

    @Test
    void waitsLongerEachTime() throws IOException {
        lot.release();
        for (int minutes : new int[] {5, 10, 20, 40}) {
            assertThat(park(OVERLOADED)).isEqualTo(Duration.ofMinutes(minutes));
            clock.advance(Duration.ofMinutes(minutes));
            lot.release();
        }
        lot.forget("a.txt");
        assertThat(park(OVERLOADED)).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aDailyLimitEndsAtMidnightInLosAngeles() throws IOException {
        assertThat(park(PER_DAY)).isEqualTo(Duration.ofHours(19));
    }

    @Test
    void whatAPersonMustMendIsTriedEachHourThenLessOften() throws IOException {
        lot.release();
        assertThat(park(NO_CREDIT)).isEqualTo(Duration.ofHours(1));
        clock.advance(Duration.ofHours(1));
        lot.release();
        assertThat(park(NO_CREDIT)).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void aPromptThatAloneKeepsFailingIsHopelessAfterThreeParkings() throws IOException {
        lot.release();
        counters.countAnswered();
        for (int i = 0; i < 3; i++) {
            assertThat(isHopeless("a.txt", OVERLOADED)).isFalse();
            park(OVERLOADED);
            clock.advance(Duration.ofHours(1));
            lot.release();
        }
        assertThat(isHopeless("a.txt", OVERLOADED)).as("nobody was answered since").isFalse();
        counters.countAnswered();
        assertThat(isHopeless("a.txt", OVERLOADED)).isTrue();
        assertThat(isHopeless("a.txt", NO_CREDIT)).as("not the prompt's fault").isFalse();
    }

    @Test
    void aPromptThatCannotGoBackHoldsNoOtherUp() throws IOException {
        Path parked = fixture.folder.parked();
        for (String name : new String[] {"broken.txt", "a.txt"}) {
            Files.writeString(parked.resolve(name), "Q");
        }
        Files.writeString(
                parked.resolve("broken.txt.parked.json"),
                "{\"prompt\": \"%s.txt\", \"notBefore\": \"2020-01-01T00:00:00Z\"}"
                        .formatted("x".repeat(300)));
        Files.writeString(
                parked.resolve("a.txt.parked.json"),
                "{\"prompt\": \"a.txt\", \"notBefore\": \"2021-01-01T00:00:00Z\"}");

        assertThat(lot.release()).isEqualTo(1);
        assertThat(isBack()).isTrue();
        assertThat(parked.resolve("broken.txt")).exists();
        assertThat(fixture.folder.health().reason()).isNull();
    }

    @Test
    void aRestartLosesNothing() throws IOException {
        lot.release();
        park(OVERLOADED);
        ParkingLot restarted = newLot();
        assertThat(restarted.release()).isZero();
        clock.advance(Duration.ofMinutes(5));
        assertThat(restarted.release()).isEqualTo(1);
        assertThat(isBack()).isTrue();
    }

    @Test
    void aNameThatIsTakenIsWaitedFor() throws IOException {
        lot.release();
        park(OVERLOADED);
        fixture.drop("a.txt", "another");
        clock.advance(Duration.ofMinutes(5));
        assertThat(lot.release()).isZero();
        assertThat(isParked()).isTrue();
        Files.delete(fixture.folder.inbox().resolve("a.txt"));
        clock.advance(Duration.ofSeconds(30));
        assertThat(lot.release()).isEqualTo(1);
        assertThat(fixture.folder.inbox().resolve("a.txt")).hasContent("Q");
    }

    @Test
    void theRecordSaysUntilWhenAndWhy() throws IOException {
        park(OVERLOADED);
        JsonNode record =
                GeminiJson.MAPPER.readTree(
                        fixture.folder.parked().resolve("a.txt.parked.json").toFile());
        assertThat(Instant.parse(record.path("notBefore").asText()))
                .isEqualTo(clock.instant().plusSeconds(300));
        assertThat(record.path("reason").asText()).isEqualTo("come back later");
        assertThat(record.path("parkings").asInt()).isEqualTo(1);
    }

    private void goDown(String model) {
        for (int i = 0; i < 15; i++) {
            circuitBreakers.tryCall(model, "");
            circuitBreakers.fail(model, "", OVERLOADED);
        }
    }

    private void comeBack(String model) {
        clock.advance(circuitBreakers.tryCall(model, ""));
        circuitBreakers.tryCall(model, "");
        circuitBreakers.succeed(model);
    }

    @Test
    void bringsBackAtOnceWhatWasPutAsideForAnOutageThatIsOver() throws IOException {
        lot.release();
        goDown("m");
        assertThat(park(Failure.of(FailureKind.OUTAGE, "down"))).isEqualTo(Duration.ofMinutes(5));
        assertThat(lot.release()).isZero();

        comeBack("m");
        assertThat(lot.release()).isEqualTo(1);
        assertThat(isBack()).isTrue();
    }

    /** The last attempt of a prompt may fail while another call ends the outage. */
    @Test
    void bringsBackWhatIsPutAsideAfterTheEndOfTheOutageThatItMet() throws IOException {
        lot.release();
        goDown("m");
        Instant metAt = clock.instant();
        clock.advance(Duration.ofMillis(1));
        comeBack("m");
        lot.release();

        clock.advance(Duration.ofSeconds(1));
        park(OVERLOADED, "m", metAt);
        assertThat(lot.isRecovered()).isTrue();
        assertThat(lot.release()).isEqualTo(1);

        park(OVERLOADED, "m", clock.instant());
        assertThat(lot.release()).as("what it met came later").isZero();
    }

    /** Outages are followed from the first tick of a timer on. */
    @Test
    void bringsBackWhatWasPutAsideForAnOutageThatEndedBeforeOutagesWereFollowed()
            throws IOException {
        lot = newLot();
        lot.release();
        goDown("m");
        park(OVERLOADED);
        clock.advance(Duration.ofMillis(1));
        comeBack("m");
        assertThat(lot.release()).isZero();

        lot.follow(circuitBreakers);
        assertThat(lot.release()).isEqualTo(1);
    }

    /** A drain that ends with the answer that ended the outage would leave them parked. */
    @Test
    void saysThatTheyAreAboutToComeBack() throws IOException {
        lot.release();
        goDown("m");
        park(OVERLOADED);
        assertThat(lot.isRecovered()).isFalse();

        comeBack("m");
        assertThat(lot.isRecovered()).isTrue();
        lot.release();
        assertThat(lot.isRecovered()).isFalse();
        assertThat(isBack()).isTrue();
    }

    /** The tier flex has a circuit breaker of its own. */
    @Test
    void bringsBackWhatWaitsForTheBreakerOfItsTier() throws IOException {
        lot.release();
        goDown("m (flex)");
        park(OVERLOADED, "m (flex)");

        comeBack("m (flex)");
        assertThat(lot.release()).isEqualTo(1);
    }

    @Test
    void anotherModelsRecoveryBringsNothingBack() throws IOException {
        goDown("n");
        park(OVERLOADED);

        comeBack("n");
        assertThat(lot.release()).isZero();
    }

    @Test
    void aDailyLimitOutlastsAnOutage() throws IOException {
        goDown("m");
        park(PER_DAY);

        comeBack("m");
        assertThat(lot.release()).isZero();
    }

    @Test
    void anOutageIsNoParkingOfThePrompts() throws IOException {
        lot.release();
        for (int i = 0; i < 5; i++) {
            assertThat(park(Failure.of(FailureKind.OUTAGE, "down")))
                    .isEqualTo(Duration.ofMinutes(5));
            clock.advance(Duration.ofMinutes(5));
            assertThat(lot.release()).isEqualTo(1);
        }
        assertThat(isHopeless("a.txt", OVERLOADED)).isFalse();
    }

    @Test
    void aFolderThatIsGoneLosesNothingFromTheLot() throws IOException {
        lot.release();
        park(OVERLOADED);
        clock.advance(Duration.ofMinutes(5));
        Path parked = fixture.folder.parked();
        Path away = Files.move(parked, data.resolve("away"));

        assertThat(lot.release()).isZero();
        assertThat(fixture.folder.health().reason()).startsWith(parked + " is gone");

        Files.move(away, parked);
        assertThat(lot.release()).isEqualTo(1);
        assertThat(isBack()).isTrue();
        assertThat(fixture.folder.health().reason()).isNull();
    }

    @Test
    void aRecordWithANameThatThisSystemCannotWriteHoldsNoOtherUp() throws IOException {
        for (String name : new String[] {"a.txt", "b.txt"}) {
            Path file = fixture.folder.parked().resolve(name);
            Files.writeString(file, "Q");
            Files.writeString(
                    file.resolveSibling(name + ".parked.json"),
                    GeminiJson.MAPPER
                            .createObjectNode()
                            .put("prompt", name.replace("a", "a\0"))
                            .put("notBefore", "2026-01-01T00:00:00Z")
                            .toString());
        }

        assertThat(lot.release()).isEqualTo(2);

        assertThat(fixture.folder.inbox().resolve("a.txt")).exists();
        assertThat(fixture.folder.inbox().resolve("b.txt")).exists();
    }
}
