package io.github.geminiroutes.diagnostics.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.geminiroutes.diagnostics.section.DiagnosticConfig;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig.Thresholds;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.diagnostics.section.TestInput;
import io.github.geminiroutes.folder.DropFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectorySectionTest {

    @TempDir Path temporary;
    private Path root;
    private final TestInput settings = new TestInput();
    private double inodesFree = 90;

    @BeforeEach
    void makeDirectories() throws IOException {
        root = temporary.toRealPath();
        for (String folder : DropFolder.FOLDERS) {
            Files.createDirectories(root.resolve("data").resolve(folder));
        }
        Files.createDirectory(root.resolve("logs"));
        settings.with("gemini.data-dir", root.resolve("data").toString())
                .with("gemini.log-dir", root.resolve("logs").toString())
                .with("gemini.required-dirs", root.resolve("data") + "  " + root.resolve("logs"));
    }

    private List<Finding> examine(DiagnosticConfig config) {
        Inodes inodes =
                new Inodes() {
                    @Override
                    Map<Path, Count> of(List<Path> directories) {
                        return directories.stream()
                                .collect(
                                        Collectors.toMap(
                                                Function.identity(),
                                                d -> new Count(inodesFree, 100)));
                    }
                };
        return new DirectorySection(settings.input(), config, inodes).examine();
    }

    /** Without the room on this machine's disk, which is nobody's to say. */
    private List<Finding> examine() {
        return examine(new DiagnosticConfig(List.of(), List.of(), space(0, 0, 10, 1), Set.of()));
    }

    private static Thresholds space(double warn, double error, double inodes, double noInodes) {
        return new Thresholds(warn, error, inodes, noInodes, 14, 10, 300, 1, 1, 90, 5, 4);
    }

    private Finding finding(String name) {
        return examine().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }

    private Path path(String name) {
        return root.resolve(name);
    }

    @Test
    void aProgramWithoutPromptsNeedsNoFolderOfPrompts() throws IOException {
        for (String folder : DropFolder.FOLDERS) {
            Files.delete(path("data/" + folder));
        }
        settings.with("gemini.prompts.enabled", "false");

        assertThat(examine()).allMatch(finding -> finding.status() == Status.OK);
    }

    @Test
    void allIsWellAndNothingIsLeftBehind() throws IOException {
        assertThat(examine()).allMatch(finding -> finding.status() == Status.OK);
        assertThat(examine())
                .extracting(Finding::name)
                .containsExactly(
                        path("data").toString(), path("logs").toString(), "folders", "moves");
        assertThat(finding(path("logs").toString()).value())
                .contains("rwx", "free", "90 % of inodes");
        try (Stream<Path> files = Files.walk(root)) {
            assertThat(files.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void aMissingDirectoryIsOneErrorWithTheRemedy() throws IOException {
        settings.with("gemini.data-dir", path("gone").toString())
                .with("gemini.required-dirs", path("gone").toString());

        assertThat(examine())
                .filteredOn(finding -> finding.status() == Status.ERROR)
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.name()).isEqualTo(path("gone").toString());
                            assertThat(finding.value()).isEqualTo("does not exist");
                            assertThat(finding.advice()).contains("init", "DATA_DIR");
                        });
        assertThat(path("gone")).doesNotExist();
    }

    @Test
    void aMissingFolderIsNamed() throws IOException {
        Files.delete(path("data/parked"));

        assertThat(finding(path("data/parked").toString()).status()).isEqualTo(Status.ERROR);
        assertThat(finding("folders").value())
                .isEqualTo("inbox, submitted, outbox, done, failed: usable");
    }

    @Test
    void aFileInThePlaceOfADirectoryIsAnError() throws IOException {
        Files.delete(path("logs"));
        Files.writeString(path("logs"), "mine");

        assertThat(finding(path("logs").toString()).value()).isEqualTo("is no directory");
        assertThat(path("logs")).hasContent("mine");
    }

    @Test
    void aDirectoryThatTakesNoFileIsAnErrorWithTheReason() {
        // Nobody can make a file there, not even root.
        settings.with("gemini.tmp-dir", "/proc/self");

        Finding finding =
                examine().stream()
                        .filter(f -> f.name().startsWith("/proc/self"))
                        .findFirst()
                        .orElseThrow();

        assertThat(finding.status()).isEqualTo(Status.ERROR);
        assertThat(finding.value()).startsWith("cannot be written");
    }

    @Test
    void whatEverybodyMayWriteIsAWarningUnlessItIsSticky() throws IOException {
        Files.setPosixFilePermissions(path("logs"), PosixFilePermissions.fromString("rwxrwxrwx"));
        assertThat(finding(path("logs").toString()).status()).isEqualTo(Status.WARN);
        assertThat(finding(path("logs").toString()).advice()).contains("chmod o-w");

        Files.setAttribute(path("logs"), "unix:mode", 040000 | 01777);
        assertThat(finding(path("logs").toString()).status()).isEqualTo(Status.OK);
    }

    @Test
    void littleRoomIsAWarningAndNoneAnError() {
        assertThat(worst(examine(config(space(100, 0, 0, 0))))).isEqualTo(Status.WARN);
        assertThat(worst(examine(config(space(100, 100, 0, 0))))).isEqualTo(Status.ERROR);
        inodesFree = 5;
        assertThat(worst(examine())).isEqualTo(Status.WARN);
        inodesFree = 0;
        assertThat(worst(examine())).isEqualTo(Status.ERROR);
    }

    private static DiagnosticConfig config(Thresholds thresholds) {
        return new DiagnosticConfig(List.of(), List.of(), thresholds, Set.of());
    }

    private static Status worst(List<Finding> findings) {
        return Status.worst(findings.stream().map(Finding::status).toList());
    }

    @Test
    void directoriesOfTheOperatorsOwnAreLookedAtToo() {
        DiagnosticConfig config =
                new DiagnosticConfig(
                        List.of(path("own"), path("logs")), List.of(), space(0, 0, 0, 0), Set.of());

        assertThat(examine(config))
                .filteredOn(finding -> finding.status() == Status.ERROR)
                .extracting(Finding::name)
                .containsExactly(path("own").toString());
    }

    @Test
    void aHostWithoutDirectoriesHasNoneToLookAt() {
        settings.settings.keySet().removeIf(name -> name.contains("dir"));

        assertThat(examine()).containsExactly(Finding.ok("directories", "none is set"));
    }

    @Test
    void anOutboxOnAnotherDiskIsNoError() throws IOException {
        Path memory = Path.of("/dev/shm");
        assumeThat(memory).isDirectory().isWritable();
        assumeThat(Files.getFileStore(memory)).isNotEqualTo(Files.getFileStore(root));
        Path elsewhere = Files.createTempDirectory(memory, "gemini-outbox-");
        try {
            Files.delete(path("data/outbox"));
            Files.createSymbolicLink(path("data/outbox"), elsewhere);
            assertThat(finding("moves").status()).isEqualTo(Status.OK);

            Files.delete(path("data/done"));
            Files.createSymbolicLink(path("data/done"), elsewhere);
            assertThat(finding("moves").status()).isEqualTo(Status.ERROR);
        } finally {
            Files.delete(elsewhere);
        }
    }

    @Test
    void inodesAreCountedByTheSystem() {
        Map<Path, Inodes.Count> counts = new Inodes().of(List.of(root, path("logs")));

        assertThat(counts).containsOnlyKeys(root, path("logs"));
        assertThat(counts.get(root).total()).isGreaterThanOrEqualTo(counts.get(root).free());
        assertThat(new Inodes().of(List.of(path("gone")))).isEmpty();
    }

    private Path old(Path file, Duration age) throws IOException {
        Files.writeString(file, "x");
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
        return file;
    }

    @Test
    void whatKilledChecksHaveLeftIsRemovedAndNothingElse() throws IOException {
        Path inbox = path("data/inbox");
        Duration days = Duration.ofDays(2);
        Path left = old(inbox.resolve(".gemini-check-123.tmp"), days);
        Path renamed = old(path("data").resolve(".gemini-check-123.tmp.2.tmp"), days);
        Path young = old(inbox.resolve(".gemini-check-124.tmp"), Duration.ofSeconds(20));
        Path others = old(inbox.resolve(".gemini-check-a.tmp"), days);
        Path longer = old(inbox.resolve(".gemini-check-125.tmp.md"), days);
        Path target = old(root.resolve("target"), days);
        Path link = inbox.resolve(".gemini-check-126.tmp");
        Files.createSymbolicLink(link, target);
        Path folder = Files.createDirectory(inbox.resolve(".gemini-check-127.tmp"));
        Files.setLastModifiedTime(folder, FileTime.from(Instant.now().minus(days)));

        examine();

        assertThat(List.of(left, renamed)).allSatisfy(file -> assertThat(file).doesNotExist());
        assertThat(List.of(young, others, longer, target, link, folder))
                .allSatisfy(file -> assertThat(file).exists());
    }
}
