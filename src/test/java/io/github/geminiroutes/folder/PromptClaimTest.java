package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.testing.Pipes;
import io.github.geminiroutes.testing.SettableClock;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.service.ServiceSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class PromptClaimTest {

    /** Ahead of the change time of every file, which no test can set. */
    private static final Instant NOW =
            Instant.now().plusSeconds(3_600).truncatedTo(ChronoUnit.SECONDS);

    private static final Duration QUIET = Duration.ofSeconds(1);

    /** Four prompts are taken for each call in flight. */
    private static final int ROOM = 4;

    private static final CamelContext CONTEXT = new DefaultCamelContext();

    @TempDir Path data;
    private final SettableClock clock = new SettableClock(NOW);
    private Exchange exchange = new DefaultExchange(CONTEXT);
    private FolderFixture fixture;
    private DropFolderService dropFolder;
    private PromptCounters counters;
    private PromptClaim claim;
    private volatile long nanos;

    @BeforeAll
    static void makeClient() {
        GeminiClient client = new GeminiClient();
        client.setKey(new ApiKey());
        CONTEXT.getRegistry().bind(GeminiClient.BEAN, client);
    }

    @BeforeEach
    void makeFolders() throws IOException {
        fixture = new FolderFixture(data);
        makeClaim(1, QUIET);
    }

    private void makeClaim(int maxConcurrency, Duration quietPeriod) {
        dropFolder = new DropFolderService(clock);
        dropFolder.setCamelContext(CONTEXT);
        dropFolder.setDataDir(data.toString());
        dropFolder.setMaxConcurrency(maxConcurrency);
        dropFolder.setQuietPeriod(quietPeriod.toMillis() / 1000.0);
        dropFolder.setLeadership(new Leadership());
        counters = dropFolder.counters();
        claim = new PromptClaim(() -> nanos);
        claim.setDropFolder(dropFolder);
    }

    private GenericFile<File> drop(String name, Instant modified) throws IOException {
        Path path = fixture.drop(name, "Q").path();
        Files.setLastModifiedTime(path, FileTime.from(modified));
        GenericFile<File> file = new GenericFile<>();
        file.setFile(path.toFile());
        file.setFileName(name);
        file.setFileNameOnly(name);
        return file;
    }

    private GenericFile<File> old(String name) throws IOException {
        return drop(name, NOW.minusSeconds(60));
    }

    private boolean acquire(GenericFile<File> file) throws IOException, InterruptedException {
        return claim.acquireExclusiveReadLock(null, file, exchange);
    }

    @Test
    void passesOverTheValuesAndThePartialsOfTemplates() throws Exception {
        assertThat(claim.accept(named("a.prompt"))).isTrue();
        assertThat(claim.accept(named("a.input.json"))).isFalse();
        assertThat(claim.accept(named("_a.prompt"))).isFalse();
    }

    private GenericFile<File> named(String name) throws IOException {
        GenericFile<File> file = old(name);
        file.setFileNameOnly(name);
        return file;
    }

    /** Two thousand prompts that are refused, each after milliseconds, took half a minute. */
    @Test
    void leavesTheRestOfAPollThatReadsForLong() throws Exception {
        assertThat(acquire(old("a.txt"))).isTrue();
        nanos = Duration.ofSeconds(2).toNanos();

        assertThat(acquire(old("b.txt"))).isFalse();
        assertThat(counters.inFlight()).isEqualTo(1);
    }

    @Nested
    class Quiet {

        @Test
        void takesAFileThatHasBeenQuietForLongEnough() throws Exception {
            assertThat(acquire(drop("a.txt", NOW.minus(QUIET)))).isTrue();
            assertThat(counters.inFlight()).isEqualTo(1);
        }

        @Test
        void leavesAFileWrittenToAMomentAgo() throws Exception {
            assertThat(acquire(drop("a.txt", NOW.minus(QUIET).plusMillis(1)))).isFalse();
            assertThat(counters.inFlight()).isZero();
        }

        @Test
        void takesItOnceItIsOldEnough() throws Exception {
            GenericFile<File> file = drop("a.txt", NOW);
            assertThat(acquire(file)).isFalse();
            clock.advance(QUIET.minusMillis(1));
            assertThat(acquire(file)).isFalse();
            clock.advance(Duration.ofMillis(1));
            assertThat(acquire(file)).isTrue();
        }

        @Test
        void withoutQuietPeriodTakesAFileAtOnce() throws Exception {
            makeClaim(1, Duration.ZERO);
            assertThat(acquire(drop("a.txt", NOW))).isTrue();
        }

        @Test
        void leavesAFileThatIsGone() throws Exception {
            GenericFile<File> file = old("a.txt");
            Files.delete(file.getFile().toPath());
            assertThat(acquire(file)).isFalse();
        }
    }

    @Nested
    class LeftAloneAndTold {

        private boolean accept(GenericFile<File> file) {
            return claim.accept(file);
        }

        private GenericFile<File> named(Path path) {
            GenericFile<File> file = new GenericFile<>();
            file.setFile(path.toFile());
            file.setFileName(path.getFileName().toString());
            file.setFileNameOnly(path.getFileName().toString());
            return file;
        }

        private Map<String, String> told() {
            return dropFolder.intake().leftAlone().reasons();
        }

        @Test
        void whatIsNoRegularFileIsNotTakenAndNotLookedAtWithEachPoll() throws Exception {
            Path secret = Files.writeString(data.resolve("secret"), "s");
            Path inbox = fixture.folder.inbox();
            GenericFile<File> link =
                    named(Files.createSymbolicLink(inbox.resolve("l.txt"), secret));
            GenericFile<File> pipe = named(Pipes.make(inbox.resolve("p.txt")));

            assertThat(acquire(link)).isFalse();
            assertThat(acquire(pipe)).isFalse();

            assertThat(told())
                    .containsOnly(
                            Map.entry("l.txt", "is a symbolic link"),
                            Map.entry("p.txt", "is a named pipe"));
            assertThat(accept(link)).isFalse();
            clock.advance(Duration.ofSeconds(30));
            assertThat(accept(link)).isTrue();
            assertThat(fixture.folder.waiting()).isZero();
        }

        @Test
        void aFileThatTakesThePlaceOfALinkIsTaken() throws Exception {
            Path path = fixture.folder.inbox().resolve("l.txt");
            Files.createSymbolicLink(path, data.resolve("none"));
            assertThat(acquire(named(path))).isFalse();
            Files.delete(path);

            assertThat(acquire(old("l.txt"))).isTrue();
            assertThat(told()).isEmpty();
        }

        /** Java reads such a name from the folder and finds no file of it, with each poll anew. */
        @Test
        void aNameThatCannotBeReadIsToldOnce() throws Exception {
            String reason = "has a name that cannot be read";
            GenericFile<File> unreadable =
                    named(fixture.folder.inbox().resolve("gr\ufffd\ufffd.txt"));
            dropFolder.intake().leftAlone().tell(unreadable.getFileNameOnly(), reason);

            assertThat(acquire(unreadable)).isFalse();

            assertThat(told()).containsEntry(unreadable.getFileNameOnly(), reason);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "a.sync-conflict-20260101-101010-ABCDEFG.txt",
                    "a (Anna's conflicted copy 2026-01-01).txt",
                    "a (conflicted copy 2026-01-01 101010).md",
                    "a_conflict-20260101-101010.txt",
                    "a (SFConflict anna@example.com 2026-01-01-10-10-10).json",
                    "a [conflicted].txt",
                    "a (In Konflikt stehende Kopie von Anna 2026-01-01).txt"
                })
        void aCopyOfASyncClientIsNoPrompt(String name) throws Exception {
            assertThat(accept(old(name))).isFalse();
            assertThat(told()).containsEntry(name, "is a copy of a sync client");
            assertThat(fixture.folder.waiting()).isZero();
        }

        @ParameterizedTest
        @ValueSource(strings = {"conflict.txt", "on conflicts.md", "conflict-2026.txt"})
        void aPromptAboutConflictsIsOne(String name) throws Exception {
            assertThat(accept(old(name))).isTrue();
        }
    }

    @Nested
    class StampedInTheFuture {

        private GenericFile<File> file;

        @BeforeEach
        void dropIt() throws Exception {
            file = drop("a.txt", NOW.plusSeconds(3600));
            assertThat(acquire(file)).isFalse();
        }

        @Test
        void isTakenOnceItHasStayedTheSame() throws Exception {
            clock.advance(QUIET.minusMillis(1));
            assertThat(acquire(file)).isFalse();
            clock.advance(Duration.ofMillis(1));
            assertThat(acquire(file)).isTrue();
        }

        @Test
        void waitsAnewWhenItGrows() throws Exception {
            FileTime stamp = Files.getLastModifiedTime(file.getFile().toPath());
            Files.writeString(file.getFile().toPath(), "Q, longer");
            Files.setLastModifiedTime(file.getFile().toPath(), stamp);
            clock.advance(QUIET);
            assertThat(acquire(file)).isFalse();
            clock.advance(QUIET.minusMillis(1));
            assertThat(acquire(file)).isFalse();
            clock.advance(Duration.ofMillis(1));
            assertThat(acquire(file)).isTrue();
        }

        @Test
        void waitsAnewWhenItIsTouched() throws Exception {
            Files.setLastModifiedTime(
                    file.getFile().toPath(), FileTime.from(NOW.plusSeconds(7200)));
            clock.advance(QUIET);
            assertThat(acquire(file)).isFalse();
            clock.advance(QUIET);
            assertThat(acquire(file)).isTrue();
        }

        @Test
        void anotherFileOfThatNameWaitsLikeTheFirst() throws Exception {
            clock.advance(QUIET);
            assertThat(acquire(file)).isTrue();
            claim.releaseExclusiveReadLockOnCommit(null, file, exchange);

            assertThat(acquire(file)).isFalse();
        }

        @Test
        void theTimeItWasGoneDoesNotCount() throws Exception {
            Path path = file.getFile().toPath();
            Files.delete(path);
            assertThat(acquire(file)).isFalse();
            drop("a.txt", NOW.plusSeconds(3600));
            clock.advance(QUIET);
            assertThat(acquire(file)).isFalse();
        }
    }

    @Nested
    class Places {

        @BeforeEach
        void fill() throws Exception {
            for (int i = 0; i < ROOM; i++) {
                assertThat(acquire(old(i + ".txt"))).isTrue();
            }
        }

        /** After a short wait the reader alone sees what has changed. */
        private static boolean isInLongWait(Thread thread) {
            return thread.getState() == Thread.State.TIMED_WAITING
                    && Stream.of(thread.getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("awaitPlace"));
        }

        /** Claims in another thread, and returns once that thread waits for room. */
        private CompletableFuture<Boolean> claimAndWait(GenericFile<File> file) {
            CompletableFuture<Boolean> result = new CompletableFuture<>();
            AtomicReference<Thread> waiting = new AtomicReference<>();
            Thread thread =
                    new Thread(
                            () -> {
                                try {
                                    result.complete(acquire(file));
                                } catch (IOException | InterruptedException e) {
                                    result.completeExceptionally(e);
                                }
                            });
            waiting.set(thread);
            thread.start();
            await().pollInterval(Duration.ofMillis(5))
                    .until(() -> result.isDone() || isInLongWait(waiting.get()));
            assertThat(result).isNotDone();
            return result;
        }

        private boolean outcome(CompletableFuture<Boolean> result) throws Exception {
            return result.get(60, TimeUnit.SECONDS);
        }

        @Test
        void aCommitLetsTheNextOneIn() throws Exception {
            GenericFile<File> first = old("first.txt");
            CompletableFuture<Boolean> fifth = claimAndWait(old("fifth.txt"));
            assertThat(counters.inFlight()).isEqualTo(ROOM);

            claim.releaseExclusiveReadLockOnCommit(null, first, exchange);

            assertThat(outcome(fifth)).isTrue();
            assertThat(counters.inFlight()).isEqualTo(ROOM);
        }

        @Test
        void aRollbackLetsTheNextOneIn() throws Exception {
            CompletableFuture<Boolean> fifth = claimAndWait(old("fifth.txt"));

            claim.releaseExclusiveReadLockOnRollback(null, old("first.txt"), exchange);

            assertThat(outcome(fifth)).isTrue();
            assertThat(counters.inFlight()).isEqualTo(ROOM);
        }

        @Test
        void anAbortGivesNoRoomAsNothingWasTaken() throws Exception {
            GenericFile<File> young = drop("young.txt", NOW);
            assertThat(acquire(young)).isFalse();
            claim.releaseExclusiveReadLockOnAbort(null, young, exchange);
            assertThat(counters.inFlight()).isEqualTo(ROOM);
            CompletableFuture<Boolean> fifth = claimAndWait(old("fifth.txt"));

            claim.releaseExclusiveReadLockOnCommit(null, young, exchange);

            assertThat(outcome(fifth)).isTrue();
        }

        @Test
        void aFileThatChangedWhileItWaitedIsLeftAndItsRoomGivenBack() throws Exception {
            GenericFile<File> changing = old("changing.txt");
            CompletableFuture<Boolean> fifth = claimAndWait(changing);
            Files.setLastModifiedTime(changing.getFile().toPath(), FileTime.from(NOW));

            claim.releaseExclusiveReadLockOnCommit(null, old("first.txt"), exchange);

            assertThat(outcome(fifth)).isFalse();
            assertThat(counters.inFlight()).isEqualTo(ROOM - 1);
            assertThat(acquire(old("sixth.txt"))).isTrue();
        }

        @Test
        void aStopEndsTheWait() throws Exception {
            CompletableFuture<Boolean> seen = new CompletableFuture<>();
            AtomicReference<CompletableFuture<Boolean>> fifth = new AtomicReference<>();
            CamelContext context = new DefaultCamelContext();
            exchange = new DefaultExchange(context);
            // Camel stops its services while it is stopping: only then may the wait end.
            context.addService(
                    new ServiceSupport() {
                        @Override
                        protected void doStop() throws Exception {
                            seen.complete(outcome(fifth.get()));
                        }
                    });
            context.start();
            fifth.set(claimAndWait(old("fifth.txt")));

            context.stop();

            assertThat(seen).isCompletedWithValue(false);
            assertThat(counters.inFlight()).isEqualTo(ROOM);
        }

        @Test
        void moreCallsMakeMoreRoom() throws Exception {
            makeClaim(2, QUIET);
            for (int i = 0; i < 2 * ROOM; i++) {
                assertThat(acquire(old("more-" + i + ".txt"))).isTrue();
            }
            CompletableFuture<Boolean> next = claimAndWait(old("next.txt"));
            claim.releaseExclusiveReadLockOnCommit(null, old("first.txt"), exchange);
            assertThat(outcome(next)).isTrue();
        }
    }

    /** An answer beside it is that of an earlier asking: it was put here again on purpose. */
    @Test
    void aPromptAnsweredBeforeIsTakenAgain() throws Exception {
        GenericFile<File> file = old("a.txt");
        PromptFile prompt = fixture.read(file.getFile().toPath());
        Files.writeString(
                fixture.folder.outbox().resolve("a.txt.record.json"),
                FolderFixture.written(prompt, "A").toString());

        assertThat(claim.begin(null, null)).isTrue();
        assertThat(acquire(file)).isTrue();
    }

    @Test
    void namesThatDoNotFitIntoTheMemoryHoldTheInboxUntilTheyDo() throws Exception {
        Path inbox = fixture.folder.inbox();
        long ofAFile = NameRoom.weight(inbox.toString(), "a.txt");
        AtomicLong nanos = new AtomicLong();
        DropFolder folder = dropFolder.folder();
        folder.setRoom(new NameRoom(ofAFile * 2, () -> nanos.addAndGet(1_000)));
        GenericFile<File> file = old("a.txt");
        old("b.txt");
        old("c.txt");

        assertThat(claim.begin(null, null)).isFalse();
        assertThat(folder.health().reason()).startsWith(inbox + " has too many names: ");
        folder.health().check();
        assertThat(folder.health().isWell()).as("a look at the folders ends no hold").isFalse();
        assertThat(acquire(file)).isFalse();

        Files.delete(inbox.resolve("c.txt"));
        nanos.addAndGet(1_000_000_000);
        assertThat(claim.begin(null, null)).isTrue();
        assertThat(folder.health().reason()).isNull();
        assertThat(acquire(file)).isTrue();
        assertThat(folder.room().tryList(this, inbox))
                .as("the list is no longer needed once its first file is taken")
                .isTrue();
    }

    /** Each file that is looked at may have a standing prompt that takes a second to read. */
    @Test
    void atAStopNoFurtherFileIsLookedAt() throws Exception {
        GenericFile<File> file = old("a.txt");
        assertThat(claim.accept(file)).isTrue();
        dropFolder.setCamelContext(
                new DefaultCamelContext() {
                    @Override
                    public boolean isStopping() {
                        return true;
                    }
                });
        assertThat(claim.accept(file)).isFalse();
    }

    @Test
    void atTheStartHalfWrittenFilesGo() throws Exception {
        Files.writeString(fixture.folder.outbox().resolve(".gemini-1-1.tmp"), "half");

        claim.prepareOnStartup(null, null);
        assertThat(claim.begin(null, null)).isTrue();

        assertThat(fixture.files()).noneMatch(file -> file.endsWith(".tmp"));
    }
}
