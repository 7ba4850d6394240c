package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What a process finds that begins where another one ended. */
class LeftoversTest extends KilledProcessTestSupport {

    /** The next process, which begins at once. */
    private DropFolderService start() {
        DropFolderService next = next();
        assertThat(next.takeOver().tryBegin()).isTrue();
        return next;
    }

    private PromptFile answeredButNotMoved(String name) throws IOException {
        PromptFile prompt = fixture.drop(name, "Q");
        Files.writeString(
                fixture.folder.outbox().resolve(name + ".record.json"),
                FolderFixture.written(prompt, "A").toString());
        return prompt;
    }

    private static boolean isIn(Path folder, String name) {
        return Files.exists(folder.resolve(name));
    }

    @Test
    void anAnswerWithoutItsMoveIsFinishedIfItsPromptWasInFlight() throws IOException {
        answeredButNotMoved("a.txt");
        killed.reading("a.txt", TAKEN);
        killed.read("a.txt", TAKEN);

        start();

        assertThat(fixture.folder.outbox().resolve("a.txt.response.md")).hasContent("A");
        assertThat(isIn(fixture.folder.done(), "a.txt")).isTrue();
        assertThat(isIn(fixture.folder.inbox(), "a.txt")).isFalse();
    }

    @Test
    void aStopWithNothingInFlightLeavesNoFile() {
        killed.reading("a.txt", TAKEN);
        killed.end("a.txt");

        killed.close();

        assertThat(data.toFile().list((dir, name) -> name.startsWith(".gemini-in-flight")))
                .isEmpty();
    }

    @Test
    void whatWasNotInFlightIsThereToBeAsked() throws IOException {
        answeredButNotMoved("back.txt");
        killed.reading("other.txt", TAKEN);

        start();

        assertThat(isIn(fixture.folder.inbox(), "back.txt")).isTrue();
    }

    @Test
    void whatWasSettledBeforeTheEndIsThereToBeAsked() throws IOException {
        answeredButNotMoved("a.txt");
        killed.reading("a.txt", TAKEN);
        killed.read("a.txt", TAKEN);
        killed.end("a.txt");

        start();

        assertThat(isIn(fixture.folder.inbox(), "a.txt")).isTrue();
    }

    @Test
    void anEarlierAnswerDoesNotSettleThePromptThatWasBeingAskedAgain() throws IOException {
        answeredButNotMoved("a.txt");
        Instant later = Instant.now().plusSeconds(1);
        killed.reading("a.txt", later);
        killed.read("a.txt", later);

        start();

        assertThat(isIn(fixture.folder.inbox(), "a.txt")).isTrue();
    }

    @Test
    void leftoversAreFinishedOnce() throws IOException {
        killed.reading("a.txt", TAKEN);
        killed.read("a.txt", TAKEN);
        DropFolderService next = start();
        answeredButNotMoved("a.txt");

        assertThat(next.takeOver().tryBegin()).isTrue();
        start();

        assertThat(isIn(fixture.folder.inbox(), "a.txt")).isTrue();
    }

    /** The files do not say which outage they wait for. */
    @Test
    void aSecondStartOfTheInboxForgetsNothingThatIsParked() throws IOException {
        SettableClock clock = new SettableClock(Instant.now().minusSeconds(3_600));
        CircuitBreakers breakers = new CircuitBreakers(clock);
        DropFolderService service = start();
        ParkingLot lot = service.parkingLot();
        lot.follow(breakers);
        Failure failure = Failure.of(FailureKind.OUTAGE, "down");
        for (int i = 0; i < 15; i++) {
            breakers.tryCall("m", "");
            breakers.fail("m", "", failure);
        }
        lot.park(
                fixture.drop("a.txt", "Q"),
                failure,
                (FailurePolicy.Verdict.ParkUntil) lot.verdict("a.txt", failure),
                GeminiJson.MAPPER.createObjectNode().put("prompt", "a.txt"),
                null,
                new Outage("m", clock.instant()));

        service.takeOver().restart();
        assertThat(service.takeOver().tryBegin()).isTrue();
        clock.advance(breakers.tryCall("m", ""));
        breakers.tryCall("m", "");
        breakers.succeed("m");

        assertThat(lot.release()).isEqualTo(1);
        assertThat(isIn(fixture.folder.inbox(), "a.txt")).isTrue();
    }

    @Test
    void aLargePromptThatEndedTheProcessIsSetAsideAndFailsTheSecondTime() throws IOException {
        String large = "x".repeat(70_000);
        fixture.drop("bomb.txt", large);
        fixture.drop("good.txt", "Q");
        killed.reading("bomb.txt", TAKEN);
        killed.reading("good.txt", TAKEN);
        killed.read("good.txt", TAKEN);

        DropFolderService next = start();

        assertThat(isIn(fixture.folder.inbox(), "good.txt")).isTrue();
        JsonNode record =
                FolderFixture.json(fixture.folder.parked().resolve("bomb.txt.parked.json"));
        assertThat(record.path("class").asText()).isEqualTo("program-ended");
        assertThat(record.path("reason").asText())
                .isEqualTo("The program ended while it read this prompt");
        assertThat(Files.readString(fixture.folder.parked().resolve("bomb.txt"))).isEqualTo(large);

        Files.move(
                fixture.folder.parked().resolve("bomb.txt"),
                fixture.folder.inbox().resolve("bomb.txt"));
        next.all().journal().reading("bomb.txt", TAKEN);
        start();

        JsonNode error = FolderFixture.json(fixture.folder.failed().resolve("bomb.txt.error.json"));
        assertThat(error.path("message").asText()).endsWith("and again at the next try");
        assertThat(isIn(fixture.folder.failed(), "bomb.txt")).isTrue();
    }

    @Test
    void aSmallPromptIsSuspectedAtTheSecondEndOnly() throws IOException {
        fixture.drop("small.txt", "Q");
        killed.reading("small.txt", TAKEN);

        DropFolderService next = start();
        assertThat(isIn(fixture.folder.inbox(), "small.txt")).isTrue();

        next.all().journal().reading("small.txt", TAKEN);
        start();
        assertThat(isIn(fixture.folder.failed(), "small.txt")).isTrue();
    }

    @Test
    void aPromptThatCouldBeReadIsNoSuspectAnyMore() throws IOException {
        fixture.drop("small.txt", "Q");
        killed.reading("small.txt", TAKEN);
        DropFolderService next = start();
        next.all().journal().reading("small.txt", TAKEN);
        next.all().journal().read("small.txt", TAKEN);
        next.all().journal().reading("small.txt", TAKEN);

        start();

        assertThat(isIn(fixture.folder.inbox(), "small.txt")).isTrue();
    }

    @Test
    void aJournalThatIsCutOrOfSomebodyElseHoldsNothingUp() throws IOException {
        fixture.drop("a.txt", "Q");
        killed.reading("../a.txt", TAKEN);
        Files.write(
                data.resolve(".gemini-in-flight-cut"),
                "rrrrrrrrrrrrrrrrrrr".getBytes(StandardCharsets.UTF_8));

        start();

        assertThat(isIn(fixture.folder.inbox(), "a.txt")).isTrue();
        try (var files = Files.list(data)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith(".gemini-")))
                    .hasSize(1);
        }
    }

    @Test
    void onePromptThatCannotBeLookedAtHoldsNoOtherUp() throws IOException {
        String tooLong = "x".repeat(300) + ".txt";
        killed.reading(tooLong, TAKEN);
        killed.read(tooLong, TAKEN);
        answeredButNotMoved("a.txt");
        killed.reading("a.txt", TAKEN);
        killed.read("a.txt", TAKEN);

        start();

        assertThat(isIn(fixture.folder.done(), "a.txt")).isTrue();
    }

    @Test
    void placesInTheJournalAreUsedAgain() throws IOException {
        for (int i = 0; i < 10_000; i++) {
            killed.reading("p" + i + ".txt", TAKEN);
            killed.read("p" + i + ".txt", TAKEN);
            killed.end("p" + i + ".txt");
        }
        try (var files = Files.list(data)) {
            assertThat(files.filter(Files::isRegularFile).map(file -> file.toFile().length()))
                    .singleElement(InstanceOfAssertFactories.LONG)
                    .isPositive()
                    .isLessThan(2_000);
        }
    }
}
