package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.prompt.AttachmentNotReadyException;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What waits in the inbox and for how long, and what comes back after it has moved. */
class IntakeTest {

    private static final Duration WAIT = Duration.ofSeconds(60);

    @TempDir Path data;
    private final SettableClock clock = new SettableClock(Instant.now().plusSeconds(3_600));
    private FolderFixture fixture;
    private Intake intake;

    @BeforeEach
    void makeFolders() throws IOException {
        fixture = new FolderFixture(data);
        intake = new Intake(fixture.folder, Duration.ZERO, WAIT, clock);
    }

    @Nested
    class Attachments {

        private PromptReader reader;
        private InFlightPrompt prompt;

        @BeforeEach
        void dropPrompt() throws IOException {
            reader = new PromptReader(intake, 1_000, clock);
            prompt =
                    reader.begin(
                            fixture.drop("a.md", "---\nattachments: files/a.pdf\n---\nq").name());
            Files.createDirectory(fixture.folder.inbox().resolve("files"));
        }

        private Exception error() {
            try {
                reader.read(prompt);
                return null;
            } catch (RuntimeException e) {
                return e;
            }
        }

        private void awaitDue() {
            for (int i = 0; i < 100 && !intake.delays().tryEnd("a.md"); i++) {
                clock.advance(Duration.ofMillis(100));
            }
        }

        @Test
        void aMissingOneIsWaitedForAndTheConsumerGoesOnMeanwhile() throws IOException {
            assertThat(error()).isInstanceOf(NotReadyException.class);
            assertThat(intake.delays().tryEnd("a.md")).isFalse();
            assertThat(intake.delays().tryEnd("other.md")).isTrue();
            awaitDue();

            Files.writeString(fixture.folder.inbox().resolve("files/a.pdf"), "%PDF-1.7 %%EOF");

            assertThat(reader.read(prompt).attachments()).hasSize(1);
        }

        @Test
        void aMissingOneIsRefusedInTheEnd() {
            Instant start = clock.instant();
            Exception error = error();
            while (error instanceof NotReadyException) {
                awaitDue();
                error = error();
            }

            assertThat(error)
                    .isInstanceOf(InvalidPromptException.class)
                    .isNotInstanceOf(AttachmentNotReadyException.class)
                    .hasMessage(
                            "line 2: attachment 'files/a.pdf' is missing: put it beside the prompt"
                                    + " and ask again");
            assertThat(Duration.between(start, clock.instant()))
                    .isBetween(WAIT, WAIT.plusSeconds(1));
        }

        @Test
        void whatAPromptHasNamedIsNotToldAsLeftAlone() throws IOException {
            fixture.drop("b.pdf", "%PDF-1.7 %%EOF");
            fixture.drop("c.pdf", "%PDF-1.7 %%EOF");
            Files.writeString(fixture.folder.inbox().resolve("files/a.pdf"), "%PDF-1.7 %%EOF");
            Files.createDirectory(fixture.folder.inbox().resolve("other"));
            assertThat(fixture.folder.census().leftAlone()).isEqualTo(4);

            prompt =
                    reader.begin(
                            fixture.drop("b.md", "---\nattachments: [files/a.pdf, b.pdf]\n---\nq")
                                    .name());
            reader.read(prompt);

            assertThat(fixture.folder.census().examples()).containsOnlyKeys("c.pdf", "other");
            assertThat(fixture.folder.census().leftAlone()).isEqualTo(2);
        }

        @Test
        void aTemplateWaitsForItsValuesAndItsPartials() throws IOException {
            prompt = reader.begin(fixture.drop("a.prompt", "{{> p}} {{x}}").name());
            assertThat(error()).isInstanceOf(NotReadyException.class);
            assertThat(intake.delays().tryEnd("a.prompt")).isFalse();

            fixture.drop("_p.prompt", "partial");
            assertThat(error())
                    .isInstanceOf(NotReadyException.class)
                    .hasMessageContaining("'x' has no value");

            fixture.drop("a.input.json", "{\"x\": 1}");
            assertThat(error()).isNull();
        }

        @Test
        void aTemplateWhoseValuesLackOneIsRefusedAtOnce() throws IOException {
            fixture.drop("a.input.json", "{\"y\": 1}");
            prompt = reader.begin(fixture.drop("a.prompt", "{{x}}").name());

            assertThat(error())
                    .isInstanceOf(InvalidPromptException.class)
                    .hasMessageContaining("'x' has no value");
        }

        @Test
        void valuesThatAreStillBeingWrittenAreWaitedFor() throws IOException {
            SettableClock now = new SettableClock(Instant.now());
            intake = new Intake(fixture.folder, Duration.ofSeconds(5), WAIT, now);
            reader = new PromptReader(intake, 1_000, now);
            fixture.drop("a.input.json", "{\"x\": ");
            prompt = reader.begin(fixture.drop("a.prompt", "{{x}}").name());
            assertThat(error()).isInstanceOf(NotReadyException.class);

            fixture.drop("a.input.json", "{\"x\": 1}");
            now.advance(Duration.ofMinutes(1));
            assertThat(error()).isNull();
        }

        @Test
        void aTextBesideThePromptIsRefusedAtOnceWhetherItIsThereOrNot() throws IOException {
            PromptFile names = fixture.drop("b.md", "---\nattachments: c.txt\n---\nq");
            prompt = reader.begin(names.name());
            assertThat(error()).hasMessageContaining("is a prompt of its own");
            fixture.drop("c.txt", "text");
            assertThat(error()).hasMessageContaining("as files/c.txt");
        }
    }

    @Nested
    class Rewritten {

        @Test
        void threeTimesAtOnceThenLaterAndLaterThenNoMore() {
            for (int i = 0; i < 3; i++) {
                intake.rewrites().count("a.txt");
                assertThat(intake.delays().tryEnd("a.txt")).isTrue();
            }
            for (int minutes = 1; minutes <= 8; minutes *= 2) {
                assertThat(intake.rewrites().isHopeless("a.txt")).isFalse();
                intake.rewrites().count("a.txt");
                clock.advance(Duration.ofMinutes(minutes).minusMillis(1));
                assertThat(intake.delays().tryEnd("a.txt")).isFalse();
                clock.advance(Duration.ofMillis(1));
                assertThat(intake.delays().tryEnd("a.txt")).isTrue();
            }
            assertThat(intake.rewrites().isHopeless("a.txt")).isTrue();

            intake.rewrites().forget("a.txt");
            assertThat(intake.rewrites().isHopeless("a.txt")).isFalse();
        }
    }

    @Nested
    class WrittenAfterTheMove {

        private PromptFile prompt;
        private Path done;

        @BeforeEach
        void answer() throws IOException {
            // Whatever is done to a file has a change time after its move.
            clock.set(Instant.now().minusSeconds(60));
            prompt = fixture.dropStamped("a.txt", "half");
            done = fixture.folder.done().resolve("a.txt");
            fixture.folder.answered().setMoved(intake::moved);
            assertThat(fixture.publish(prompt, "answer to half")).isTrue();
        }

        private void write(Path file) throws IOException {
            Files.writeString(file, " and whole", StandardOpenOption.APPEND);
        }

        private void look(int seconds) {
            clock.advance(Duration.ofSeconds(seconds));
            intake.check();
        }

        @Test
        void theWholeTextIsAskedToo() throws IOException {
            write(done);
            look(2);
            assertThat(done).exists();
            look(1);

            assertThat(done).doesNotExist();
            assertThat(fixture.folder.inbox().resolve("a.txt")).hasContent("half and whole");
            assertThat(intake.rewrites().times("a.txt")).isEqualTo(1);
        }

        @Test
        void aLongerStallIsNoticedAtTheSecondLook() throws IOException {
            look(3);
            write(done);
            look(9);

            assertThat(fixture.folder.inbox().resolve("a.txt")).hasContent("half and whole");
        }

        @Test
        void whatStandsStillStaysAndIsForgotten() throws IOException {
            intake.rewrites().count("a.txt");
            look(3);
            look(9);
            write(done);
            look(60);

            assertThat(done).hasContent("half and whole");
            assertThat(intake.rewrites().times("a.txt")).isZero();
        }

        @Test
        void anotherPromptOfThatNameIsNotOverwritten() throws IOException {
            write(done);
            fixture.drop("a.txt", "another");
            look(3);

            assertThat(fixture.folder.inbox().resolve("a.txt")).hasContent("another");
            assertThat(done).hasContent("half and whole");
        }

        @Test
        void aFileThatSomebodyPutInItsPlaceStays() throws IOException {
            Files.move(done, data.resolve("aside"));
            Files.writeString(done, "an archive of its own");
            look(3);

            assertThat(done).hasContent("an archive of its own");
        }

        /** Moves a prompt as a rename right after the last look would. */
        private void move(PromptFile moving, boolean isSeen) throws IOException {
            Path to = fixture.folder.done().resolve(moving.name());
            // By its change time it is as it was moved.
            clock.set(Instant.now().plusSeconds(60));
            Files.move(moving.path(), to);
            intake.moved(moving, to, isSeen);
        }

        private void requireAskedAnew(String name) {
            assertThat(fixture.folder.done().resolve(name)).doesNotExist();
            assertThat(fixture.folder.inbox().resolve(name)).hasContent("text");
            assertThat(intake.rewrites().times(name)).isEqualTo(1);
        }

        @Test
        void otherWordsOfTheSameSizeAndTimeStampAreAskedToo() throws IOException {
            FolderFixture.rewrite(done, "text");
            look(3);

            requireAskedAnew("a.txt");
        }

        @Test
        void whatIsPutInItsPlaceBetweenTheLastLookAndTheMoveIsAskedToo() throws IOException {
            PromptFile other = fixture.dropStamped("b.txt", "half");
            Files.move(
                    Files.writeString(data.resolve("new"), "text"),
                    other.path(),
                    StandardCopyOption.REPLACE_EXISTING);
            move(other, true);
            look(3);

            requireAskedAnew("b.txt");
        }

        @Test
        void whatIsWrittenWhileTheMoveIsSlowIsAskedToo() throws IOException {
            PromptFile other = fixture.dropStamped("b.txt", "half");
            FolderFixture.rewrite(other.path(), "text");
            move(other, false);
            look(3);

            requireAskedAnew("b.txt");
        }

        @Test
        void theSameWordsStayHoweverOftenTheyAreTouched() throws IOException {
            Files.setLastModifiedTime(done, FileTime.from(Instant.EPOCH));
            look(3);
            look(9);

            assertThat(done).hasContent("half");
            assertThat(fixture.folder.inbox()).isEmptyDirectory();
        }

        @Test
        void aPromptThatFailedForBeingHalfComesBackWithoutItsRecord() throws IOException {
            PromptFile json = fixture.drop("b.json", "{\"contents\":");
            Path failed =
                    fixture.folder.failedPrompts().put(json, FolderFixture.error(json), "report");
            intake.moved(json, failed, false);
            write(failed);
            look(3);

            assertThat(fixture.files()).contains("inbox/b.json");
            assertThat(fixture.files()).noneMatch(name -> name.startsWith("failed/"));
        }
    }

    @Test
    void aPollThatGivesNoSignIsSeen() {
        AtomicLong nanos = new AtomicLong();
        PollWatch watch = new PollWatch(nanos::get);
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(watch.silence()).isZero();

        watch.sign();
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        assertThat(watch.silence()).isEqualTo(Duration.ofSeconds(61));
        watch.sign();
        assertThat(watch.silence()).isZero();

        watch.end();
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(watch.silence()).isZero();
    }
}
