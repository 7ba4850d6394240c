package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.testing.DirectMemory;
import io.github.geminiroutes.testing.Pipes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    private static final byte[] CONTENT = "content".getBytes(StandardCharsets.UTF_8);

    @TempDir Path directory;

    @Test
    void reportsTheFailureOfTheDirectoryAsItIs() {
        assertThatThrownBy(() -> AtomicFile.write(directory.resolve("no/a"), CONTENT))
                .isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> AtomicFile.tryOut(directory.resolve("no")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aLargeFileNeedsNoLargeBufferOutsideTheHeap() throws IOException {
        byte[] content = new byte[20_000_000];
        content[content.length - 1] = 1;
        long before = DirectMemory.used();

        AtomicFile.write(directory.resolve("a"), content);

        assertThat(DirectMemory.used() - before).isLessThan(1_000_000);
        assertThat(directory.resolve("a")).hasBinaryContent(content);
    }

    @Test
    void whatIsNoFileIsNotReplaced() throws Exception {
        Path pipe = Pipes.make(directory.resolve("a"));

        assertThatThrownBy(() -> AtomicFile.replace(pipe, CONTENT))
                .hasMessageContaining("is no regular file");

        assertThat(Files.isRegularFile(pipe)).isFalse();
        assertThat(directory.toFile().list()).containsExactly("a");
    }

    @Test
    void ofManyWritersOfANewFileOneSucceeds() {
        Path target = directory.resolve("a");

        List<Boolean> results =
                IntStream.range(0, 50).parallel().mapToObj(i -> writeNew(target, i)).toList();

        assertThat(results).containsOnlyOnce(true);
        assertThat(target).hasBinaryContent(new byte[] {(byte) results.indexOf(true)});
        assertThat(directory.toFile().list()).containsExactly("a");
    }

    private static boolean writeNew(Path target, int number) {
        try {
            return AtomicFile.writeNew(target, out -> out.write(number));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void replacesAFileOfStateAndWhatAKilledProcessLeftOfIt() throws IOException {
        Files.writeString(directory.resolve("state.json"), "a state that was longer");
        Files.writeString(directory.resolve("state.json.tmp"), "half of a state that");

        AtomicFile.replace(directory.resolve("state.json"), CONTENT);

        assertThat(directory.resolve("state.json")).hasBinaryContent(CONTENT);
        assertThat(directory.toFile().list()).containsExactly("state.json");
    }

    @Test
    void tryingADirectoryLeavesNothing() throws IOException {
        AtomicFile.tryOut(directory);

        assertThat(directory.toFile().list()).isEmpty();
    }

    /** A start sweeps while the threads of this process write already. */
    @Test
    void theSweepTakesWhatKilledProcessesLeftAndNothingElse() throws IOException {
        Path own = Files.write(AtomicFile.hidden(directory), CONTENT);
        Path killed = directory.resolve(".gemini-01234567-89ab-1.tmp");
        Path users = directory.resolve("x.tmp");
        Path hidden = directory.resolve(".x.tmp");
        for (Path file : List.of(killed, users, hidden)) {
            Files.write(file, CONTENT);
        }

        assertThat(AtomicFile.removeLeftovers(directory)).isEqualTo(1);

        assertThat(killed).doesNotExist();
        assertThat(List.of(own, users, hidden)).allMatch(Files::exists);
    }

    @Test
    void aLinkInThePlaceOfATemporaryFileIsNotFollowed() throws IOException {
        Path victim = Files.writeString(directory.resolve("victim"), "v");
        Files.createSymbolicLink(directory.resolve("state.json.tmp"), victim);

        assertThatThrownBy(() -> AtomicFile.replace(directory.resolve("state.json"), CONTENT))
                .isInstanceOf(IOException.class);

        assertThat(victim).hasContent("v");
    }
}
