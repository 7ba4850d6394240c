package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.folder.Requeue.Place;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An outbox of an earlier version, whose records are called {@code NAME.response.json}. */
class EarlierRecordsTest {

    @TempDir Path data;
    private FolderFixture fixture;
    private DropFolder folder;
    private String earlier;

    @BeforeEach
    void makeFolders() throws IOException {
        fixture = new FolderFixture(data);
        folder = fixture.folder;
        PromptFile prompt = fixture.drop("a.txt", "Q");
        earlier = FolderFixture.record(prompt, "A").toString();
        Files.writeString(folder.outbox().resolve("a.txt.response.json"), earlier);
        Files.writeString(folder.outbox().resolve("a.txt.response.md"), "A");
        Files.move(prompt.path(), folder.done().resolve("a.txt"));
    }

    @Test
    void theSameNameGetsTheNextNumberAndTheEarlierFilesStay() throws IOException {
        assertThat(fixture.publish(fixture.drop("a.txt", "Q"), "B")).isTrue();

        assertThat(fixture.files())
                .containsExactly(
                        "done/a.txt",
                        "done/a.txt.2",
                        "outbox/a.txt.2.record.json",
                        "outbox/a.txt.2.response.md",
                        "outbox/a.txt.response.json",
                        "outbox/a.txt.response.md");
        assertThat(folder.outbox().resolve("a.txt.response.json")).hasContent(earlier);
        assertThat(folder.outbox().resolve("a.txt.response.md")).hasContent("A");
    }

    @Test
    void anAnsweredPromptIsAskedAgainByItsName() throws IOException {
        Files.writeString(folder.done().resolve("a.txt.2"), "Q2");

        assertThat(new Requeue(folder, List.of(Place.ANSWERED)).of(List.of("a.txt.2")))
                .containsExactly(new Requeue.Result("a.txt.2", true, "a.txt.2: back in the inbox"));

        assertThat(folder.inbox().resolve("a.txt")).hasContent("Q2");
    }

    @Test
    void aRecordOfAnEarlierVersionFinishesNoPrompt() throws IOException {
        PromptFile prompt = fixture.drop("a.txt", "Q");

        assertThat(folder.answered().finishLeftover(prompt.name(), folder.files(), Instant.EPOCH))
                .isFalse();
        assertThat(prompt.path()).exists();
    }
}
