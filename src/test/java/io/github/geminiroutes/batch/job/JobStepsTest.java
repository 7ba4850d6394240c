package io.github.geminiroutes.batch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.api.ApiCalls;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.support.UntrustedFiles;
import io.github.geminiroutes.testing.BatchScript;
import io.github.geminiroutes.testing.BatchScript.Creation;
import io.github.geminiroutes.testing.BatchServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A job against a server that does what breaks in practice; the test owns the clock. */
class JobStepsTest {

    private static final BatchSettings SETTINGS = JobFixture.settings(1_000_000);

    @TempDir Path root;

    private final BatchScript script = new BatchScript().jobTime(Duration.ZERO);
    private final CloseableHttpClient client =
            HttpClients.custom().disableAutomaticRetries().build();
    private final Time time = new Time();
    private BatchServer server;
    private JobSteps steps;
    private JobWatch watch;
    private boolean hasBudget = true;

    private static final class Time extends Clock {
        private Instant now = Instant.now();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }

        void pass(Duration duration) {
            now = now.plus(duration);
        }
    }

    private void start() throws IOException {
        server = BatchServer.start(script);
        BatchApi api = new BatchApi(new ApiCalls(client, server.baseUrl(), null));
        JobUploads uploads =
                new JobUploads(
                        () -> {
                            throw new IOException("No prompt of these has files");
                        },
                        new UntrustedFiles(root, false),
                        path -> new UntrustedFiles(path, false));
        steps = new JobSteps(api, SETTINGS, uploads, job -> hasBudget, time);
        watch = new JobWatch(api, SETTINGS, time);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
    }

    private Job job(String id, int prompts) throws IOException {
        return job(id, prompts, List.of());
    }

    /** Its first prompt has these files. */
    private Job job(String id, int prompts, List<JobFile> files) throws IOException {
        CollectingJob job = CollectingJob.begin(root.resolve(id), "gemini-3.8-flash", time.now);
        for (int i = 0; i < prompts; i++) {
            byte[] request =
                    "{\"contents\":[{\"parts\":[{\"text\":\"%s %d\"}]}]}"
                            .formatted(id, i)
                            .getBytes(StandardCharsets.UTF_8);
            SubmittedPrompt prompt =
                    new SubmittedPrompt(
                            "p" + i + ".txt",
                            "0123456789abcdef",
                            null,
                            time.now,
                            null,
                            null,
                            i == 0 ? files : List.of(),
                            0,
                            0);
            job.add(prompt, request, 10, 20);
        }
        return job.close(time.now);
    }

    /** What a restart finds. */
    private Job again(Job job) throws IOException {
        return Job.read(job.directory());
    }

    @Test
    void aJobIsUploadedCreatedLookedAtAndFetched() throws IOException {
        start();
        Job job = job("a", 3);
        steps.advance(job);
        assertThat(again(job).state()).isEqualTo(JobState.RUNNING);
        assertThat(job.name()).isEqualTo("batches/job1");

        watch.look(job);
        assertThat(job.state()).as("not before it is due").isEqualTo(JobState.RUNNING);
        time.pass(Duration.ofSeconds(31));
        watch.look(job);

        assertThat(again(job).state()).isEqualTo(JobState.FETCHED);
        assertThat(Files.readAllLines(job.directory().results())).hasSize(3);
        assertThat(again(job).wasDone()).isTrue();
        assertThat(job.directory().read()).hasSize(3);
        watch.forget(job);
        assertThat(server.jobs().names()).isEmpty();
        assertThat(server.files()).isZero();
        assertThat(job.directory().remove()).isTrue();
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void aJobWhoseCreationWasLostIsFoundAndNotMadeAgain() throws IOException {
        script.creation(1, Creation.LOST).listLag(Duration.ofMillis(400));
        start();
        Job job = job("a", 2);
        steps.advance(job);
        assertThat(again(job).state()).isEqualTo(JobState.CREATING);

        // The list lags: nothing is there at first.
        Job later = again(job);
        steps.advance(later);
        assertThat(again(later).state()).isEqualTo(JobState.CREATING);
        awaitListed();
        time.pass(Duration.ofMinutes(4));
        steps.advance(later);

        assertThat(again(later).state()).isEqualTo(JobState.RUNNING);
        assertThat(server.jobs().created()).hasSize(1);
    }

    private void awaitListed() {
        await().until(
                        () ->
                                !new BatchApi(new ApiCalls(client, server.baseUrl(), null))
                                        .list(one -> true)
                                        .isEmpty());
    }

    /** Each of them is paid for. */
    @Test
    void aServerThatHidesEachJobIsGivenFewOfThem() throws IOException {
        for (int i = 1; i <= 500; i++) {
            script.creation(i, Creation.LOST);
        }
        script.listLag(Duration.ofDays(1));
        start();
        Job job = job("a", 2);

        for (int i = 0; i < 480; i++) {
            steps.advance(job);
            time.pass(Duration.ofMinutes(3));
        }

        assertThat(server.jobs().created()).hasSizeBetween(10, 25);
    }

    @Test
    void aCreationThatNeverCameIsFollowedByTheNextAttemptAfterTwoLooks() throws IOException {
        script.creation(1, Creation.NEVER_CAME);
        start();
        Job job = job("a", 2);
        steps.advance(job);
        assertThat(job.state()).isEqualTo(JobState.CREATING);
        steps.advance(job);
        assertThat(job.state()).isEqualTo(JobState.CREATING);
        assertThat(server.jobs().created()).isEmpty();

        time.pass(Duration.ofMinutes(4));
        steps.advance(job);

        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        assertThat(server.jobs().created().keySet()).containsExactly("gemini-routes-a-2 1");
    }

    @Test
    void whereTheLaneIsFullTheJobWaitsAndASmallerOneGoes() throws IOException {
        script.creation(1, Creation.FULL);
        start();
        Job large = job("large", 50);
        Job small = job("small", 1);
        Job alike = job("alike", 50);
        steps.advance(large);
        steps.advance(alike);
        steps.advance(small);
        assertThat(large.state()).isEqualTo(JobState.UPLOADED);
        assertThat(large.reason()).contains("429");
        assertThat(alike.state()).as("nothing is uploaded in vain").isEqualTo(JobState.CLOSED);
        assertThat(small.state()).isEqualTo(JobState.RUNNING);

        time.pass(Duration.ofMinutes(4));
        steps.advance(large);
        assertThat(large.state()).as("no quick retry").isEqualTo(JobState.UPLOADED);
        Job later = again(large);
        assertThat(later.dueAt()).as("a restart waits, too").isEqualTo(large.dueAt());
        steps.advance(later);
        assertThat(later.state()).isEqualTo(JobState.UPLOADED);
        time.pass(Duration.ofMinutes(2));
        steps.advance(later);
        assertThat(later.state()).isEqualTo(JobState.RUNNING);
        assertThat(again(later).dueAt()).isEqualTo(Instant.EPOCH);
        steps.advance(alike);
        assertThat(alike.state()).isEqualTo(JobState.RUNNING);
    }

    /** With a short deadline its prompts would gather again and again. */
    @Test
    void whereTheLaneStaysFullTheJobOfTheSamePromptsWaitsLonger() throws IOException {
        script.creation(1, Creation.FULL).creation(2, Creation.FULL);
        start();
        Job first = job("first", 50);
        steps.advance(first);
        assertThat(first.dueAt()).isEqualTo(time.now.plus(Duration.ofMinutes(5)));
        time.pass(Duration.ofHours(25));
        steps.advance(first);
        assertThat(first.remoteState()).isEqualTo("NOT_CREATED");

        Job again = job("again", 50);
        steps.advance(again);

        assertThat(again.state()).isEqualTo(JobState.UPLOADED);
        assertThat(again.dueAt()).isEqualTo(time.now.plus(Duration.ofSeconds(450)));
        time.pass(Duration.ofMinutes(8));
        steps.advance(again);
        assertThat(again.state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void aJobThatIsStuckIsCancelledAndLookedAtUntilItHasEnded() throws IOException {
        script.end(1, "STUCK");
        start();
        Job job = job("a", 2);
        steps.advance(job);
        time.pass(Duration.ofHours(23));
        watch.look(job);
        assertThat(server.jobs().cancelled()).isZero();

        time.pass(Duration.ofHours(2));
        watch.look(job);
        assertThat(server.jobs().cancelled()).isEqualTo(1);
        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        watch.look(job);

        assertThat(again(job).state()).isEqualTo(JobState.FETCHED);
        assertThat(job.remoteState()).isEqualTo("CANCELLED");
        assertThat(job.hasResults()).isFalse();
    }

    @Test
    void aCancelWithoutEffectIsRepeatedAFewTimes() throws IOException {
        script.end(1, "STUCK").vainCancels(5);
        start();
        Job job = job("a", 2);
        steps.advance(job);
        time.pass(Duration.ofHours(25));
        watch.look(job);
        time.pass(Duration.ofMinutes(59));
        watch.look(job);
        assertThat(server.jobs().cancelled()).as("not at once").isEqualTo(1);

        time.pass(Duration.ofMinutes(5));
        watch.look(again(job));
        assertThat(server.jobs().cancelled()).isEqualTo(2);
        for (int i = 0; i < 10; i++) {
            time.pass(Duration.ofHours(2));
            watch.look(again(job));
        }
        assertThat(server.jobs().cancelled()).as("bounded").isEqualTo(5);
        assertThat(again(job).state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void outputThatLagsIsWaitedFor() throws IOException {
        script.lag(Duration.ofMillis(500));
        start();
        Job job = job("a", 2);
        steps.advance(job);
        await().until(
                        () -> {
                            time.pass(Duration.ofSeconds(31));
                            watch.look(job);
                            return job.state() == JobState.FETCHED;
                        });

        assertThat(job.hasResults()).isTrue();
    }

    @Test
    void aJobThatAnotherKeySeesStaysAsItIs() throws IOException {
        start();
        Job job = job("a", 2);
        steps.advance(job);
        script.foreign(true);
        for (int i = 0; i < 100; i++) {
            time.pass(Duration.ofHours(1));
            watch.look(job);
        }
        assertThat(again(job).state()).isEqualTo(JobState.RUNNING);
        assertThat(again(job).reason()).contains("another project");

        script.foreign(false);
        time.pass(Duration.ofHours(1));
        watch.look(job);

        assertThat(again(job).state()).isEqualTo(JobState.FETCHED);
        assertThat(again(job).reason()).isNull();
        assertThat(server.jobs().created()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}",
                "{\"state\":\"closed\"}",
                "{\"state\":\"lost\",\"closedAt\":\"2026-11-26T10:00:00Z\"}",
                "{\"state\":\"closed\",\"closedAt\":\"yesterday\"}"
            })
    void whatSaysNothingOfAJobIsAnErrorThatCanBeTold(String text) throws IOException {
        start();
        Job job = job("a", 1);
        Files.writeString(job.directory().job(), text);

        assertThatIOException().isThrownBy(() -> again(job));
    }

    @Test
    void aPromptWhoseFileHasChangedIsLeftOutAndTheOthersAreSent() throws IOException {
        start();
        Files.writeString(root.resolve("large.pdf"), "another text");
        JobFile file =
                new JobFile(
                        "large.pdf",
                        false,
                        "application/pdf",
                        12,
                        Instant.ofEpochSecond(1),
                        null,
                        null);
        Job some = job("some", 3, List.of(file));
        steps.advance(some);
        Job none = job("none", 1, List.of(file));
        steps.advance(none);

        assertThat(again(some).state()).isEqualTo(JobState.RUNNING);
        assertThat(server.jobs().created()).containsExactly(Map.entry("gemini-routes-some-1 1", 2));
        assertThat(again(some).directory().read().get(0).files()).containsExactly(file);
        assertThat(again(none).remoteState()).isEqualTo("NOT_CREATED");
    }

    @Test
    void aFileWithOtherWordsAndItsOldTimeIsNotSent() throws IOException {
        start();
        Path large = Files.writeString(root.resolve("large.pdf"), "first words");
        FileStamp before = FileStamp.of(large, false);
        JobFile file =
                new JobFile(
                        "large.pdf",
                        false,
                        "application/pdf",
                        before.size(),
                        before.modified().toInstant(),
                        before.changed().toInstant(),
                        null);
        assertThat(JobFile.of(file.toJson())).isEqualTo(file);
        await().until(
                        () -> {
                            Files.writeString(large, "other words");
                            Files.setLastModifiedTime(large, before.modified());
                            return !FileStamp.of(large, false).changed().equals(before.changed());
                        });
        UntrustedFiles files = new UntrustedFiles(root, false);
        FileStamp now = files.look("large.pdf");
        assertThat(now.size()).isEqualTo(before.size());
        assertThat(file.isSame(files, before)).isTrue();
        assertThat(file.isSame(files, now)).isFalse();

        Job job = job("rewritten", 3, List.of(file));
        steps.advance(job);
        assertThat(again(job).state()).isEqualTo(JobState.RUNNING);
        assertThat(server.jobs().created())
                .containsExactly(Map.entry("gemini-routes-rewritten-1 1", 2));
    }

    /** Its change time is that of the move. */
    @Test
    void aPromptThatWasMovedIsKnownByItsDigest() throws IOException {
        start();
        Path large = Files.writeString(root.resolve("large.pdf"), "first words");
        Instant modified = Files.getLastModifiedTime(large).toInstant();
        UntrustedFiles files = new UntrustedFiles(root, false);
        String sha256 = Sha256.hex("first words");
        JobFile file =
                new JobFile(
                        "large.pdf", true, "application/pdf", 11, modified, Instant.EPOCH, sha256);

        assertThat(file.isSame(files, files.look("large.pdf"))).isTrue();
        Files.writeString(large, "other words");
        Files.setLastModifiedTime(large, FileTime.from(modified));
        assertThat(file.isSame(files, files.look("large.pdf"))).isFalse();
    }

    @Test
    void withoutRoomInTheBudgetNoJobIsMade() throws IOException {
        hasBudget = false;
        start();
        Job job = job("a", 2);
        steps.advance(job);
        assertThat(job.state()).isEqualTo(JobState.UPLOADED);

        hasBudget = true;
        time.pass(Duration.ofMinutes(1));
        steps.advance(job);
        assertThat(job.state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void anInputThatGoogleNoLongerHasIsUploadedAgain() throws IOException {
        script.creation(1, Creation.NOT_FOUND);
        start();
        Job job = job("a", 2);
        steps.advance(job);
        assertThat(job.state()).isEqualTo(JobState.CLOSED);

        time.pass(Duration.ofMinutes(1));
        steps.advance(job);

        assertThat(job.state()).isEqualTo(JobState.RUNNING);
    }

    @Test
    void aJobThatGoogleNeverTookIsGivenUpAtTheDeadline() throws IOException {
        for (int i = 1; i < 200; i++) {
            script.creation(i, Creation.FULL);
        }
        start();
        Job job = job("a", 2);
        for (int i = 0; i < 60; i++) {
            steps.advance(job);
            time.pass(Duration.ofMinutes(30));
        }

        assertThat(again(job).state()).isEqualTo(JobState.FETCHED);
        assertThat(again(job).wasDone()).isFalse();
    }

    /** It would wait until the clock gets there again: for a day, or for ever. */
    @Test
    void aClockThatIsSetBackDelaysNoStep() throws IOException {
        script.jobTime(Duration.ofDays(2));
        start();
        Job job = job("back", 3);
        steps.advance(job);
        job.growPause(Duration.ofSeconds(30), Duration.ofMinutes(10), time.now);
        assertThat(job.isDue(time.now)).isFalse();

        time.pass(Duration.ofDays(-1));
        assertThat(job.isDue(time.now)).isTrue();
        watch.look(job);
        assertThat(job.isDue(time.now)).as("paced by the new time").isFalse();
        time.pass(Duration.ofSeconds(46));
        assertThat(job.isDue(time.now)).isTrue();
    }

    private Job jobWithFile(int prompts) throws IOException {
        Path file = Files.writeString(root.resolve("a.pdf"), "x");
        Instant modified = Files.getLastModifiedTime(file).toInstant();
        return job(
                "f",
                prompts,
                List.of(new JobFile("a.pdf", false, "application/pdf", 1, modified, null, null)));
    }

    private JobSteps refusing(FailureKind kind) throws IOException {
        start();
        JobUploads uploads =
                new JobUploads(
                        () -> {
                            throw new GeminiException(Failure.of(kind, "no such file"));
                        },
                        new UntrustedFiles(root, false),
                        path -> new UntrustedFiles(path, false));
        BatchApi api = new BatchApi(new ApiCalls(client, server.baseUrl(), null));
        return new JobSteps(api, SETTINGS, uploads, job -> true, time);
    }

    /** Given back, its prompts would be uploaded again and again, without an end. */
    @Test
    void aJobWhoseFilesAreAllRefusedIsRefused() throws IOException {
        JobSteps refusing = refusing(FailureKind.INVALID_REQUEST);
        Job job = jobWithFile(1);
        refusing.advance(job);

        assertThat(again(job).state()).isEqualTo(JobState.FETCHED);
        assertThat(again(job).remoteState()).isEqualTo("REFUSED");
        assertThat(again(job).reason()).isEqualTo("no such file");
    }

    @Test
    void oneFileThatTheServerDoesNotTakeHoldsTheOtherPromptsUpForAWhileOnly() throws IOException {
        JobSteps refusing = refusing(FailureKind.MALFORMED_ANSWER);
        Job job = jobWithFile(3);
        for (int pass = 0; pass < 5; pass++) {
            refusing.advance(job);
            assertThat(job.state()).isEqualTo(JobState.CLOSED);
            time.pass(Duration.ofMinutes(20));
        }
        refusing.advance(job);

        assertThat(job.state()).isEqualTo(JobState.RUNNING);
        assertThat(server.jobs().created().values()).containsExactly(2);
    }

    @Test
    void aJobOfWhichNoFileIsTakenWaits() throws IOException {
        JobSteps refusing = refusing(FailureKind.MALFORMED_ANSWER);
        Job job = jobWithFile(1);
        for (int pass = 0; pass < 8; pass++) {
            refusing.advance(job);
            time.pass(Duration.ofMinutes(20));
        }

        assertThat(job.state()).isEqualTo(JobState.CLOSED);
    }
}
