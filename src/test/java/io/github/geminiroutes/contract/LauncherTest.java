package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.Distribution;
import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.RecordedErrors;
import io.github.geminiroutes.testing.SmallDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The script a person starts the program with, from a directory whose path has a space in it. */
@Tag("process")
@Order(8)
@Timeout(600)
@DisabledOnOs(OS.WINDOWS)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LauncherTest {
    private static final Duration LIMIT = Duration.ofSeconds(240);

    /** Fails where the archive does not fit the JVM, the class path or the options. */
    private static final String ARCHIVE_OR_NOTHING = "-Xshare:on";

    @TempDir static Path root;
    @TempDir Path temporary;
    private Distribution distribution;
    private GeminiServer server;

    private record Outcome(int code, String stdout, String stderr) {}

    /** Two first starts at the same time, as a supervisor may have them. */
    @BeforeAll
    void startTwiceAtOnce() throws Exception {
        server = GeminiServer.start();
        distribution = Distribution.in(root.resolve("a place"));
        try (ProgramUnderTest one = start(settings(root.resolve("one")), "run", "--drain");
                ProgramUnderTest two = start(settings(root.resolve("two")), "run", "--drain")) {
            assertThat(one.awaitExit(LIMIT)).as(one.stderr()).isZero();
            assertThat(two.awaitExit(LIMIT)).as(two.stderr()).isZero();
        }
    }

    @AfterAll
    void stopServer() {
        server.close();
    }

    private ProgramSettings settings(Path directory) {
        return new ProgramSettings(directory)
                .server(server)
                .set("BASE_RETRY_DELAY", "0.05")
                .set("JAVA_HOME", System.getProperty("java.home"))
                // No training goes on behind a test.
                .set("CI", "true")
                .set("HOME", directory.resolve("home").toString());
    }

    private ProgramUnderTest start(ProgramSettings settings, String... arguments)
            throws IOException {
        return ProgramUnderTest.launch(settings, distribution.launcher(), arguments);
    }

    private static Outcome run(ProgramSettings settings, Path launcher, String... arguments)
            throws IOException, InterruptedException {
        try (ProgramUnderTest program = ProgramUnderTest.launch(settings, launcher, arguments)) {
            int code = program.awaitExit(LIMIT);
            return new Outcome(code, program.stdout(), program.stderr());
        }
    }

    private static List<Path> archives(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("gemini-routes-"))
                    .toList();
        }
    }

    @Test
    void firstStartsLeaveOneWholeArchiveThatLaterStartsUse() throws Exception {
        assertThat(archives(distribution.home().resolve("lib")))
                .singleElement()
                .satisfies(archive -> assertThat(archive.toString()).endsWith(".jsa"))
                .satisfies(archive -> assertThat(archive).isNotEmptyFile());
        ProgramSettings settings =
                settings(temporary).set("GEMINI_ROUTES_OPTS", ARCHIVE_OR_NOTHING);

        Outcome later = run(settings, distribution.launcher(), "run", "--drain");

        assertThat(later.code).as(later.stdout + later.stderr).isZero();
        assertThat(later.stdout).contains("0 answered, 0 failed, 0 parked");
    }

    /** Nobody waits for it: its archive would lie there for ever, and its time is lost. */
    @Test
    void aTrainingWhoseLauncherWasKilledEndsAndLeavesNothing() throws Exception {
        Distribution fresh = Distribution.in(temporary.resolve("fresh"));
        Path lib = fresh.home().resolve("lib");
        ProgramSettings settings = settings(temporary.resolve("x"));
        try (ProgramUnderTest program =
                ProgramUnderTest.launch(settings, fresh.launcher(), "run", "--drain")) {
            await().atMost(LIMIT).until(() -> training(program).findAny().isPresent());
            ProcessHandle training = training(program).findAny().orElseThrow();

            program.kill();

            await().atMost(LIMIT).until(() -> !training.isAlive());
        }
        assertThat(archives(lib)).isEmpty();
    }

    @Test
    void whatATrainingThatWasKilledHasLeftIsRemovedAndNotUsed() throws Exception {
        Distribution fresh = Distribution.in(temporary.resolve("fresh"));
        Path lib = fresh.home().resolve("lib");
        ProgramSettings settings = settings(temporary.resolve("x"));
        run(settings, fresh.launcher(), "run", "--drain");
        Path archive = archives(lib).get(0);
        // No process has this id.
        Path part = lib.resolve(archive.getFileName() + ".4194305");
        Files.move(archive, part);
        try (FileChannel half = FileChannel.open(part, StandardOpenOption.WRITE)) {
            half.truncate(half.size() / 2);
        }

        Outcome next = run(settings, fresh.launcher(), "run", "--drain");

        assertThat(next.code).as(next.stderr).isZero();
        assertThat(archives(lib)).containsExactly(archive);
    }

    private static Stream<ProcessHandle> training(ProgramUnderTest program) {
        return program.handle()
                .children()
                .filter(child -> child.info().command().orElse("").endsWith("/java"));
    }

    @Test
    @EnabledForJreRange(minVersion = 25)
    void withJava25ASecondStartMakesACacheInTheBackgroundThatLaterStartsUse() throws Exception {
        Distribution fresh = Distribution.in(temporary.resolve("fresh"));
        Path lib = fresh.home().resolve("lib");
        ProgramSettings settings = settings(temporary.resolve("x")).set("CI", "");

        run(settings, fresh.launcher(), "run", "--drain");
        assertThat(archives(lib)).as("after the first start").hasSize(1);
        Outcome second = run(settings, fresh.launcher(), "run", "--drain");
        assertThat(second.code).as(second.stderr).isZero();
        await().atMost(LIMIT)
                .untilAsserted(
                        () ->
                                assertThat(archives(lib))
                                        .hasSize(2)
                                        .allSatisfy(file -> assertThat(file).isNotEmptyFile())
                                        .anyMatch(file -> file.toString().endsWith(".aot")));
        settings.set("GEMINI_ROUTES_OPTS", "-XX:AOTMode=on");
        Outcome third = run(settings, fresh.launcher(), "run", "--drain");

        assertThat(third.code).as(third.stdout + third.stderr).isZero();
    }

    /** What is loaded from it is code. */
    @Test
    void anArchiveThatOthersMayWriteIsMadeAnewAndClosed() throws Exception {
        Distribution open = Distribution.in(temporary.resolve("open"));
        Path lib = open.home().resolve("lib");
        ProgramSettings settings = settings(temporary.resolve("x"));
        run(
                settings,
                Path.of("/bin/sh"),
                "-c",
                "umask 000; exec \"$0\" run --drain",
                open.launcher().toString());
        Path archive = archives(lib).get(0);
        assertThat(Files.getPosixFilePermissions(archive))
                .as("with an open umask")
                .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
        long size = Files.size(archive);
        Files.setPosixFilePermissions(archive, PosixFilePermissions.fromString("rw-rw-rw-"));
        try (FileChannel stranger = FileChannel.open(archive, StandardOpenOption.WRITE)) {
            stranger.write(ByteBuffer.allocate((int) size / 2), size / 4);
        }

        Outcome drain = run(settings, open.launcher(), "run", "--drain");

        assertThat(drain.code).as(drain.stdout + drain.stderr).isZero();
        assertThat(Files.getPosixFilePermissions(archive))
                .doesNotContain(PosixFilePermission.OTHERS_WRITE, PosixFilePermission.GROUP_WRITE);
    }

    @Test
    void aLinkInAnotherDirectoryLeadsToIt() throws Exception {
        Path links = Files.createDirectories(temporary.resolve("my links"));
        Path absolute = links.resolve("absolute");
        Files.createSymbolicLink(absolute, distribution.launcher());
        Files.createSymbolicLink(links.resolve("relative"), Path.of("absolute"));

        Outcome version =
                run(settings(temporary.resolve("x")), links.resolve("relative"), "--version");

        assertThat(version.code).isZero();
        assertThat(version.stdout).startsWith("gemini-routes ");
        assertThat(version.stderr).isEmpty();
    }

    @Test
    void theExitCodeIsTheProgramsOwn() throws Exception {
        ProgramSettings settings = settings(temporary);
        DropFolders folders = new DropFolders(settings.dataDir());
        server.when(
                request -> request.firstLine().equals("refused"),
                RecordedErrors.invalidRequest("Unsupported value of the prompt."));
        folders.drop("good.txt", "a good prompt");
        folders.drop("refused.txt", "refused");

        Outcome drain = run(settings, distribution.launcher(), "run", "--drain");
        Outcome refused = run(settings, distribution.launcher(), "run", "--no-such-option");

        assertThat(drain.code).as(drain.stderr).isEqualTo(3);
        assertThat(drain.stdout).contains("1 answered, 1 failed, 0 parked");
        assertThat(refused.code).isEqualTo(2);
        assertThat(refused.stderr.lines()).singleElement().asString().contains("--no-such-option");
    }

    @Test
    void argumentsArriveAsTheyAre() throws Exception {
        Outcome requeue =
                run(
                        settings(temporary),
                        distribution.launcher(),
                        "requeue",
                        "two  words",
                        "$HOME",
                        "*",
                        "'\"\\");

        assertThat(requeue.code).isEqualTo(1);
        assertThat(requeue.stdout.lines()).hasSize(4);
        assertThat(requeue.stdout).contains("two  words", "$HOME", "*", "'\"\\");
    }

    @Test
    void optionsForTheJvmComeAfterOursAndQuotesHoldWordsTogether() throws Exception {
        ProgramSettings settings =
                settings(temporary)
                        .set("JAVA_OPTS", "-Dgemini.model=overruled")
                        .set("GEMINI_ROUTES_OPTS", "-Xmx128m '-Dgemini.model=no $(id) model'");

        Outcome refused = run(settings, distribution.launcher(), "run", "--drain");

        assertThat(refused.code).isEqualTo(2);
        assertThat(refused.stderr).contains("gemini.model=no $(id) model: must be");
    }

    @Test
    void aQuoteWithoutItsPartnerIsRefused() throws Exception {
        ProgramSettings settings = settings(temporary).set("GEMINI_ROUTES_OPTS", "'-Dx=1");

        assertRefused(run(settings, distribution.launcher(), "--version"), "GEMINI_ROUTES_OPTS");
    }

    @Test
    void sigtermReachesJavaAndEndsItWithZero() throws Exception {
        try (ProgramUnderTest program = start(settings(temporary), "run")) {
            await().atMost(LIMIT).until(() -> program.stderr().contains("Answering prompts"));
            // The script is gone: what a supervisor knows is Java.
            assertThat(program.handle().info().command().orElse("")).endsWith("/java");

            program.terminate();

            assertThat(program.awaitExit(LIMIT)).isZero();
        }
    }

    @Test
    void sigusr1IsIgnored() throws Exception {
        try (ProgramUnderTest program = start(settings(temporary), "run")) {
            await().atMost(LIMIT).until(() -> program.stderr().contains("Answering prompts"));
            String pid = Long.toString(program.handle().pid());
            assertThat(new ProcessBuilder("kill", "-USR1", pid).start().waitFor()).isZero();

            program.terminate();

            assertThat(program.awaitExit(LIMIT)).isZero();
        }
    }

    @Test
    void aColonInItsPathIsRefused() throws Exception {
        Distribution other = Distribution.in(temporary.resolve("12:30"));

        assertRefused(run(settings(temporary), other.launcher(), "--version"), "12:30");
    }

    @Test
    void withoutJavaOneLineNamesTheRemedy() throws Exception {
        ProgramSettings settings = settings(temporary).set("PATH", "/no/such/directory");
        settings.set("JAVA_HOME", "");
        assertRefused(run(settings, distribution.launcher(), "run"), "install Java 17 or newer");

        settings.set("JAVA_HOME", temporary.toString());
        assertRefused(run(settings, distribution.launcher(), "run"), "JAVA_HOME=" + temporary);
    }

    @ParameterizedTest
    @CsvSource({"11.0.24, true, Java 11", "1.8.0_432, true, Java 8", "1.8.0_432, false, Java 8"})
    void anOldJavaIsRefused(String version, boolean hasRelease, String named) throws Exception {
        Path java = Files.createDirectories(temporary.resolve("old java/bin")).resolve("java");
        Files.writeString(
                java, "#!/bin/sh\necho 'openjdk version \"%s\"' >&2\n".formatted(version));
        Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path home = java.getParent().getParent();
        if (hasRelease) {
            Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%s\"\n".formatted(version));
        }

        Outcome refused =
                run(
                        settings(temporary.resolve("x")).set("JAVA_HOME", home.toString()),
                        distribution.launcher(),
                        "run");

        assertRefused(refused, named);
        assertThat(refused.stderr).contains("install Java 17 or newer");
    }

    private static void assertRefused(Outcome outcome, String named) {
        assertThat(outcome.code).isEqualTo(2);
        assertThat(outcome.stderr.lines()).singleElement().asString().contains(named);
        assertThat(outcome.stdout).isEmpty();
    }

    @Test
    void whereItsOwnDirectoryIsReadOnlyTheArchiveLiesWithTheUser() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 8 * 1024)) {
            Distribution installed = Distribution.in(disk.directory().resolve("opt"));
            disk.readOnly(true);
            Path cache = temporary.resolve("user cache");
            ProgramSettings settings =
                    settings(temporary.resolve("x")).set("XDG_CACHE_HOME", cache.toString());

            Outcome first = run(settings, installed.launcher(), "run", "--drain");
            settings.set("GEMINI_ROUTES_OPTS", ARCHIVE_OR_NOTHING);
            Outcome second = run(settings, installed.launcher(), "run", "--drain");

            assertThat(first.code).as(first.stderr).isZero();
            assertThat(second.code).as(second.stdout + second.stderr).isZero();
            Path own = cache.resolve("gemini-routes");
            assertThat(archives(own))
                    .singleElement()
                    .satisfies(f -> assertThat(f).isNotEmptyFile());
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                    .isEqualTo("rwx------");

            // Others could have put code there.
            Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxrwxrwx"));
            Outcome distrustful = run(settings, installed.launcher(), "run", "--drain");
            assertThat(distrustful.code).as(distrustful.stderr).isZero();
        }
    }

    @Test
    void withNoPlaceForAnArchiveItStartsAllTheSame() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(temporary.resolve("disk"), 8 * 1024)) {
            Distribution installed = Distribution.in(disk.directory().resolve("opt"));
            disk.readOnly(true);
            ProgramSettings settings =
                    settings(temporary.resolve("x")).set("HOME", disk.directory().toString());

            Outcome drain = run(settings, installed.launcher(), "run", "--drain");

            assertThat(drain.code).as(drain.stderr).isZero();
            assertThat(drain.stderr).doesNotContain("ead-only", "denied", "jsa");
        }
    }
}
