package io.github.geminiroutes.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.diagnostics.DiagnosticReport.SectionResult;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig.Thresholds;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.diagnostics.section.SectionName;
import io.github.geminiroutes.diagnostics.section.TestInput;
import io.github.geminiroutes.diagnostics.system.PerformanceSection;
import io.github.geminiroutes.testing.ProbedApi;
import io.github.geminiroutes.testing.RawServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SweepTest {

    private static final RuntimeView CAMEL =
            new RuntimeView() {
                @Override
                public String version() {
                    return "4";
                }

                @Override
                public String profile() {
                    return "";
                }

                @Override
                public List<Finding> routes() {
                    return List.of();
                }

                @Override
                public Map<String, String> components() {
                    return Map.of("http", "", "file", "missing");
                }
            };

    @TempDir Path directory;
    private final TestInput settings = new TestInput();

    private DiagnosticReport run(DiagnosticConfig config, boolean isOffline, RuntimeView camel) {
        return new Sweep(settings.input(), config, () -> {}, camel, isOffline, Clock.systemUTC())
                .run();
    }

    private static DiagnosticConfig skipping(String... names) {
        return new DiagnosticConfig(List.of(), List.of(), Thresholds.DEFAULT, Set.of(names));
    }

    @Test
    void looksAtAllSixInTheirOrderInLessThanTwoSeconds() {
        try (ProbedApi api = ProbedApi.start()) {
            settings.with("gemini.base-url", api.baseUrl())
                    .with("gemini.data-dir", directory.toString());
            // The first call loads the classes, and a busy machine may hold up any of them.
            DiagnosticReport report =
                    await().until(
                                    () -> run(DiagnosticConfig.DEFAULT, false, CAMEL),
                                    one -> one.took().compareTo(Duration.ofSeconds(2)) < 0);

            assertThat(report.sections())
                    .extracting(SectionResult::name)
                    .containsExactly(SectionName.values());
            assertThat(report.findings(SectionName.API))
                    .extracting(Finding::value)
                    .contains("gemini-3.8-flash, at most 1,048,576 tokens in, 65,536 out");
            assertThat(report.findings(SectionName.PERFORMANCE))
                    .extracting(Finding::name)
                    .containsExactly("memory", "processors", "disk", "json");
            assertThat(report.findings(SectionName.SYSTEM))
                    .last()
                    .isEqualTo(Finding.ok("clock", "same as the server's"));
            assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
        }
    }

    @Test
    void endsWithinTenSecondsWhateverHangs() throws IOException {
        try (RawServer silent = RawServer.silent()) {
            settings.with("gemini.base-url", "http://127.0.0.1:" + silent.port());

            DiagnosticReport report = run(DiagnosticConfig.DEFAULT, false, CAMEL);

            assertThat(report.took()).isLessThan(Duration.ofSeconds(10));
            assertThat(report.statuses()).containsEntry(SectionName.NETWORK, Status.ERROR);
        }
    }

    @Test
    void offlineLeavesTheNetworkAlone() {
        try (ProbedApi api = ProbedApi.start()) {
            settings.with("gemini.base-url", api.baseUrl());

            DiagnosticReport report = run(DiagnosticConfig.DEFAULT, true, CAMEL);

            assertThat(api.requests()).isEmpty();
            assertThat(report.findings(SectionName.NETWORK))
                    .containsExactly(Finding.ok("network", "not tried (--offline)"));
        }
    }

    @Test
    void leavesOutWhatTheChecklistSkips() {
        try (ProbedApi api = ProbedApi.start()) {
            settings.with("gemini.base-url", api.baseUrl());

            DiagnosticReport report =
                    run(skipping("network", "runtime/components", "api"), false, CAMEL);

            assertThat(report.statuses())
                    .doesNotContainKeys(SectionName.NETWORK, SectionName.API)
                    .containsEntry(SectionName.RUNTIME, Status.OK);
            assertThat(api.requests()).isEmpty();
        }
    }

    @Test
    void aSectionThatFailsItselfTakesNoOtherWithIt() {
        DiagnosticReport report =
                run(
                        skipping("network"),
                        true,
                        new RuntimeView() {
                            @Override
                            public String version() {
                                throw new IllegalStateException("secret text");
                            }

                            @Override
                            public String profile() {
                                return "";
                            }

                            @Override
                            public List<Finding> routes() {
                                return List.of();
                            }

                            @Override
                            public Map<String, String> components() {
                                return Map.of();
                            }
                        });

        assertThat(report.findings(SectionName.RUNTIME))
                .singleElement()
                .satisfies(
                        finding -> {
                            assertThat(finding.status()).isEqualTo(Status.ERROR);
                            assertThat(finding.value())
                                    .contains("IllegalStateException")
                                    .doesNotContain("secret text");
                        });
        assertThat(report.statuses()).hasSize(5);
    }

    @Test
    void missingComponentsAreNamed() {
        assertThat(new RuntimeSection(CAMEL, Thresholds.DEFAULT).examine())
                .filteredOn(finding -> finding.status() == Status.ERROR)
                .extracting(Finding::value)
                .containsExactly("not on the class path: file");
    }

    @Test
    void virtualThreadsOnAnOldJavaAreAWarning() {
        assertThat(RuntimeSection.virtualThreads(17, true).status()).isEqualTo(Status.WARN);
        assertThat(RuntimeSection.virtualThreads(17, false).status()).isEqualTo(Status.OK);
        assertThat(RuntimeSection.virtualThreads(25, true).value()).isEqualTo("in use");
        assertThat(RuntimeSection.virtualThreads(25, false).value()).startsWith("not in use");
    }

    @Test
    void aDiskThatTakesNoFileIsTold() {
        settings.with("gemini.data-dir", "/proc/self");
        // Only root may seem to write there; others are stopped by the section about directories.
        assertThat(
                        new PerformanceSection(settings.input(), Thresholds.DEFAULT, Path.of("/"))
                                .examine())
                .filteredOn(finding -> finding.name().equals("disk"))
                .allMatch(finding -> finding.status() == Status.ERROR);
    }
}
