package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromptFileTest {

    @TempDir Path data;
    private FolderFixture fixture;
    private PromptFile prompt;

    @BeforeEach
    void drop() throws IOException {
        fixture = new FolderFixture(data);
        prompt = fixture.drop("a.txt", "one");
    }

    private void touch(Instant time) throws IOException {
        Files.setLastModifiedTime(prompt.path(), FileTime.from(time));
    }

    @Test
    void theSameBytesAreTheSamePromptHoweverOftenItIsTouched() throws IOException {
        touch(Instant.now().plusSeconds(60));
        assertThat(prompt.compare()).isEqualTo(PromptFile.State.SAME);

        Path again = Files.writeString(prompt.path().resolveSibling("again"), "one");
        Files.move(again, prompt.path(), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        assertThat(prompt.compare()).isEqualTo(PromptFile.State.SAME);
    }

    @Test
    void otherBytesAreNoticedThoughSizeAndTimeStampAreTheSame() throws IOException {
        FileTime before = prompt.stamp().modified();
        Files.writeString(prompt.path(), "two");
        Files.setLastModifiedTime(prompt.path(), before);

        assertThat(prompt.compare()).isEqualTo(PromptFile.State.CHANGED);
        assertThat(prompt.isUnchanged()).isFalse();
    }

    private PromptFile template(String values) throws IOException {
        if (values != null) {
            Files.writeString(data.resolve("inbox/t.input.json"), values);
        }
        return fixture.drop("t.prompt", "{{a}}");
    }

    /** They would be an array of that size, which ends the process. */
    @ParameterizedTest
    @ValueSource(longs = {2_147_483_000L, 3_000_000_000L})
    void valuesThatDoNotFitIntoMemoryAreNotRead(long size) throws IOException {
        try (RandomAccessFile values =
                new RandomAccessFile(data.resolve("inbox/t.input.json").toFile(), "rw")) {
            values.setLength(size);
        }

        assertThat(fixture.drop("t.prompt", "{{a}}").compare()).isEqualTo(PromptFile.State.SAME);
    }

    @Test
    void otherValuesMakeATemplateAnotherPrompt() throws IOException {
        PromptFile without = template(null);
        PromptFile one = template("{\"a\": 1}");
        assertThat(without.compare()).as("they have come").isEqualTo(PromptFile.State.CHANGED);
        assertThat(one.compare()).isEqualTo(PromptFile.State.SAME);
        assertThat(one.sha256())
                .isNotEqualTo(without.sha256())
                .isEqualTo(Sha256.hex("{{a}}{\"a\": 1}"));

        PromptFile two = template("{\"a\": 2}");
        assertThat(one.compare()).isEqualTo(PromptFile.State.CHANGED);
        assertThat(two.compare()).isEqualTo(PromptFile.State.SAME);

        template("{\"a\": 1}");
        assertThat(one.compare()).as("the same again").isEqualTo(PromptFile.State.SAME);
        Files.delete(data.resolve("inbox/t.input.json"));
        assertThat(one.compare()).as("they are gone").isEqualTo(PromptFile.State.CHANGED);
    }

    @Test
    void aLinkInItsPlaceIsAnotherPrompt() throws IOException {
        Path other = Files.writeString(data.resolve("other.txt"), "one");
        Files.delete(prompt.path());
        Files.createSymbolicLink(prompt.path(), other);

        assertThat(prompt.compare()).isEqualTo(PromptFile.State.CHANGED);
    }

    @Test
    void aFileThatIsGoneIsTold() throws IOException {
        Files.delete(prompt.path());

        assertThat(prompt.compare()).isEqualTo(PromptFile.State.GONE);
        assertThat(prompt.isUnchanged()).isTrue();
    }

    /** It belongs to many templates: those that are under way would all be paid for twice. */
    @Test
    void aChangedPartialIsNoChangeOfTheTemplatesUnderWay() throws IOException {
        Path partial = fixture.folder.inbox().resolve("_tone.prompt");
        Files.writeString(partial, "Be brief.");
        PromptFile prompt = fixture.drop("a.prompt", "{{> tone}} Q");

        Files.writeString(partial, "Be kind, and take your time.");

        assertThat(prompt.compare()).isEqualTo(PromptFile.State.SAME);
        assertThat(fixture.publish(prompt, "A")).isTrue();
    }

    @Test
    void aFileThatWasMovedIsComparedByItsContentOnlyIfItWasWrittenTo() throws IOException {
        Path there = Files.createDirectory(data.resolve("there"));
        Path moved = Files.move(prompt.path(), there.resolve("b.txt"));
        UntrustedFiles files = new UntrustedFiles(there, true);
        Instant later = Instant.now().plusSeconds(600);

        assertThat(prompt.compareMoved(files, "b.txt", later, true))
                .isEqualTo(PromptFile.State.SAME);

        Files.setLastModifiedTime(moved, FileTime.from(Instant.now().plusSeconds(60)));
        assertThat(prompt.compareMoved(files, "b.txt", later, true))
                .isEqualTo(PromptFile.State.SAME);

        Files.writeString(moved, "two");
        assertThat(prompt.compareMoved(files, "b.txt", later, true))
                .isEqualTo(PromptFile.State.CHANGED);

        Files.delete(moved);
        assertThat(prompt.compareMoved(files, "b.txt", later, true))
                .isEqualTo(PromptFile.State.GONE);
    }
}
