package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What must hold for the first answer is tried before it is paid for. */
class FolderTrialTest {

    /** A file system of its own on every Linux. */
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    @TempDir Path data;
    private FolderFixture fixture;
    private FolderHealth health;
    private Path elsewhere;

    @BeforeEach
    void makeFolders() throws IOException {
        fixture = new FolderFixture(data);
        health = fixture.folder.health();
    }

    @AfterEach
    void removeTheOtherDisk() throws IOException {
        if (elsewhere != null) {
            try (Stream<Path> files = Files.walk(elsewhere)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }

    private Path linkToAnotherDisk(String folder) throws IOException {
        assumeThat(SHARED_MEMORY).isDirectory().isWritable();
        assumeThat(Files.getFileStore(SHARED_MEMORY)).isNotEqualTo(Files.getFileStore(data));
        elsewhere = Files.createTempDirectory(SHARED_MEMORY, "gemini-trial-");
        Path link = data.resolve(folder);
        Files.delete(link);
        return Files.createSymbolicLink(link, elsewhere);
    }

    @Test
    void soundFoldersPassAndNothingIsLeftInThem() throws IOException {
        health.check();

        assertThat(health.reason()).isNull();
        assertThat(fixture.files()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inbox", "done", "failed", "parked"})
    void aFolderThatPromptsCannotBeRenamedIntoStopsTheIntake(String folder) throws IOException {
        linkToAnotherDisk(folder);

        health.check();

        assertThat(health.reason())
                .contains(folder, "is on another disk than", "put both on one file system");
        assertThat(fixture.files()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "outbox, inbox",
        "done, inbox/task",
        "outbox, parked",
        "failed, submitted",
        "outbox, ."
    })
    void aFolderThatIsNotApartFromOneThatIsAskedFromStopsTheIntake(String folder, String within)
            throws IOException {
        Files.createDirectories(data.resolve(within));
        Files.delete(data.resolve(folder));
        Files.createSymbolicLink(data.resolve(folder), data.resolve(within));

        health.check();

        assertThat(health.reason())
                .startsWith(data.resolve(folder) + " is the folder ")
                .contains("take the link or the mount away");
    }

    @Test
    void answersMayGoToAnotherDisk() throws IOException {
        linkToAnotherDisk("outbox");
        health.check();
        assertThat(health.reason()).isNull();

        assertThat(fixture.publish(fixture.drop("a.txt", "Q"), "A")).isTrue();

        assertThat(elsewhere.resolve("a.txt.response.md")).hasContent("A");
        assertThat(data.resolve("done/a.txt")).exists();
    }

    @Test
    void aFolderThatBecomesAnotherOneIsTriedAnew() throws IOException {
        health.check();
        assertThat(health.isWell()).isTrue();

        linkToAnotherDisk("done");
        health.check();
        assertThat(health.isWell()).isFalse();

        Files.delete(data.resolve("done"));
        Files.createDirectory(data.resolve("done"));
        health.check();
        assertThat(health.isWell()).isTrue();
    }

    @Test
    void nothingIsTakenBeforeTheTrialIsPassed() throws IOException {
        linkToAnotherDisk("done");
        DropFolderService service = new DropFolderService();
        service.setDataDir(data.toString());
        service.setLeadership(new Leadership());

        assertThat(service.takeOver().tryBegin()).isFalse();

        Files.delete(data.resolve("done"));
        Files.createDirectory(data.resolve("done"));
        assertThat(service.takeOver().tryBegin()).isTrue();
    }
}
