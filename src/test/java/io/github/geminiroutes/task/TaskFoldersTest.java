package io.github.geminiroutes.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.prompt.AttachmentDirectory;
import io.github.geminiroutes.prompt.AttachmentRules;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskFoldersTest {

    @TempDir Path inbox;
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private boolean isQuiet = true;
    private String ofBudget;
    private int secondsOfARead;
    private int reads;
    private TaskFolders tasks;

    @BeforeEach
    void makeFolders() throws IOException {
        Files.createDirectories(inbox.resolve("a/b/c"));
        UntrustedFiles files = new UntrustedFiles(inbox, false);
        tasks =
                new TaskFolders(
                        files,
                        (name, stamp) -> isQuiet,
                        below -> {
                            reads++;
                            now = now.plusSeconds(secondsOfARead);
                            return new AttachmentDirectory(files, AttachmentRules.NONE, below);
                        },
                        new PromptParser(GeminiJson.MAPPER),
                        (task, usd) -> ofBudget,
                        new Clock() {
                            @Override
                            public ZoneOffset getZone() {
                                return ZoneOffset.UTC;
                            }

                            @Override
                            public Clock withZone(java.time.ZoneId zone) {
                                return this;
                            }

                            @Override
                            public Instant instant() {
                                return now;
                            }
                        });
    }

    private void write(String name, String text) throws IOException {
        Path file = inbox.resolve(name);
        Files.deleteIfExists(file);
        Files.writeString(file, text);
    }

    private String question(String document) {
        return tasks.of(document)
                .prompt()
                .ofText(new DocumentName("x"), "x")
                .request()
                .at("/contents/0/parts/1/text")
                .asText();
    }

    @Test
    void aLongWaitForItsOwnCallsHasAReasonUntilTheTaskGoesOn() throws IOException {
        write("a/task.prompt", "Read this.");
        ofBudget = "";
        assertThat(tasks.at("a").waits()).isTrue();
        assertThat(tasks.at("a").longWait()).as("calls in flight end soon").isNull();

        now = now.plusSeconds(31);
        assertThat(tasks.at("a").longWait()).contains("budget is set aside");
        assertThat(tasks.at("a").trouble()).as("it is not stopped").isNull();

        ofBudget = null;
        assertThat(tasks.at("a").isReady()).isTrue();
        assertThat(tasks.at("a").longWait()).isNull();
    }

    @Test
    void theNearestTaskUpwardsHolds() throws IOException {
        assertThat(tasks.of("a/b/c/x.pdf")).isNull();
        write("a/task.prompt", "outer");
        assertThat(question("a/b/c/x.pdf")).isEqualTo("outer");
        write("a/b/task.prompt", "inner");
        assertThat(question("a/b/c/x.pdf")).isEqualTo("inner");
        assertThat(question("a/x.pdf")).isEqualTo("outer");
        assertThat(tasks.of("a/b/c/x.pdf").nameOf("a/b/c/x.pdf").path()).isEqualTo("c/x.pdf");
        assertThat(tasks.of("x.pdf")).isNull();
    }

    @Test
    void aChangeAndARemovalHoldAtOnce() throws IOException {
        write("a/task.prompt", "one");
        assertThat(question("a/x")).isEqualTo("one");
        write("a/task.prompt", "two");
        assertThat(question("a/x")).isEqualTo("two");
        Files.delete(inbox.resolve("a/task.prompt"));
        assertThat(tasks.of("a/x")).isNull();
    }

    @Test
    void whatATaskSendsAlongIsNoneOfItsFilesWithRowsAndWithout() throws IOException {
        write("a/prices.csv", "item\npear\n");
        for (String rows : List.of("rows: true\n", "rows: {separator: \",\"}\n", "")) {
            write("a/task.prompt", "---\n" + rows + "attachments: [prices.csv]\n---\nSell." + rows);
            assertThat(tasks.at("a").isOwn("a/prices.csv")).as(rows).isTrue();
            assertThat(tasks.at("a").isOwn("a/other.csv")).as(rows).isFalse();
        }
    }

    @Test
    void aChangedPartialHoldsAtOnce() throws IOException {
        write("a/task.prompt", "{{> tone}}");
        write("a/_tone.prompt", "kindly");
        assertThat(question("a/x")).isEqualTo("kindly");
        write("a/_tone.prompt", "briefly");
        assertThat(question("a/x")).isEqualTo("briefly");
    }

    @Test
    void aBrokenOneStopsItsTaskUntilItIsMended() throws IOException {
        write("a/task.prompt", "outer");
        write("a/b/task.prompt", "---\nmodle: x\n---\nAsk");

        TaskFolder broken = tasks.of("a/b/x");

        assertThat(broken.isReady()).isFalse();
        assertThat(broken.trouble()).contains("line 2", "modle");
        assertThat(tasks.troubles()).containsOnlyKeys("a/b");
        assertThat(tasks.of("a/x").isReady()).isTrue();
        write("a/b/task.prompt", "inner");
        assertThat(question("a/b/x")).isEqualTo("inner");
        assertThat(tasks.troubles()).isEmpty();
    }

    @Test
    void aBrokenOneThatIsSlowToReadTakesATwentiethOfTheTime() throws IOException {
        write("a/task.prompt", "{{> tone}}");
        secondsOfARead = 10;
        assertThat(tasks.of("a/x").trouble()).contains("_tone.prompt");

        now = now.plusSeconds(189);
        assertThat(tasks.of("a/x").trouble()).contains("_tone.prompt");
        assertThat(reads).isEqualTo(1);
        now = now.plusSeconds(12);
        assertThat(tasks.of("a/x").trouble()).contains("_tone.prompt");
        assertThat(reads).isEqualTo(2);
    }

    @Test
    void aMissingPartialIsLookedForAgain() throws IOException {
        write("a/task.prompt", "{{> tone}}");
        assertThat(tasks.of("a/x").trouble()).contains("_tone.prompt");
        write("a/_tone.prompt", "kindly");
        now = now.plusSeconds(1);
        assertThat(question("a/x")).isEqualTo("kindly");
    }

    @Test
    void oneThatIsBeingWrittenIsWaitedForAndNotBroken() throws IOException {
        write("a/task.prompt", "---\nmodel:");
        isQuiet = false;
        assertThat(tasks.of("a/x").isReady()).isFalse();
        assertThat(tasks.of("a/x").trouble()).isNull();
        write("a/task.prompt", "whole");
        isQuiet = true;
        assertThat(question("a/x")).isEqualTo("whole");
    }

    @Test
    void onlyARegularFileIsATask() throws IOException {
        Path elsewhere = Files.writeString(inbox.resolve("other"), "Ask");
        Files.createSymbolicLink(inbox.resolve("a/task.prompt"), elsewhere);
        Files.createSymbolicLink(inbox.resolve("link"), inbox.resolve("a/b"));
        write("a/b/task.prompt", "inner");

        assertThat(tasks.of("a/x").trouble()).contains("symbolic link");
        assertThat(tasks.of("link/x").isReady()).isFalse();
    }
}
