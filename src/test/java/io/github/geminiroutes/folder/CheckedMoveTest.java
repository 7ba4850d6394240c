package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The last look at a prompt, and its move. */
class CheckedMoveTest {

    @TempDir Path data;
    private final AtomicLong nanos = new AtomicLong();
    private FolderFixture fixture;
    private PromptFile prompt;

    @BeforeEach
    void drop() throws IOException {
        fixture = new FolderFixture(data);
        prompt = fixture.dropStamped("a.txt", "half");
    }

    private CheckedMove.Result move(long took) throws IOException {
        return new CheckedMove(() -> nanos.getAndAdd(took))
                .out(prompt, fixture.folder.done(), fixture.folder.done().resolve("a.txt"));
    }

    @ParameterizedTest
    @CsvSource({"1000000, MOVED", "1000001, MOVED_UNSEEN"})
    void aMoveThatComesLateAfterItsLookIsTold(long took, CheckedMove.Result result)
            throws IOException {
        assertThat(move(took)).isEqualTo(result);
        assertThat(fixture.files()).contains("done/a.txt");
    }

    @Test
    void otherWordsOfTheSameSizeAndTimeStampAreNotMoved() throws IOException {
        FolderFixture.rewrite(prompt.path(), "text");

        assertThat(move(0)).isEqualTo(CheckedMove.Result.NOT_MOVED);
        assertThat(fixture.files()).contains("inbox/a.txt");
    }

    @Test
    void aPromptThatIsGoneIsNotMoved() throws IOException {
        Files.delete(prompt.path());

        assertThat(move(0)).isEqualTo(CheckedMove.Result.NOT_MOVED);
    }
}
