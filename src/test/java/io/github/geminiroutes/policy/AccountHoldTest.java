package io.github.geminiroutes.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountHoldTest {

    private static final Failure BAD_KEY = Failure.of(FailureKind.API_KEY_INVALID, "no such key");

    @TempDir Path directory;
    private final SettableClock clock = new SettableClock(Instant.parse("2026-07-01T12:00:00Z"));
    private final ApiKey key = new ApiKey();
    private final AccountHold hold = AccountHold.of(key, clock);
    private Path file;

    @BeforeEach
    void writeKey() throws IOException {
        file = Files.writeString(directory.resolve("key"), "first");
        key.setFile(file.toString());
    }

    @Test
    void isOpenAtFirst() {
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.reason()).isNull();
    }

    @Test
    void grantsOneProbeAMinute() {
        hold.hold("a.txt", BAD_KEY);
        assertThat(hold.reason()).isSameAs(BAD_KEY);
        assertThat(hold.tryCall()).isFalse();
        clock.advance(Duration.ofSeconds(59));
        assertThat(hold.tryCall()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.tryCall()).isFalse();
        clock.advance(Duration.ofSeconds(60));
        assertThat(hold.tryCall()).isTrue();
    }

    @Test
    void aClockThatIsSetBackDelaysNoProbe() {
        hold.hold("a.txt", BAD_KEY);
        clock.advance(Duration.ofDays(-1));
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.tryCall()).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(hold.tryCall()).isTrue();
    }

    @Test
    void grantsAProbeAtOnceWhenTheKeyChanges() throws IOException {
        hold.hold("a.txt", BAD_KEY);
        clock.advance(Duration.ofSeconds(2));
        Files.writeString(file, "another key");
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.tryCall()).isFalse();
    }

    /** Calls share a refusal for a second: the first with the new key would be told of the old. */
    @Test
    void aKeyThatChangesRightAfterARefusalIsProbedAMomentLater() throws IOException {
        hold.hold("a.txt", BAD_KEY);
        Files.writeString(file, "another key");
        assertThat(hold.tryCall()).isFalse();
        clock.advance(Duration.ofMillis(1_500));
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.tryCall()).isFalse();
    }

    @Test
    void endsOnceTheAccountIsAccepted() {
        hold.hold("a.txt", BAD_KEY);
        hold.accept(clock.instant());
        assertThat(hold.reason()).isNull();
        assertThat(hold.tryCall()).isTrue();
        assertThat(hold.tryCall()).isTrue();
    }

    private static final Failure DENIED =
            Failure.of(FailureKind.PERMISSION_DENIED, "no permission").withHttpCode(403);

    private void accept() {
        clock.advance(Duration.ofMillis(10));
        hold.accept("m", clock.instant());
    }

    private boolean refuse(String prompt) {
        clock.advance(Duration.ofMillis(10));
        return hold.refuse(prompt, "m", DENIED);
    }

    @Test
    void theFirstRefusalOfAProcessIsTakenForEverybodys() {
        assertThat(refuse("a.txt")).isFalse();

        assertThat(hold.reason()).isSameAs(DENIED);
        assertThat(hold.refusedPrompt()).isEqualTo("a.txt");
    }

    @Test
    void onePromptThatIsRefusedAmongOthersThatAreAnsweredFailsAlone() {
        accept();
        assertThat(refuse("a.txt")).isFalse();
        assertThat(hold.reason()).as("others were answered a moment ago").isNull();

        accept();

        assertThat(refuse("a.txt")).isTrue();
        assertThat(hold.reason()).isNull();
    }

    @Test
    void anAnswerToACallThatBeganBeforeTheRefusalProvesNothing() {
        Instant began = clock.instant();
        hold.accept("m", began);
        assertThat(refuse("a.txt")).isFalse();
        clock.advance(Duration.ofMillis(10));
        hold.accept("m", began);

        assertThat(refuse("a.txt")).isFalse();
    }

    @Test
    void aSecondPromptThatIsRefusedMakesItEverybodys() {
        accept();
        assertThat(refuse("a.txt")).isFalse();
        assertThat(refuse("b.txt")).isFalse();

        assertThat(hold.reason()).isSameAs(DENIED);
    }

    @Test
    void aPromptThatIsAloneIsRefusedThreeTimesBeforeItFails() {
        accept();
        assertThat(refuse("a.txt")).isFalse();
        assertThat(refuse("a.txt")).isFalse();
        assertThat(refuse("a.txt")).isTrue();
        assertThat(hold.reason()).isNull();
    }

    @Test
    void whatWasAnsweredLongAgoProvesNothing() {
        accept();
        clock.advance(Duration.ofMinutes(6));

        assertThat(refuse("a.txt")).isFalse();

        assertThat(hold.reason()).isSameAs(DENIED);
    }

    @Test
    void theProbeIsAnotherPromptWhereOneIsThere() {
        refuse("a.txt");
        clock.advance(Duration.ofMinutes(1));

        assertThat(hold.tryCall("a.txt")).isFalse();
        assertThat(hold.tryCall("b.txt")).isTrue();
        accept();

        assertThat(hold.reason()).isNull();
        assertThat(refuse("a.txt")).as("another began later and was answered").isTrue();
    }

    @Test
    void aRefusedPromptIsTheProbeWhereNoOtherComes() {
        refuse("a.txt");
        clock.advance(Duration.ofSeconds(63));

        assertThat(hold.tryCall("a.txt")).isTrue();
    }

    /** In an inbox of one prompt nothing else could be the probe. */
    @Test
    void aChangedKeyIsTriedAtOnceByThePromptThatWasRefused() throws IOException {
        refuse("a.txt");
        clock.advance(Duration.ofSeconds(2));
        assertThat(hold.tryCall("a.txt")).as("with the old key").isFalse();

        Files.writeString(file, "another key");

        assertThat(hold.tryCall("a.txt")).as("with the new key").isTrue();
        accept();
        assertThat(hold.reason()).isNull();
    }

    @Test
    void whereOthersWereAcceptedAMomentAgoTheFirstProbesComeSoon() {
        accept();
        refuse("a.txt");
        refuse("b.txt");
        assertThat(hold.reason()).isSameAs(DENIED);

        clock.advance(Duration.ofSeconds(2));
        assertThat(hold.tryCall()).isTrue();
        clock.advance(Duration.ofSeconds(3));
        assertThat(hold.tryCall()).as("the pause has doubled").isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(hold.tryCall()).isTrue();
    }

    /** A key is revoked while one prompt lies in the inbox: it alone is the probe, each time. */
    @Test
    void theProbesOfAHeldKeyNeverFailTheirPrompt() {
        accept();
        hold.hold("a.txt", BAD_KEY);
        for (int i = 0; i < 10; i++) {
            clock.advance(Duration.ofSeconds(20));
            assertThat(hold.refuse("a.txt", "m", BAD_KEY)).as("probe %d", i).isFalse();
            assertThat(hold.reason()).isSameAs(BAD_KEY);
        }
    }

    @Test
    void aKeyThatIsRevokedFailsNoPrompt() {
        for (int i = 0; i < 10; i++) {
            accept();
        }
        Instant before = clock.instant();
        for (int i = 0; i < 64; i++) {
            assertThat(refuse("p-" + i)).isFalse();
            hold.accept("m", before);
        }
        for (int i = 0; i < 64; i++) {
            assertThat(refuse("p-" + i)).as("again").isFalse();
        }
        assertThat(hold.reason()).isSameAs(DENIED);
    }

    private boolean refuse(String prompt, String subject) {
        clock.advance(Duration.ofMillis(10));
        return hold.refuse(prompt, subject, DENIED);
    }

    private void accept(String subject) {
        clock.advance(Duration.ofMillis(10));
        hold.accept(subject, clock.instant());
    }

    @Test
    void aModelTheKeyMayNotUseStopsNoOtherModel() {
        accept("good");
        for (int i = 0; i < 5; i++) {
            assertThat(refuse("p-" + i, "forbidden")).as("another may be accepted").isFalse();
        }
        assertThat(hold.reason()).isNull();
        for (int i = 0; i < 5; i++) {
            assertThat(refuse("p-" + i, "forbidden")).as("its second refusal").isTrue();
        }
        assertThat(hold.reason()).isNull();
    }

    @Test
    void aKeyThatIsRevokedStopsTheModelsThatWorked() {
        accept("one");
        refuse("a.txt", "one");
        refuse("b.txt", "two");

        assertThat(hold.reason()).isSameAs(DENIED);
        assertThat(refuse("b.txt", "two")).isFalse();
    }

    @Test
    void whileOnlyOneModelIsRefusedPromptsOfOthersAreLookedFor() {
        refuse("a.txt", "forbidden");
        refuse("b.txt", "forbidden");
        clock.advance(Duration.ofSeconds(2));

        assertThat(hold.tryCall("a.txt")).as("refused before").isFalse();
        assertThat(hold.isLooking(4)).isTrue();
        assertThat(hold.tryCall("c.txt")).isTrue();
        assertThatThrownBy(() -> hold.meetRefusal("c.txt", "forbidden"))
                .isInstanceOf(CallDeferredException.class);
        assertThat(hold.tryCall("c.txt")).as("looked at before").isFalse();
        assertThat(hold.tryCall("d.txt")).isTrue();
        assertThat(hold.meetRefusal("d.txt", "another")).isNull();
        accept("another");

        assertThat(hold.reason()).isNull();
        assertThat(hold.isLooking(4)).isFalse();
    }

    @Test
    void aSecondPromptForTheSameIsAskedBeforeAllAreHeld() {
        refuse("a.txt", "m");

        assertThat(hold.tryCall("b.txt")).isTrue();
        assertThat(hold.meetRefusal("b.txt", "m")).isNull();
    }

    @Test
    void whereSeveralModelsAreRefusedNothingIsLookedFor() {
        refuse("a.txt", "one");
        refuse("b.txt", "two");
        refuse("c.txt", "two");

        assertThat(hold.tryCall("d.txt")).isFalse();
        assertThat(hold.isLooking(10)).isFalse();
    }

    /** As where a client of the gateway asks for models that the key may not use. */
    @Test
    void whereSeveralModelsAreRefusedTheFirstCallForAnotherOneIsAskedAtOnce() {
        refuse("a.txt", "one");
        refuse("b.txt", "two");
        refuse("c.txt", "three");

        assertThat(hold.meetRefusal("d.txt", "one")).isNotNull();
        assertThat(hold.meetRefusal("e.txt", "four")).isNull();
        refuse("e.txt", "four");
        assertThat(hold.meetRefusal("f.txt", "four")).isNotNull();
        assertThat(hold.meetRefusal("g.txt", "five")).isNull();
        accept("five");
        assertThat(hold.reason()).isNull();
    }

    @Test
    void aBadKeyIsBadForAllPromptsOnceTwoHaveMetIt() {
        hold.refuse("a.txt", "one", BAD_KEY.withHttpCode(400));
        assertThat(hold.tryCall("b.txt")).isTrue();
        hold.refuse("b.txt", "one", BAD_KEY.withHttpCode(400));

        assertThat(hold.tryCall("c.txt")).isFalse();
        assertThat(hold.meetRefusal("d.txt", "two")).isNotNull();
    }

    private static final Failure FOREIGN =
            Failure.of(FailureKind.ADDRESS_REFUSES, "http://x: 404").withHttpCode(404);

    private boolean refuseOnTheWay(String prompt) {
        clock.advance(Duration.ofMillis(10));
        return hold.refuseOnTheWay(prompt, "m", FOREIGN, false);
    }

    @Test
    void aWayThatRefusesTheRepetitionTooIsEverybodys() {
        assertThat(refuseOnTheWay("a.txt")).as("tried again").isFalse();
        assertThat(hold.reason()).isNull();
        assertThat(refuseOnTheWay("b.txt")).isFalse();
        assertThat(refuseOnTheWay("a.txt")).isTrue();

        assertThat(hold.reason()).isSameAs(FOREIGN);
        assertThat(refuseOnTheWay("c.txt")).as("held already").isTrue();
    }

    @Test
    void aWayThatRefusesOnePromptAloneHoldsNoOther() {
        accept();
        for (int i = 0; i < 20; i++) {
            assertThat(refuseOnTheWay("a.txt")).isFalse();
            accept();
        }
        assertThat(hold.reason()).isNull();
    }

    @Test
    void aWayThatRefusesUploadsHoldsNoCallsThatAreAnswered() {
        accept();
        clock.advance(Duration.ofMinutes(1));
        for (int i = 0; i < 20; i++) {
            assertThat(hold.refuseOnTheWay("u" + i % 4, "m", FOREIGN, true)).isFalse();
            clock.advance(Duration.ofSeconds(2));
        }
        assertThat(hold.reason()).isNull();

        clock.advance(Duration.ofMinutes(5));
        hold.refuseOnTheWay("u0", "m", FOREIGN, true);
        assertThat(hold.refuseOnTheWay("u0", "m", FOREIGN, true)).as("none is answered").isTrue();
    }

    @Test
    void aWayThatIsSlowToRecoverIsEverybodysAfterTenSeconds() {
        refuseOnTheWay("a.txt");
        clock.advance(Duration.ofSeconds(10));

        assertThat(refuseOnTheWay("b.txt")).isTrue();
    }

    @Test
    void someThatTheWayRefusesInARowHoldNobodyWhileOthersWereAcceptedAMomentAgo() {
        accept();
        for (int i = 0; i < 24 * 3; i++) {
            assertThat(refuseOnTheWay("p" + i % 24)).as("refusal %d", i).isFalse();
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(hold.reason()).isNull();
        assertThat(hold.tryCall("good")).isTrue();
    }

    @Test
    void aWayThatBreaksIsEverybodysOnceManyAreRefused() {
        accept();
        for (int i = 0; i < 25; i++) {
            assertThat(refuseOnTheWay("p" + i)).isFalse();
        }
        assertThat(refuseOnTheWay("p0")).as("the first repetition").isTrue();
        assertThat(hold.reason()).isSameAs(FOREIGN);
    }

    @Test
    void aWayThatRefusesWhatPromptsAskForHoldsNoOther() {
        accept("good");
        for (int i = 0; i < 100; i++) {
            clock.advance(Duration.ofMillis(10));
            assertThat(hold.refuseOnTheWay("p" + i % 50, "missing", FOREIGN, false)).isFalse();
        }
        assertThat(hold.reason()).isNull();
    }

    @Test
    void whereTheWayRefusedOnePromptAloneTheNextIsAskedAtOnceAndIsTheProbe() {
        refuseOnTheWay("a.txt");
        assertThat(refuseOnTheWay("a.txt")).isTrue();

        assertThat(hold.tryCall("b.txt")).isTrue();
        assertThat(hold.meetRefusal("b.txt", "m")).isNull();
        clock.advance(Duration.ofMinutes(1));
        assertThat(hold.tryCall("a.txt")).as("refused before").isFalse();
        assertThat(hold.tryCall("c.txt")).isTrue();
        accept();
        assertThat(hold.reason()).isNull();
    }

    @Test
    void aWayThatRefusedTwoPromptsIsTriedWithAnotherSubject() {
        refuseOnTheWay("a.txt");
        refuseOnTheWay("b.txt");
        refuseOnTheWay("a.txt");

        assertThat(hold.tryCall("c.txt")).isTrue();
        assertThatThrownBy(() -> hold.meetRefusal("c.txt", "m"))
                .isInstanceOf(CallDeferredException.class);
        assertThat(hold.tryCall("d.txt")).isTrue();
        assertThat(hold.meetRefusal("d.txt", "other")).isNull();
    }

    @Test
    void onePromptsWantOfMoneyIsNotEverybodysWhileOthersAreAnswered() {
        hold.answer("m", clock.instant());
        assertThat(hold.refuseForMoney("a.txt")).isFalse();
        assertThat(hold.refuseForMoney("b.txt")).isTrue();
    }
}
