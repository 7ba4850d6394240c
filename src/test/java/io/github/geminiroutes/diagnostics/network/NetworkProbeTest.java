package io.github.geminiroutes.diagnostics.network;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.diagnostics.section.DiagnosticConfig;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig.Thresholds;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.diagnostics.section.Stopwatch;
import io.github.geminiroutes.diagnostics.section.TestInput;
import io.github.geminiroutes.testing.ProbedApi;
import io.github.geminiroutes.testing.RawServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every step against a real server on loopback. */
@Timeout(180)
@Order(2)
class NetworkProbeTest {

    /** Far away: what answers is waited for, however busy the machine is. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final StepLimits LONG = new StepLimits(60_000, 60_000);
    private static final DiagnosticConfig USUAL =
            new DiagnosticConfig(
                    List.of(),
                    List.of(),
                    new Thresholds(10, 1, 10, 1, 14, 10, 300, 60_000, 1_000, 90, 5, 4),
                    Set.of());

    @TempDir Path directory;
    private final TestInput settings = new TestInput();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    private NetworkReport probe() {
        return probe(USUAL);
    }

    private NetworkReport probe(DiagnosticConfig config) {
        return probe(config, LONG);
    }

    private NetworkReport probe(DiagnosticConfig config, StepLimits limits) {
        return probe(config, limits, LIMIT);
    }

    private NetworkReport probe(DiagnosticConfig config, StepLimits limits, Duration limit) {
        return new NetworkProbe(settings.input(), config, Clock.systemUTC(), threads, limits)
                .probe(limit);
    }

    private NetworkReport probe(String baseUrl) {
        settings.with("gemini.base-url", baseUrl);
        return probe();
    }

    /** The one finding that is not as it should be; the steps after it were not taken. */
    private static Finding broken(NetworkReport report) {
        Finding last = report.findings().get(report.findings().size() - 1);
        assertThat(last.status()).as("%s", report.findings()).isEqualTo(Status.ERROR);
        assertThat(report.findings())
                .filteredOn(f -> f.status() != Status.OK)
                .containsExactly(last);
        assertThat(last.advice()).isNotEmpty();
        return last;
    }

    private static List<String> names(NetworkReport report) {
        return report.findings().stream().map(Finding::name).toList();
    }

    @Test
    void goesTheWholeWayAndAsksWhatCostsNothing() {
        try (ProbedApi api = ProbedApi.start()) {
            NetworkReport report = probe(api.baseUrl() + "/");

            assertThat(names(report))
                    .containsExactly("proxy", "dns", "tcp", "models.get", "countTokens");
            assertThat(report.findings()).allMatch(finding -> finding.status() == Status.OK);
            assertThat(report.findings())
                    .extracting(Finding::value)
                    .last()
                    .asString()
                    .contains("ms");
            assertThat(report.model().json().path("inputTokenLimit").asInt()).isEqualTo(1_048_576);
            assertThat(report.count().skew())
                    .isBetween(Duration.ofSeconds(-60), Duration.ofSeconds(60));
            assertThat(api.requests())
                    .containsExactlyInAnyOrder(
                            "GET /v1beta/models/gemini-3.8-flash",
                            "POST /v1beta/models/gemini-3.8-flash:countTokens");
            assertThat(api.keys()).containsOnly(TestInput.KEY).hasSize(2);
        }
    }

    @Test
    void withoutAKeyItSeesThatSomebodyIsThere() throws IOException {
        try (ProbedApi api = ProbedApi.start().says(403, getClass(), "403")) {
            settings.with("gemini.api-key", "");

            NetworkReport report = probe(api.baseUrl());

            assertThat(names(report)).containsExactly("proxy", "dns", "tcp", "models.list");
            assertThat(report.findings()).allMatch(finding -> finding.status() == Status.OK);
            assertThat(report.model().skew()).isNotNull();
            assertThat(api.keys()).containsExactly("null");
        }
    }

    @Test
    void seesAClockThatIsAnHourOff() {
        try (ProbedApi api = ProbedApi.start().behind(Duration.ofHours(1))) {
            assertThat(probe(api.baseUrl()).count().skew())
                    .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(61));
        }
    }

    @Test
    void anUnknownHostIsDnsAndNothingElse() {
        Finding finding = broken(probe("https://gemini.invalid"));

        assertThat(finding.name()).isEqualTo("dns");
        assertThat(finding.value()).contains("gemini.invalid", "unknown");
        assertThat(finding.advice()).contains("GOOGLE_GEMINI_BASE_URL");
    }

    @Test
    void aClosedPortIsTcp() throws IOException {
        Finding finding = broken(probe("https://127.0.0.1:" + RawServer.deadPort()));

        assertThat(finding.name()).isEqualTo("tcp");
        assertThat(finding.value()).contains("refuses the connection");
    }

    @Test
    void aServerThatTakesNoTlsInTimeIsTls() throws IOException {
        try (RawServer silent = RawServer.silent()) {
            settings.with("gemini.base-url", "https://127.0.0.1:" + silent.port());
            Stopwatch watch = new Stopwatch();
            Finding finding = broken(probe(USUAL, new StepLimits(500, 60_000)));

            assertThat(finding.name()).isEqualTo("tls");
            assertThat(finding.value()).contains("does not answer");
            assertThat(watch.elapsed()).isLessThan(LIMIT);
        }
    }

    @Test
    void aServerThatNeverAnswersIsTold() throws IOException {
        try (RawServer silent = RawServer.silent()) {
            settings.with("gemini.base-url", "http://127.0.0.1:" + silent.port());
            Stopwatch watch = new Stopwatch();
            NetworkReport report = probe(USUAL, new StepLimits(60_000, 500));

            assertThat(report.findings())
                    .filteredOn(finding -> finding.status() == Status.ERROR)
                    .extracting(Finding::name)
                    .containsExactly("models.get", "countTokens");
            assertThat(report.count().skew()).isNull();
            assertThat(watch.elapsed()).isLessThan(LIMIT);
        }
    }

    @Test
    void aServerThatDripsIsCutOff() throws IOException {
        try (RawServer dripping =
                RawServer.start(
                        connection -> {
                            RawServer.head(connection);
                            connection
                                    .getOutputStream()
                                    .write(
                                            "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{"
                                                    .getBytes());
                            // Each byte begins the client's time-out anew.
                            while (connection.getInputStream().available() >= 0) {
                                connection.setSoTimeout(500);
                                try {
                                    if (connection.getInputStream().read() < 0) {
                                        return;
                                    }
                                } catch (java.net.SocketTimeoutException e) {
                                    connection.getOutputStream().write(' ');
                                }
                            }
                        })) {
            settings.with("gemini.base-url", "http://127.0.0.1:" + dripping.port());
            Stopwatch watch = new Stopwatch();
            NetworkReport report = probe(USUAL, LONG, Duration.ofSeconds(2));

            assertThat(report.findings())
                    .last()
                    .satisfies(finding -> assertThat(finding.status()).isEqualTo(Status.ERROR));
            assertThat(watch.elapsed()).isLessThan(LIMIT);
        }
    }

    @Test
    void anExpiredCertificateIsNamed() throws Exception {
        try (ProbedApi api = ProbedApi.secure(directory, -60, -30)) {
            Finding finding = broken(probe(api.baseUrl()));

            assertThat(finding.name()).isEqualTo("tls");
            assertThat(finding.value()).contains("localhost", "expired on");
            assertThat(finding.advice()).contains("renew", "clock");
            assertThat(api.requests()).as("the key goes nowhere").isEmpty();
        }
    }

    @Test
    void aCertificateOfTheFutureSpeaksOfTheClock() throws Exception {
        try (ProbedApi api = ProbedApi.secure(directory, 30, 60)) {
            Finding finding = broken(probe(api.baseUrl()));

            assertThat(finding.value()).contains("is valid only from");
            assertThat(finding.advice()).contains("clock");
        }
    }

    @Test
    void anUnknownAuthorityIsNamed() throws Exception {
        try (ProbedApi api = ProbedApi.secure(directory, -1, 90)) {
            Finding finding = broken(probe(api.baseUrl()));

            assertThat(finding.value()).contains("not trusted", "CN=localhost");
            assertThat(finding.advice()).contains("trustStore");
        }
    }

    @Test
    void aServerWithoutTlsIsTold() {
        try (ProbedApi api = ProbedApi.start()) {
            Finding finding = broken(probe(api.baseUrl().replace("http:", "https:")));

            assertThat(finding.name()).isEqualTo("tls");
            assertThat(finding.value()).contains("speaks no TLS");
        }
    }

    @Test
    void aDeadProxyIsToldAsTheProxy() throws IOException {
        settings.with("gemini.http.proxy", "http://me:secret@127.0.0.1:" + RawServer.deadPort());

        Finding finding = broken(probe("https://gemini.invalid"));

        assertThat(finding.name()).isEqualTo("tcp");
        assertThat(finding.advice()).contains("HTTPS_PROXY").doesNotContain("secret");
    }

    @Test
    void anUnknownProxyIsToldAsTheProxy() {
        settings.with("gemini.http.proxy", "http://proxy.invalid:3128");

        Finding finding = broken(probe("https://gemini.invalid"));

        assertThat(finding.name()).isEqualTo("dns");
        assertThat(finding.value()).contains("proxy.invalid");
        assertThat(finding.advice()).contains("HTTPS_PROXY");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "407 Proxy Authentication Required | user and password",
                "403 Forbidden | allow connections to this host",
                "502 Bad Gateway | allow connections to this host"
            })
    void aProxyThatRefusesIsToldInItsWords(String status, String advice) throws IOException {
        String answer = "HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n";
        try (RawServer proxy = RawServer.answering(answer)) {
            settings.with("gemini.http.proxy", "http://me:pass@127.0.0.1:" + proxy.port());

            Finding finding = broken(probe("https://gemini.invalid"));

            assertThat(finding.name()).isEqualTo("tunnel");
            assertThat(finding.value()).contains(status);
            assertThat(finding.advice()).contains(advice);
            assertThat(proxy.heads().get(0))
                    .startsWith("CONNECT gemini.invalid:443 HTTP/1.1")
                    .contains("Proxy-Authorization: Basic bWU6cGFzcw==")
                    .doesNotContain(TestInput.KEY);
        }
    }

    @Test
    void aProxyThatLeadsToTheServerIsGoneThrough() throws Exception {
        try (ProbedApi api = ProbedApi.secure(directory, -60, -30);
                RawServer proxy = RawServer.start(connection -> pipe(connection, api))) {
            settings.with("gemini.http.proxy", "http://127.0.0.1:" + proxy.port());

            NetworkReport report = probe("https://gemini.invalid");

            assertThat(names(report)).containsExactly("proxy", "dns", "tcp", "tunnel", "tls");
            assertThat(broken(report).value()).contains("gemini.invalid", "expired");
        }
    }

    private static void pipe(java.net.Socket connection, ProbedApi api) throws IOException {
        RawServer.head(connection);
        connection
                .getOutputStream()
                .write("HTTP/1.1 200 Connection established\r\n\r\n".getBytes());
        try (java.net.Socket there =
                new java.net.Socket("127.0.0.1", URI.create(api.baseUrl()).getPort())) {
            Thread back =
                    new Thread(
                            () -> {
                                try {
                                    there.getInputStream().transferTo(connection.getOutputStream());
                                } catch (IOException e) {
                                    // One side has ended.
                                }
                            });
            back.start();
            connection.getInputStream().transferTo(there.getOutputStream());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://me:secret@proxy:1", "::"})
    void aProxyThatIsNoneStopsTheWay(String proxy) {
        settings.with("gemini.http.proxy", proxy);

        Finding finding = broken(probe("https://gemini.invalid"));

        assertThat(finding.name()).isEqualTo("proxy");
        assertThat(finding.value()).doesNotContain("secret");
    }

    @Test
    void anAddressThatIsNoneStopsTheWay() {
        assertThat(broken(probe("ftp://example.com")).name()).isEqualTo("base-url");
    }

    @Test
    void whatTheApiSaysAboutTheKeyIsNoFaultOfTheNetwork() throws IOException {
        try (ProbedApi api = ProbedApi.start().says(400, getClass(), "400-api-key-invalid")) {
            NetworkReport report = probe(api.baseUrl());

            assertThat(report.findings()).allMatch(finding -> finding.status() == Status.OK);
            assertThat(report.findings())
                    .last()
                    .asString()
                    .contains("400 in ", "API Configuration");
        }
    }

    @Test
    void aServiceThatIsDownIsAWarning() throws IOException {
        try (ProbedApi api = ProbedApi.start().says(503, getClass(), "503-overloaded")) {
            assertThat(probe(api.baseUrl()).findings())
                    .filteredOn(finding -> finding.status() == Status.WARN)
                    .extracting(Finding::name)
                    .containsExactly("models.get", "countTokens");
        }
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (ProbedApi api = ProbedApi.start().says(302, "")) {
            NetworkReport report = probe(api.baseUrl());

            assertThat(report.findings())
                    .filteredOn(finding -> finding.status() == Status.ERROR)
                    .hasSize(2)
                    .allMatch(finding -> finding.advice().contains("never followed"));
            assertThat(api.requests()).noneMatch(request -> request.contains("elsewhere"));
        }
    }

    @Test
    void otherEndpointsAreReachedWithoutTheKey() throws IOException {
        try (ProbedApi api = ProbedApi.start();
                ProbedApi other = ProbedApi.start().says(404, "")) {
            settings.with("gemini.base-url", api.baseUrl());
            URI dead = URI.create("http://127.0.0.1:" + RawServer.deadPort());
            URI there = URI.create(other.baseUrl() + "/there");

            NetworkReport report =
                    probe(
                            new DiagnosticConfig(
                                    List.of(), List.of(there, dead), Thresholds.DEFAULT, Set.of()));

            assertThat(report.findings())
                    .filteredOn(finding -> finding.name().startsWith("endpoint"))
                    .satisfiesExactly(
                            good -> {
                                assertThat(good.status()).isEqualTo(Status.OK);
                                assertThat(good.value()).startsWith("404 in ");
                            },
                            bad -> {
                                assertThat(bad.status()).isEqualTo(Status.ERROR);
                                assertThat(bad.name()).isEqualTo("endpoint " + dead);
                                assertThat(bad.value()).startsWith("tcp: ");
                            });
            assertThat(other.requests()).containsExactly("GET /there");
            assertThat(other.keys()).containsExactly("null");
        }
    }

    @Test
    void aSlowAnswerIsAWarning() {
        try (ProbedApi api = ProbedApi.start()) {
            settings.with("gemini.base-url", api.baseUrl());
            Thresholds strict = new Thresholds(10, 1, 10, 1, 14, 10, 300, -1, 1_000, 90, 5, 4);

            assertThat(
                            probe(new DiagnosticConfig(List.of(), List.of(), strict, Set.of()))
                                    .findings())
                    .filteredOn(finding -> finding.status() == Status.WARN)
                    .hasSize(2);
        }
    }

    @Test
    void theFallbackModelsAreLookedUpToo() {
        try (ProbedApi api = ProbedApi.start()) {
            settings.with("gemini.fallback-models", "gemini-3.7-flash, gemini-3.5-flash");

            NetworkReport report = probe(api.baseUrl());

            assertThat(report.fallbacks()).containsOnlyKeys("gemini-3.7-flash", "gemini-3.5-flash");
            assertThat(api.requests()).hasSize(4).contains("GET /v1beta/models/gemini-3.5-flash");
        }
    }
}
