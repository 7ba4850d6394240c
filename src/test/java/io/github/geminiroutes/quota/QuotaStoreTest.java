package io.github.geminiroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.testing.Pipes;
import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuotaStoreTest {

    private static final String MODEL = "gemini-3.8-flash";

    @TempDir private Path directory;

    private final SettableClock clock = new SettableClock(Timeline.START);
    private final List<String> notices = new ArrayList<>();

    @Test
    void restartRestoresLimitsWindowDayAndClosing() {
        Gate before = gate();
        Permit first = go(before);
        before.settle(go(before), 20);
        before.refused(
                first,
                Violations.perMinute(Duration.ofSeconds(5), Violations.requestsPerMinute(2)));
        before.close();
        Gate after = gate();

        assertThat(after.view()).usingRecursiveComparison().isEqualTo(before.view());
        assertThat(after.admit(after.enqueue(MODEL, 1))).isInstanceOf(Decision.Delayed.class);
        assertThat(notices).as("the first start of all is worth no word").isEmpty();
    }

    @Test
    void restartRestoresAUsedUpDayButNoOtherLongStop() {
        Gate before = gate();
        before.refused(go(before), Violations.perDay(5));
        before.closeUntil(
                "gemini-3.7-flash",
                clock.instant().plusSeconds(3_600),
                Failure.of(FailureKind.MONTHLY_SPENDING_CAP, "cap"));
        before.close();
        Gate after = gate();
        Decision.Rejected closed = (Decision.Rejected) after.admit(after.enqueue(MODEL, 1));

        assertThat(closed.until()).isEqualTo(Instant.parse("2026-11-21T08:00:00Z"));
        assertThat(closed.reason().kind()).isEqualTo(FailureKind.RATE_LIMIT_PER_DAY);
        assertThat(after.admit(after.enqueue("gemini-3.7-flash", 1)))
                .isInstanceOf(Decision.Permitted.class);
    }

    @Test
    void aDayThatWasUsedUpByAClockThatWasAheadClosesNoModel() {
        clock.advance(Duration.ofDays(400));
        Gate before = gate();
        before.refused(go(before), Violations.perDay(5));
        before.close();
        clock.advance(Duration.ofDays(-400));
        Gate after = gate();

        assertThat(after.admit(after.enqueue(MODEL, 1))).isInstanceOf(Decision.Permitted.class);
    }

    @Test
    void aPauseByAClockThatWasAheadLastsForMinutes() {
        clock.advance(Duration.ofDays(400));
        Gate before = gate();
        before.refused(
                go(before),
                Violations.perMinute(Duration.ofSeconds(60), Violations.requestsPerMinute(2)));
        before.close();
        clock.advance(Duration.ofDays(-400));
        Gate after = gate();

        Decision.Delayed pause = (Decision.Delayed) after.admit(after.enqueue(MODEL, 1));
        assertThat(pause.delay()).isLessThan(Duration.ofMinutes(6));
    }

    @Test
    void anotherProcessMayAskForWhatIsClosedToBeOpened() throws IOException {
        Gate gate = gate();
        gate.refused(go(gate), Violations.perDay(5));
        assertThat(gate.admit(gate.enqueue(MODEL, 1))).isInstanceOf(Decision.Rejected.class);
        Gate.requestReopening(directory.resolve("quota.json"));

        assertThat(gate.admit(gate.enqueue(MODEL, 1))).isInstanceOf(Decision.Permitted.class);
        gate.refused(go(gate), Violations.perDay(5));
        assertThat(gate.admit(gate.enqueue(MODEL, 1))).isInstanceOf(Decision.Rejected.class);
    }

    @Test
    void oldEntriesAreDropped() {
        Gate before = gate();
        before.setRequestsPerMinute("5");
        go(before);
        clock.advance(Duration.ofSeconds(30));
        go(before);
        before.close();
        clock.advance(Duration.ofSeconds(31));

        assertThat(used(gate(), LimitKind.REQUESTS_PER_MINUTE)).isEqualTo(1);
        assertThat(used(gate(), LimitKind.REQUESTS_PER_DAY)).isEqualTo(2);
        clock.advance(Duration.ofDays(1));
        assertThat(used(gate(), LimitKind.REQUESTS_PER_DAY)).isZero();
    }

    @Test
    void timesInTheFutureCountFromNow() {
        Gate before = gate();
        go(before);
        before.close();
        clock.advance(Duration.ofDays(-3));
        Gate after = gate();
        assertThat(used(after, LimitKind.REQUESTS_PER_MINUTE)).isEqualTo(1);
        clock.advance(Duration.ofMillis(60_300));
        assertThat(used(after, LimitKind.REQUESTS_PER_MINUTE)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{\"scope\":\"\",\"models\":{\"m\":null}}",
                "{\"scope\":\"\",\"models\":{\"m\":7}}",
                "{\"scope\":\"\",\"models\":{\"m\":{}}}",
                "{\"scope\":\"\",\"models\":{\"m\":{\"what\":1}}}",
                "{\"scope\":\"\",\"models\":{\"m\":{\"learned\":{},\"window\":[[1]],\"day\":\"x\"}}}",
                "{\"scope\":\"\",\"models\":{\"m\":{\"learned\":{},\"window\":[],\"day\":\"x\"}}}",
                "{\"scope\":\"\",\"models\":{\"m\":{\"learned\":{},\"window\":[[1,-1,0]],\"day\":\"2026-11-20\"}}}",
                "{\"scope\":\"\",\"models\":{\"gemini",
                "\u0000\u0001"
            })
    void damagedFileIsNoObstacle(String content) throws IOException {
        Files.writeString(file(), content);
        Gate gate = gate();

        assertThat(notices).as("never silently").hasSize(1);
        assertThat(gate.view()).isEmpty();
        go(gate);
        gate.close();
        assertThat(used(gate(), LimitKind.REQUESTS_PER_MINUTE)).isEqualTo(1);
    }

    @Test
    @Timeout(60)
    void whatIsNoFileInItsPlaceIsToldAndNotOpened() throws IOException, InterruptedException {
        Pipes.make(file());

        go(gate());

        assertThat(notices).first().asString().contains("cannot be used", "are not counted");
    }

    @Test
    void cutFileIsReportedOnce() throws IOException {
        Gate before = gate();
        go(before);
        before.close();
        String whole = Files.readString(file());
        notices.clear();
        Files.writeString(file(), whole.substring(0, whole.length() / 2));
        go(gate());

        assertThat(notices).hasSize(1).first().asString().contains("cannot be used");
    }

    @Test
    void stateOfAnotherScopeIsNotUsed() {
        Gate before = gate();
        go(before);
        before.close();
        Gate after = new Gate(clock);
        after.setFile(file().toString());
        after.setScope("https://elsewhere.example");
        after.start();

        assertThat(after.view()).isEmpty();
    }

    @Test
    void fileIsWrittenOnceASecondAndOnlyAfterChanges() throws IOException {
        Gate gate = gate();
        int writings = 0;
        for (int i = 0; i < 100; i++) { // 10 s
            gate.settle(go(gate), 10);
            writings += Files.deleteIfExists(file()) ? 1 : 0;
            clock.advance(Duration.ofMillis(100));
        }
        assertThat(writings).isEqualTo(10);
        clock.advance(Duration.ofSeconds(2));
        gate.maintain();
        assertThat(Files.deleteIfExists(file())).isTrue();
        clock.advance(Duration.ofSeconds(2));
        gate.maintain();
        gate.close();
        assertThat(file()).doesNotExist();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void fileThatCannotBeWrittenIsReportedOnceAndStopsNothing() throws IOException {
        Gate gate = new Gate(clock);
        gate.setFile(directory.resolve("missing/quota.json").toString());
        gate.setNotices(notices::add);
        gate.start();
        for (int i = 0; i < 5; i++) {
            gate.settle(go(gate), 10);
            clock.advance(Duration.ofSeconds(2));
        }
        assertThat(notices).hasSize(1).last().asString().contains("Cannot write");
        Files.createDirectory(directory.resolve("missing"));
        gate.close();
        assertThat(directory.resolve("missing/quota.json")).exists();
        assertThat(notices).hasSize(2).last().asString().contains("written again");
    }

    @Test
    void idleModelsAreDroppedIfThereAreMany() throws IOException {
        Gate gate = gate();
        for (int i = 0; i < 150; i++) {
            gate.settle(open(gate, "model-" + i), 1);
        }
        clock.advance(Duration.ofMinutes(2));
        gate.settle(go(gate), 1);
        gate.close();

        assertThat(gate.view()).extracting(ModelQuota::model).containsExactly(MODEL);
        assertThat(Files.readString(file())).doesNotContain("model-1");
    }

    /** Anybody may name any number of models; those that do not exist answer with a 404. */
    @Test
    void modelsThatHaveNeverAnsweredAreDroppedIfThereAreVeryMany() {
        Gate gate = gate();
        gate.settle(go(gate), 7);
        for (int i = 0; i < 1_500; i++) {
            Permit permit = open(gate, "model-" + i);
            gate.departed(permit);
            gate.abandon(permit);
        }
        gate.close();

        assertThat(gate.view()).extracting(ModelQuota::model).containsExactly(MODEL);
    }

    private Gate gate() {
        Gate gate = new Gate(clock);
        gate.setFile(file().toString());
        gate.setNotices(notices::add);
        gate.start();
        return gate;
    }

    private Path file() {
        return directory.resolve("quota.json");
    }

    private static Permit go(Gate gate) {
        return open(gate, MODEL);
    }

    private static Permit open(Gate gate, String model) {
        Permit permit = gate.enqueue(model, 10);
        assertThat(gate.admit(permit)).isInstanceOf(Decision.Permitted.class);
        return permit;
    }

    private static long used(Gate gate, LimitKind kind) {
        return gate.view().get(0).limits().get(kind).used();
    }
}
