package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

    @TempDir Path directory;

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        return bytes;
    }

    @Test
    void writesAllAndLeavesNothingBeside() throws IOException {
        byte[] content = bytes(3_000_001);
        WholeFile.write(directory.resolve("a"), content);

        assertThat(directory.resolve("a")).hasBinaryContent(content);
        assertThat(directory.toFile().list()).containsExactly("a");
    }

    @Test
    void writesAnEmptyFile() throws IOException {
        WholeFile.write(directory.resolve("a"), new byte[0]);

        assertThat(directory.resolve("a")).isEmptyFile();
    }

    @Test
    void replacesAnOlderFile() throws IOException {
        Files.write(directory.resolve("a"), bytes(500));
        WholeFile.write(directory.resolve("a"), bytes(5));

        assertThat(directory.resolve("a")).hasBinaryContent(bytes(5));
    }

    @Test
    void takesTheLongestName() throws IOException {
        String name = "n".repeat(255);
        WholeFile.write(directory.resolve(name), bytes(5));

        assertThat(directory.toFile().list()).containsExactly(name);
    }

    @Test
    void leavesNothingWhereItFails() throws IOException {
        // A folder with content cannot be replaced by a rename.
        Files.createDirectories(directory.resolve("a/held"));

        assertThatThrownBy(() -> WholeFile.write(directory.resolve("a"), bytes(5)))
                .isInstanceOf(IOException.class);

        assertThat(directory.toFile().list()).containsExactly("a");
    }

    @Test
    void failsWhereTheDirectoryIsMissing() {
        assertThatThrownBy(() -> WholeFile.write(directory.resolve("no/a"), bytes(5)))
                .isInstanceOf(FolderException.class)
                .hasCauseInstanceOf(NoSuchFileException.class);
    }

    @Test
    void removesOnlyWhatItsOwnKindLeft() throws IOException {
        Files.write(directory.resolve(".gemini-4711-1.tmp"), bytes(5));
        Files.write(directory.resolve(".gemini-4711-2.tmp"), bytes(5));
        Files.write(directory.resolve(".gemini-notes"), bytes(5));
        Files.write(directory.resolve("a.txt.tmp"), bytes(5));

        assertThat(AtomicFile.removeLeftovers(directory)).isEqualTo(2);

        assertThat(directory.toFile().list())
                .containsExactlyInAnyOrder(".gemini-notes", "a.txt.tmp");
    }

    @Test
    void theDropFolderLooksWhereItWrites() throws IOException {
        FolderFixture fixture = new FolderFixture(directory);
        for (String name : new String[] {"outbox", "failed", "parked", "inbox"}) {
            Files.write(directory.resolve(name).resolve(".gemini-1-1.tmp"), bytes(1));
        }

        Leftovers.removeHalfWritten(fixture.folder);

        // The inbox is the users': nothing is removed there.
        assertThat(fixture.files()).containsExactly("inbox/.gemini-1-1.tmp");
    }

    /** A record is read in a terminal, and its texts are a stranger's. */
    @Test
    void aRecordSteersNoTerminalAndHoldsTheSameText() throws IOException {
        String text = "a\u009b31m\u202etxt.exe\u2066\u007f";
        ObjectNode record = GeminiJson.MAPPER.createObjectNode().put(text, text);
        record.putRawValue("response", new RawValue("{\"t\":\"" + text + "\"}"));
        Path file = directory.resolve("a.json");

        WholeFile.write(file, record);

        assertThat(Files.readString(file)).containsPattern("\\A[\\n -~]+\\z");
        assertThat(WholeFile.readJson(file).path(text).textValue()).isEqualTo(text);
        assertThat(WholeFile.readJson(file).at("/response/t").textValue()).isEqualTo(text);
    }

    @Test
    void aLargeRecordSteersNoTerminalAndIsReadBack() throws IOException {
        ObjectNode record = GeminiJson.MAPPER.createObjectNode();
        record.put("answer", "x" + "\u007f\u202e".repeat(100_000) + "\uD83D\uDE00");
        Path file = directory.resolve("a.record.json");

        WholeFile.write(file, record);
        boolean isNew = WholeFile.writeNew(directory.resolve("b"), record);

        assertThat(isNew).isTrue();
        assertThat(Files.readString(file))
                .contains("\\u007f\\u202e")
                .doesNotContain("\u007f", "\u202e");
        assertThat(WholeFile.readJson(file)).isEqualTo(record);
        assertThat(directory.resolve("b")).hasSameBinaryContentAs(file);
    }

    @Test
    void aRecordThatIsNotTakenTellsItsSize() {
        ObjectNode record = GeminiJson.MAPPER.createObjectNode();
        record.put("answer", "x".repeat(100_000));

        assertThatThrownBy(() -> WholeFile.write(directory.resolve("gone/a"), record))
                .isInstanceOfSatisfying(
                        FolderException.class,
                        e -> assertThat(e.bytes()).isBetween(100_000L, 100_100L));
    }
}
