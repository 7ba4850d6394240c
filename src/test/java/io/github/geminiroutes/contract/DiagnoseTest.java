package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.folder.Outcome;
import io.github.geminiroutes.testing.ProbedApi;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.RawServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code diagnose} says of all that may be wrong. */
@Execution(ExecutionMode.CONCURRENT)
@Order(3)
class DiagnoseTest extends DiagnoseTestSupport {

    @Test
    void quietSaysNothingWhereNothingIsWrong() throws Exception {
        Outcome outcome = diagnose("--quiet");

        assertThat(outcome.code()).isZero();
        assertThat(outcome.stdout()).isEmpty();
    }

    @Test
    void offlineAsksNobody() throws Exception {
        assertThat(diagnose("--offline").code()).isZero();
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void aMissingKeyIsAFinding() throws Exception {
        settings.unset("GEMINI_API_KEY");

        assertError(diagnose("--quiet"), "API Configuration", "key none", "Set GEMINI_API_KEY");
        assertThat(api.keys()).containsOnly("null");
    }

    /** By day: {@code ApiSectionTest}, without a process. */
    @Test
    @Tag("nightly")
    void aWrongKeyIsTold() throws Exception {
        api.says(400, getClass(), "400-api-key-invalid");

        assertError(
                diagnose("--quiet"),
                "key-accepted no: api-key-invalid: 400",
                "Set GEMINI_API_KEY to a valid key");
    }

    /** By day: {@code ApiSectionTest}, without a process. */
    @Test
    @Tag("nightly")
    void anUnknownModelIsTold() throws Exception {
        api.says(404, getClass(), "404-unknown-model");
        settings.set("GEMINI_MODEL", "gemini-0-flash");

        assertError(diagnose("--quiet"), "model gemini-0-flash is unknown", "Set GEMINI_MODEL to");
    }

    /** By day: {@code NetworkProbeTest}, without a process. */
    @Test
    @Tag("nightly")
    void aDeadHostIsTold() throws Exception {
        settings.set("GOOGLE_GEMINI_BASE_URL", "https://gemini.invalid");
        assertError(
                diagnose("--quiet"),
                "dns gemini.invalid is unknown",
                "Correct GOOGLE_GEMINI_BASE_URL");

        settings.set("GOOGLE_GEMINI_BASE_URL", "https://127.0.0.1:" + RawServer.deadPort());
        assertError(diagnose("--quiet"), "refuses the connection", "GOOGLE_GEMINI_BASE_URL");
    }

    /** By day: {@code NetworkProbeTest}, without a process. */
    @Test
    @Tag("nightly")
    void aWrongProxyIsTold() throws Exception {
        settings.set("GOOGLE_GEMINI_BASE_URL", "https://gemini.invalid")
                .set("HTTPS_PROXY", "http://me:secret@127.0.0.1:" + RawServer.deadPort());

        Outcome outcome = diagnose("--quiet");

        assertError(outcome, "tcp 127.0.0.1", "Correct HTTPS_PROXY");
        assertThat(outcome.stdout()).doesNotContain("secret");
    }

    /** By day: {@code NetworkProbeTest}, without a process. */
    @Test
    @Tag("nightly")
    void anExpiredCertificateIsTold() throws Exception {
        try (ProbedApi expired = ProbedApi.secure(temporary, -60, -30)) {
            settings.set("GOOGLE_GEMINI_BASE_URL", expired.baseUrl());

            assertError(
                    diagnose("--quiet"), "tls the certificate of localhost expired on", "renew it");
        }
    }

    /** By day: {@code NetworkProbeTest}, without a process. */
    @Test
    @Tag("nightly")
    void aClockThatIsAnHourOffIsTold() throws Exception {
        api.behind(Duration.ofHours(1));

        assertError(diagnose("--quiet"), "clock 3,", "ahead of the server's", "(NTP)");
    }

    /** By day: {@code SweepTest}, without a process. */
    @Test
    @Tag("nightly")
    void aServerThatHangsIsToldWithinTenSeconds() throws Exception {
        try (RawServer silent = RawServer.silent()) {
            settings.set("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:" + silent.port());

            Outcome outcome = diagnose("--quiet");

            assertError(outcome, "models.get timeout", "countTokens timeout");
            assertThat(
                            outcome.report(root.resolve("logs/diagnostics/latest.json"))
                                    .path("tookMillis")
                                    .asLong())
                    .isLessThan(10_000);
        }
    }

    /** By day: {@code DirectorySectionTest}, without a process. */
    @Test
    @Tag("nightly")
    void aMissingDirectoryIsToldAndNotMade() throws Exception {
        settings.set("CACHE_DIR", root.resolve("gone").toString());

        assertError(diagnose("--quiet"), "gone", "does not exist", "Run init");
        assertThat(root.resolve("gone")).doesNotExist();
    }

    /** The superuser is let in whatever the mode says: only a mount shows it. */
    @Test
    void aReadOnlyDirectoryIsTold() throws Exception {
        Path readOnly = mount("ro");
        try {
            settings.set("CACHE_DIR", readOnly.toString());

            assertError(diagnose("--quiet"), "Read-only file system", "Mount it writable");
        } finally {
            run("umount", readOnly);
        }
    }

    @Test
    void aFullDiskIsTold() throws Exception {
        Path small = mount("size=64k");
        try {
            fill(small.resolve("fill"));
            settings.set("CACHE_DIR", small.toString());

            assertError(diagnose("--quiet"), "No space left on device", "it is full");
        } finally {
            run("umount", small);
        }
    }

    private static void fill(Path file) throws IOException {
        boolean isFull = false;
        try {
            Files.write(file, new byte[1 << 20]);
        } catch (IOException e) {
            isFull = true;
        }
        assertThat(isFull).isTrue();
    }

    private Path mount(String options) throws Exception {
        Path place = Files.createDirectories(root.resolve("mount"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", options, "tmpfs", place))
                .as("only the superuser may mount")
                .isZero();
        return place;
    }

    private int run(String program, Object... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(program));
        Stream.of(arguments).map(String::valueOf).forEach(command::add);
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(temporary.resolve("mount.out").toFile())
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    @Test
    void aBrokenSettingIsAFinding() throws Exception {
        settings.set("GEMINI_RPM", "many");

        assertError(diagnose("--quiet"), "settings GEMINI_RPM=many", "Correct this setting");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{\"skipp\": []} | skipp", "not JSON | not JSON"})
    void aBadConfigIsRefusedInOneLine(String json, String named) throws Exception {
        Path file = Files.writeString(root.resolve("bad.json"), json);

        Outcome outcome = run("diagnose", "--config", file.toString());

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.stdout()).isEmpty();
        assertThat(outcome.stderr().lines())
                .singleElement()
                .asString()
                .contains("--config=" + file, named);
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void anOutputThatCannotBeIsRefusedInOneLine() throws Exception {
        Path nowhere = root.resolve("nowhere/report.json");

        Outcome outcome = run("diagnose", "--output", nowhere.toString());

        assertThat(outcome.code()).isEqualTo(2);
        assertThat(outcome.stderr().lines())
                .singleElement()
                .asString()
                .contains("--output=" + nowhere, "directory that exists");
    }

    @Test
    void aRunningProgramSweepsAndLogsChangesOnly() throws Exception {
        settings.property("gemini.diagnostics.period", "1")
                .property("gemini.diagnostics.keep", "2");
        Path reports = root.resolve("logs/diagnostics");
        Path latest = reports.resolve("latest.json");
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
            await().atMost(LIMIT).until(() -> Files.exists(latest));
            api.says(400, getClass(), "400-api-key-invalid");
            await().atMost(LIMIT)
                    .until(() -> program.stderr().contains("key-accepted: no: api-key-invalid"));
            String before = Files.readString(latest);
            await().atMost(LIMIT).until(() -> !Files.readString(latest).equals(before));
            api.says(200, "");
            await().atMost(LIMIT)
                    .until(() -> program.stderr().contains("key-accepted is OK again"));
            program.terminate();
            assertThat(program.awaitExit(LIMIT)).isZero();

            assertThat(program.stderr().lines().filter(l -> l.contains("key-accepted"))).hasSize(2);
            assertThat(program.stderr()).doesNotContain(KEY.substring(0, 10));
        }
        try (Stream<Path> files = Files.list(reports)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .hasSizeLessThanOrEqualTo(3)
                    .contains("latest.json");
        }
        assertThat(api.requests()).noneMatch(line -> line.contains("generateContent"));
    }
}
