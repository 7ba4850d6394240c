package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameRoomTest {

    private static final String LONG = "n".repeat(200);
    private static final long SECOND = 1_000_000_000L;

    @TempDir Path data;
    private long nanos;
    private final Object prompts = new Object();
    private final Object documents = new Object();

    /** As many long names of a folder as fit. */
    private NameRoom roomFor(Path folder, int names) {
        return new NameRoom(
                names * NameRoom.weight(folder.toString(), LONG + ".txt") + 10, () -> nanos += 10);
    }

    private static void fill(Path folder, int from, int to) throws IOException {
        for (int i = from; i < to; i++) {
            Files.createFile(folder.resolve(LONG + (char) ('a' + i) + ".md"));
        }
    }

    @Test
    void aWideLetterMakesTheTextsWide() {
        long latin = NameRoom.weight("/data/inbox", "abc\u00e9.txt");
        assertThat(NameRoom.weight("/data/inbox", "abc\u0436.txt")).isEqualTo(latin + 8 + 20);
        assertThat(NameRoom.weight("/d\u0436ta/inbox", "abc\u00e9.txt")).isEqualTo(latin + 20);
    }

    @Test
    void aFolderIsNotListedAsLongAsItsNamesDoNotFit() throws IOException {
        NameRoom room = roomFor(data, 3);
        fill(data, 0, 3);
        assertThat(room.tryList(prompts, data)).isTrue();
        assertThat(room.trouble(data)).isNull();

        fill(data, 3, 6);
        nanos += SECOND;
        assertThat(room.tryList(prompts, data)).isFalse();
        assertThat(room.trouble(data))
                .startsWith("has too many names: a list of the first 4 takes 1 MB")
                .endsWith("give the program more memory, or move files out of the folder");

        Files.delete(data.resolve(LONG + "a.md"));
        Files.delete(data.resolve(LONG + "b.md"));
        Files.delete(data.resolve(LONG + "c.md"));
        nanos += SECOND;
        assertThat(room.tryList(prompts, data)).isTrue();
        assertThat(room.trouble(data)).isNull();
    }

    @Test
    void twoListsTakeTurnsWhereOnlyOneFits() throws IOException {
        NameRoom room = roomFor(data, 5);
        fill(data, 0, 3);
        assertThat(room.tryList(prompts, data)).isTrue();
        assertThat(room.tryList(documents, data)).isFalse();
        assertThat(room.trouble(data)).as("it is a matter of a moment").isNull();
        assertThat(room.tryList(prompts, data)).as("the former list is gone").isTrue();

        room.end(prompts);
        assertThat(room.tryList(documents, data)).isTrue();
    }

    @Test
    void theFoldersAboveAreListedStill() throws IOException {
        Path one = Files.createDirectory(data.resolve("one"));
        Path within = Files.createDirectory(one.resolve("within"));
        Path other = Files.createDirectory(data.resolve("other"));
        NameRoom room = roomFor(within, 5);
        fill(one, 0, 2);
        fill(within, 0, 4);
        fill(other, 0, 3);

        assertThat(room.tryList(documents, data)).isTrue();
        assertThat(room.tryList(documents, one)).isTrue();
        assertThat(room.tryList(documents, within)).isFalse();
        assertThat(room.trouble(within)).isNotNull();
        assertThat(room.tryList(documents, other)).as("the list of one is gone").isTrue();
    }

    @Test
    void aFolderThatIsGoneHasNoNames() {
        Path gone = data.resolve("gone");
        assertThat(roomFor(gone, 1).tryList(prompts, gone)).isTrue();
    }

    @Test
    void aLargeFolderIsWeighedInAPartOfTheTime() throws IOException {
        long names = 3 * NameRoom.weight(data.toString(), LONG + ".txt") + 10;
        NameRoom room = new NameRoom(names, () -> nanos += SECOND / 10);
        fill(data, 0, 3);
        assertThat(room.tryList(prompts, data)).isTrue();
        fill(data, 3, 4);
        nanos += 3 * SECOND;
        assertThat(room.tryList(prompts, data)).as("weighing it takes a tenth").isTrue();
        nanos += SECOND;
        assertThat(room.tryList(prompts, data)).isFalse();
    }
}
