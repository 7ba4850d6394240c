package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Counts of prompts, not of the files beside them. */
class FolderCountsTest {

    private static final long SECOND = 1_000_000_000L;

    @TempDir Path data;
    private final AtomicLong now = new AtomicLong(-5);
    private final PromptCounters counters = new PromptCounters(Clock.systemUTC());
    private final LeftAlone leftAlone = new LeftAlone();
    private FolderCounts counts;

    @BeforeEach
    void makeFolders() throws IOException {
        for (String folder : DropFolder.FOLDERS) {
            Files.createDirectory(data.resolve(folder));
        }
        counts = new FolderCounts(new DropFolder(data), counters, leftAlone, now::get);
    }

    private void put(String... names) throws IOException {
        for (String name : names) {
            Files.createFile(data.resolve(name));
        }
    }

    @Test
    void prompts() throws IOException {
        put("inbox/a.txt", "inbox/b.json", "inbox/.c.txt", "inbox/d.tmp", "inbox/e.txt.part");
        put("failed/a.txt", "failed/a.txt.error.json", "failed/a.txt.error.txt");
        put("parked/a.md", "parked/a.md.parked.json", "parked/.tmp-1", "parked/b.json");
        put("parked/b.json.parked.json", "parked/b.json.parked.txt");
        counters.countTaken();

        assertThat(counts.inbox()).isEqualTo(1);
        assertThat(counts.inFlight()).isEqualTo(1);
        assertThat(counts.failed()).isEqualTo(1);
        assertThat(counts.parked()).isEqualTo(2);
    }

    @Test
    void whatADrainHasCountedIsNotCountedAgainAtOnce() throws IOException {
        put("inbox/a.txt", "inbox/b.json", "inbox/c.bin");

        assertThat(counts.countWaiting()).isEqualTo(2);

        put("inbox/d.txt");
        assertThat(counts.inbox()).isEqualTo(2);
        assertThat(counts.countWaiting()).isEqualTo(3);
        assertThat(counts.inbox()).isEqualTo(3);
    }

    /** Stands for a task whose budget its own batch jobs have set aside. */
    private static final class WaitingTask implements Tasks.Task {

        @Override
        public String trouble() {
            return null;
        }

        @Override
        public String longWait() {
            return "its budget is set aside";
        }

        @Override
        public boolean isOwn(String name) {
            return name.endsWith("task.prompt");
        }
    }

    @Test
    void documentsInAFolderWithoutRoomForItsNamesAreHeld() throws IOException {
        DropFolder folder = new DropFolder(data);
        folder.setTasks(path -> path.equals("letters") ? new WaitingTask() : null);
        counts = new FolderCounts(folder, counters, leftAlone, now::get);
        Path within = Files.createDirectories(data.resolve("inbox/letters/2026"));
        put("inbox/letters/task.prompt", "inbox/letters/b.txt", "inbox/letters/2026/c.txt");
        folder.setRoom(new NameRoom(1, now::incrementAndGet));
        assertThat(folder.room().tryList(this, within)).isFalse();

        assertThat(counts.held()).isEqualTo(1);
        assertThat(counts.troubles()).containsOnlyKeys("letters/2026");
        assertThat(counts.troubles().get("letters/2026")).startsWith("has too many names");
        assertThat(folder.census().prompts()).as("a drain waits for no more").isEqualTo(1);
    }

    @Test
    void documentsOfATaskThatWaitsForItsOwnCallsAreCountedApart() throws IOException {
        DropFolder folder = new DropFolder(data);
        folder.setTasks(path -> path.equals("letters") ? new WaitingTask() : null);
        counts = new FolderCounts(folder, counters, leftAlone, now::get);
        Files.createDirectory(data.resolve("inbox/letters"));
        put("inbox/a.txt", "inbox/letters/task.prompt");
        put("inbox/letters/b.txt", "inbox/letters/c.pdf");

        assertThat(counts.inbox()).isEqualTo(1);
        assertThat(counts.waiting()).isEqualTo(2);
        assertThat(counts.held()).isZero();
        assertThat(counts.waits()).containsOnly(Map.entry("letters", "its budget is set aside"));
        assertThat(folder.census().prompts()).as("a drain waits for all of them").isEqualTo(3);
    }

    @Test
    void aPromptNamedLikeARecordIsCounted() throws IOException {
        put("failed/x.error.json", "failed/x.error.json.error.json");
        put("parked/y.parked.txt", "parked/y.parked.txt.parked.json");

        assertThat(counts.failed()).isEqualTo(1);
        assertThat(counts.parked()).isEqualTo(1);
    }

    @Test
    void whatIsNeverTakenIsCountedAndNamedOnceAndWhatNobodyWaitsForIsNot() throws Exception {
        put("inbox/a.txt", "inbox/b.pdf", "inbox/c.csv", "inbox/noending");
        put("inbox/.hidden.pdf", "inbox/d.TMP", "inbox/e.part", "inbox/f.filepart");
        put("inbox/g.crdownload", "inbox/thumbs.db", "inbox/~$letter.docx");
        Files.createDirectory(data.resolve("inbox/folder"));
        Files.createDirectory(data.resolve("inbox/folder.txt"));
        Files.createSymbolicLink(data.resolve("inbox/link.txt"), data.resolve("inbox/a.txt"));
        new ProcessBuilder("mkfifo", data.resolve("inbox/pipe.txt").toString()).start().waitFor();

        assertThat(counts.leftAlone()).isEqualTo(7);
        assertThat(counts.inbox()).isEqualTo(1);
        assertThat(leftAlone.reasons())
                .containsOnlyKeys(
                        "b.pdf",
                        "c.csv",
                        "noending",
                        "folder",
                        "folder.txt",
                        "link.txt",
                        "pipe.txt");
        assertThat(leftAlone.reasons().get("folder")).startsWith("is a folder");
        assertThat(leftAlone.reasons().get("b.pdf")).startsWith("is of another type");

        Files.delete(data.resolve("inbox/b.pdf"));
        now.addAndGet(1_000 * SECOND);
        assertThat(counts.leftAlone()).isEqualTo(6);
        assertThat(leftAlone.reasons()).doesNotContainKey("b.pdf");
    }

    @Test
    void aNameWithABackslashIsLeftAloneAndNobodyWaitsForIt() throws IOException {
        put("inbox/a\\b.txt", "inbox/c\\d.jsonl", "inbox/ok.txt");
        Files.createDirectory(data.resolve("inbox/e\\f"));
        put("inbox/e\\f/task.prompt");

        assertThat(counts.inbox()).isEqualTo(1);
        assertThat(counts.leftAlone()).isEqualTo(3);
        assertThat(leftAlone.reasons())
                .containsOnlyKeys("a\\b.txt", "c\\d.jsonl", "e\\f")
                .containsValue("has a backslash in its name: rename it");
        assertThat(PromptNames.isPrompt("a\\b.txt")).isFalse();
        assertThat(DocumentNames.isOne("task/a\\b.csv")).isFalse();
    }

    @Test
    void aFloodOfOtherFilesIsCountedAndNotKept() throws IOException {
        for (int i = 0; i < 3_000; i++) {
            put("inbox/f" + i + ".csv");
        }

        assertThat(counts.leftAlone()).isEqualTo(3_000);
        assertThat(leftAlone.reasons()).hasSizeLessThanOrEqualTo(InboxCensus.MOST_EXAMPLES);
    }

    @Test
    void theRecordOfALongNameIsNotCounted() throws IOException {
        String name = "n".repeat(251) + ".txt";
        put("failed/" + name, "failed/" + CompanionNames.of(name, 1, ".error.json"));

        assertThat(counts.failed()).isEqualTo(1);
    }

    /**
     * Its rows are counted by the lane, and the alert for a program that answers nothing is not.
     */
    @Test
    void aTableWhoseRowsAreInJobsIsNotCountedAsWaiting() throws IOException {
        DropFolder folder = new DropFolder(data);
        folder.setTakesRows(name -> name.contains("sent"));
        folder.setTasks(path -> path.equals("ads") ? new PlainTask() : null);
        counts = new FolderCounts(folder, counters, leftAlone, now::get);
        Files.createDirectory(data.resolve("inbox/ads"));
        put("inbox/ads/sent.csv", "inbox/ads/new.csv", "inbox/sent.jsonl", "inbox/new.jsonl");

        assertThat(counts.inbox()).isEqualTo(2);
        assertThat(folder.census().prompts()).as("a drain waits for all of them").isEqualTo(4);
    }

    private static final class PlainTask implements Tasks.Task {

        @Override
        public String trouble() {
            return null;
        }

        @Override
        public boolean isOwn(String name) {
            return false;
        }
    }

    @Test
    void aCountIsKeptForSomeSeconds() throws IOException {
        put("inbox/a.txt");
        assertThat(counts.inbox()).isEqualTo(1);

        put("inbox/b.txt");
        now.addAndGet(4 * SECOND);
        assertThat(counts.inbox()).isEqualTo(1);
        now.addAndGet(SECOND);
        assertThat(counts.inbox()).isEqualTo(2);
    }

    @Test
    void aFolderThatIsGoneHoldsNothing() throws IOException {
        Files.delete(data.resolve("failed"));

        assertThat(counts.failed()).isZero();
    }
}
