package io.github.geminiroutes.diagnostics.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.diagnostics.network.HttpAnswer;
import io.github.geminiroutes.diagnostics.network.NetworkReport;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig.Thresholds;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.diagnostics.section.TestInput;
import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemSectionTest {

    @TempDir Path root;
    private final TestInput settings = new TestInput();
    private NetworkReport report;

    private Finding finding(String name) {
        return new SystemSection(
                        settings.input(),
                        Thresholds.DEFAULT,
                        new SettableClock(Instant.parse("2026-11-25T12:00:00Z")),
                        root,
                        () -> Optional.ofNullable(report).flatMap(NetworkReport::clockSkew))
                .examine().stream().filter(f -> f.name().equals(name)).findFirst().orElseThrow();
    }

    private void file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @ParameterizedTest
    @CsvSource({
        "0, OK, same as the server's",
        "9, OK, 9 s ahead of the server's",
        "11, WARN, 11 s ahead of the server's",
        "-3600, ERROR, '3,600 s behind the server''s'"
    })
    void comparesTheClockWithTheServers(long seconds, Status status, String value) {
        HttpAnswer answer =
                new HttpAnswer(200, null, null, Duration.ofSeconds(seconds), Duration.ZERO);
        report = new NetworkReport(List.of(), answer, null);

        assertThat(finding("clock").status()).isEqualTo(status);
        assertThat(finding("clock").value()).isEqualTo(value);
        assertThat(finding("clock").advice().isEmpty()).isEqualTo(status == Status.OK);
    }

    @Test
    void withoutAServerThereIsNothingToCompare() {
        assertThat(finding("clock").status()).isEqualTo(Status.OK);
        assertThat(finding("clock").value()).startsWith("not compared");
    }

    @Test
    void namesTheTimeWhereDailyQuotasEnd() {
        assertThat(finding("time-zone").value()).endsWith("it is 04:00");
    }

    @Test
    void namesUserAndGroups() throws IOException {
        file("proc/self/status", "Name:\tjava\nUid:\t1000\t1000\nGid:\t1001\t1\nGroups:\t4 27 \n");

        assertThat(finding("user").value())
                .isEqualTo(System.getProperty("user.name") + ", uid 1000, gid 1001, groups 4 27");
    }

    @Test
    void namesTheDistributionAndTheContainer() throws IOException {
        assertThat(finding("container").value()).isEqualTo("none detected");
        file("etc/os-release", "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n");
        file("run/.containerenv", "");
        assertThat(finding("platform").value()).endsWith(", Debian GNU/Linux 12");
        assertThat(finding("container").value()).isEqualTo("Podman");
        file(".dockerenv", "");
        assertThat(finding("container").value()).isEqualTo("Docker");
        settings.variable("KUBERNETES_SERVICE_HOST", "10.0.0.1");
        assertThat(finding("container").value()).isEqualTo("Kubernetes");
    }

    @Test
    void readsTheLimitsOfControlGroupsVersion2() throws IOException {
        file("proc/self/cgroup", "0::/pod/one\n");
        file("sys/fs/cgroup/pod/one/memory.max", "536870912\n");
        file("sys/fs/cgroup/pod/one/memory.current", "314572800\n");
        file("sys/fs/cgroup/pod/one/memory.stat", "anon 1\ninactive_file 209715200\n");
        file("sys/fs/cgroup/pod/one/cpu.max", "150000 100000\n");
        file("sys/fs/cgroup/pod/one/pids.max", "max\n");

        assertThat(finding("limits"))
                .isEqualTo(Finding.ok("limits", "memory 512 MiB (100 MiB used), 1.5 processors"));
    }

    @Test
    void readsTheLimitsOfControlGroupsVersion1() throws IOException {
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "1073741824");
        file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "50000");
        file("sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000");
        file("sys/fs/cgroup/pids/pids.max", "1024");

        assertThat(finding("limits").value())
                .isEqualTo("memory 1.0 GiB, 0.5 processors, 1,024 processes");
    }

    @Test
    void noLimitIsNone() throws IOException {
        file("sys/fs/cgroup/memory.max", "max");
        file("sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712");
        file("sys/fs/cgroup/cpu.max", "max 100000");
        file("sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1");

        assertThat(finding("limits")).isEqualTo(Finding.ok("limits", "none"));
    }

    @Test
    void tightMemoryAndKilledProcessesAreWarnings() throws IOException {
        file("sys/fs/cgroup/memory.max", "1000");
        file("sys/fs/cgroup/memory.current", "950");
        assertThat(finding("limits").status()).isEqualTo(Status.WARN);

        file("sys/fs/cgroup/memory.current", "500");
        assertThat(finding("limits").status()).isEqualTo(Status.OK);
        file("sys/fs/cgroup/memory.events", "oom 3\noom_kill 2\n");
        assertThat(finding("limits").status()).isEqualTo(Status.WARN);
        assertThat(finding("limits").value()).contains("out-of-memory kills: 2");
    }

    @Test
    void tooFewFileDescriptorsAreAWarning() {
        settings.with("gemini.max-concurrency", "64");
        assertThat(finding("descriptors").status()).isEqualTo(Status.OK);

        settings.with("gemini.max-concurrency", "1E12");
        assertThat(finding("descriptors").status()).isEqualTo(Status.WARN);
        assertThat(finding("descriptors").advice()).contains("ulimit -n");
    }

    /** Otherwise the program would end by it, as by any other error of the JVM. */
    @Test
    void fileDescriptorsOfWhichNoneIsFreeAreNoErrorOfTheJvm() {
        LongSupplier count =
                () -> {
                    throw new InternalError("errno: 24 error: Unable to open directory");
                };

        assertThat(SystemSection.open(count)).isEqualTo("all");
        assertThat(SystemSection.open(() -> 12)).isEqualTo("12");
    }
}
