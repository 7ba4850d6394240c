package io.github.geminiroutes.task.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.table.ProgressLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OrphansTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    @TempDir Path data;
    private Orphans orphans;

    @BeforeEach
    void makeFolders() throws IOException {
        for (String folder : new String[] {"inbox/ads", "failed", "parked", ".gemini-rows"}) {
            Files.createDirectories(data.resolve(folder));
        }
        orphans =
                new Orphans(
                        data,
                        place -> Files.exists(data.resolve(place)),
                        Clock.fixed(NOW, ZoneOffset.UTC));
    }

    private Path progress(String table, Duration age, byte[] lines) throws IOException {
        Path file =
                data.resolve(".gemini-rows/list.csv~" + ProgressFolder.hash(table) + ".progress");
        Files.write(file, lines);
        Files.setLastModifiedTime(file, FileTime.from(NOW.minus(age)));
        return file;
    }

    @Test
    void onlyAnOldOneWhoseTableIsGoneIsRemoved() throws IOException {
        Files.writeString(data.resolve("inbox/ads/waits.csv"), "a\n1\n");
        Files.writeString(data.resolve("failed/there.csv"), "a\n1\n");
        Files.writeString(data.resolve("parked/renamed-2.csv"), "a\n1\n");
        Duration old = Orphans.AGE.plusHours(1);
        byte[] none = {};
        Path gone = progress("ads/gone.csv", old, none);
        Path young = progress("ads/young.csv", Orphans.AGE.minusHours(1), none);
        Path waits = progress("ads/waits.csv", old, none);
        Path failed = progress("there.csv", old, none);
        Path parked = progress("renamed.csv", old, ProgressLine.ofPlace("parked/renamed-2.csv"));
        Path foreign = Files.writeString(data.resolve(".gemini-rows/notes"), "mine");
        Files.setLastModifiedTime(foreign, FileTime.from(NOW.minus(old)));

        orphans.remove();

        assertThat(gone).doesNotExist();
        assertThat(young).exists();
        assertThat(waits).exists();
        assertThat(failed).exists();
        assertThat(parked).exists();
        assertThat(foreign).exists();
    }

    @Test
    void nothingIsRemovedWhileAFolderCannotBeRead() throws IOException {
        Files.delete(data.resolve("parked"));
        Path gone = progress("ads/gone.csv", Orphans.AGE.plusHours(1), new byte[0]);

        orphans.remove();

        assertThat(gone).exists();
    }

    @Test
    void itIsDueOnceADay() {
        assertThat(orphans.tryBegin()).isTrue();
        assertThat(orphans.tryBegin()).isFalse();
    }
}
