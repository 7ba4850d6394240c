package io.github.geminiroutes.monitoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.diagnostics.DiagnosticReport;
import io.github.geminiroutes.diagnostics.DiagnosticReport.SectionResult;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.diagnostics.section.SectionName;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.message.MessageHold;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class HealthChecksTest {

    private static final String SERVICES = "META-INF/services/org/apache/camel/health-check";

    private static DiagnosticReport report(SectionName section, Status status) {
        Finding finding = new Finding("tcp", status, "refused", "Look there.");
        return new DiagnosticReport(
                Instant.EPOCH,
                Duration.ZERO,
                List.of(new SectionResult(section, Duration.ZERO, List.of(finding))));
    }

    /** The program asks for those of the list, and a host for those of the files. */
    @Test
    void eachCheckIsRegisteredInTheProgramAndFoundByAHost() throws Exception {
        Map<String, String> files = new TreeMap<>();
        Map<String, String> listed = new TreeMap<>();
        for (Path file : files(Path.of("src/main/resources", SERVICES))) {
            files.put(file.getFileName().toString(), Files.readString(file).strip());
        }
        for (HealthCheck check : HealthChecks.all()) {
            assertThat(
                            check.getClass()
                                    .getAnnotation(
                                            org.apache.camel.spi.annotations.HealthCheck.class)
                                    .value())
                    .isEqualTo(check.getId() + "-check");
            listed.put(check.getId() + "-check", "class=" + check.getClass().getName());
        }

        assertThat(listed).isEqualTo(files);
        assertThat(
                        files(
                                Path.of(
                                        "src/main/java",
                                        HealthChecks.class.getPackageName().replace('.', '/'))))
                .extracting(file -> file.getFileName().toString())
                .filteredOn(name -> name.endsWith("HealthCheck.java"))
                .hasSize(listed.size() + 1)
                .contains("GeminiHealthCheck.java");
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void aCheckIsOnlyThereWhereItsRouteIs() throws Exception {
        try (DefaultCamelContext host = new DefaultCamelContext()) {
            host.setLoadHealthChecks(true);
            GeminiClient client = new GeminiClient();
            client.setKey(new ApiKey());
            host.getRegistry().bind(GeminiClient.BEAN, client);
            host.start();

            Collection<HealthCheck.Result> results =
                    HealthCheckHelper.invokeReadiness(host, "full");

            assertThat(results)
                    .extracting(result -> result.getCheck().getId())
                    .filteredOn(id -> id.startsWith("gemini"))
                    .containsExactlyInAnyOrder(
                            "gemini-accounting", "gemini-intake", "gemini-outages");
            assertThat(HealthCheckHelper.isResultsUp(results, true)).isTrue();
            assertThat(HealthCheckHelper.invokeLiveness(host, "full"))
                    .extracting(result -> result.getCheck().getId())
                    .noneMatch(id -> id.startsWith("gemini"));
        }
    }

    @Test
    void aConsumerThatGivesNoSignForAMinuteIsNotAlive() {
        assertThat(ConsumerHealthCheck.trouble(Duration.ofSeconds(59))).isNull();
        assertThat(ConsumerHealthCheck.trouble(Duration.ofSeconds(61)))
                .contains("has not been looked at for 61 s");
    }

    @Test
    void anOutageIsToldAndTakesNothingOutOfService() throws Exception {
        try (DefaultCamelContext host = new DefaultCamelContext()) {
            GeminiClient client = new GeminiClient();
            CircuitBreakers breakers = client.circuitBreakers();
            Failure overloaded = Failure.of(FailureKind.OVERLOADED, "Overloaded");
            for (int i = 0; i < 1_000 && breakers.down().isEmpty(); i++) {
                breakers.tryCall("gemini-down", "");
                breakers.fail("gemini-down", "", overloaded);
            }
            host.getRegistry().bind(GeminiClient.BEAN, client);
            OutagesHealthCheck check = new OutagesHealthCheck();
            check.setCamelContext(host);
            host.start();
            HealthCheckRegistry.get(host).register(check);

            HealthCheck.Result result = check.call();

            assertThat(result.getState()).isEqualTo(HealthCheck.State.UP);
            assertThat(result.getMessage()).contains("Does not answer now: gemini-down");
        }
    }

    private static HealthCheck.Result checked(MessageHold.State held, String undeliverable) {
        HealthCheckResultBuilder result = HealthCheckResultBuilder.on(new MessagesHealthCheck());
        MessagesHealthCheck.tell(result, held, undeliverable);
        return result.build();
    }

    @Test
    void messagesThatAreHeldForADayAreToldAndTakeNothingOutOfService() {
        Instant midnight = Instant.parse("2026-11-26T08:00:00Z");
        Failure perDay = Failure.of(FailureKind.RATE_LIMIT_PER_DAY, "Enough");
        Failure badKey = Failure.of(FailureKind.API_KEY_INVALID, "No.");
        MessageHold.State nothing = new MessageHold.State(0, null, null, false);

        HealthCheck.Result held = checked(new MessageHold.State(4, perDay, midnight, false), null);

        assertThat(held.getState()).isEqualTo(HealthCheck.State.UP);
        assertThat(held.getMessage().orElseThrow())
                .startsWith(
                        "Messages held: 4 until 2026-11-26T08:00:00Z:"
                                + " rate-limit-per-day: Enough | ");
        assertThat(checked(new MessageHold.State(4, badKey, midnight, true), null).getState())
                .isEqualTo(HealthCheck.State.DOWN);
        assertThat(checked(nothing, "ConnectException: refused").getState())
                .isEqualTo(HealthCheck.State.DOWN);
        assertThat(checked(nothing, null).getState()).isEqualTo(HealthCheck.State.UP);
    }

    @Test
    void anErrorThatStopsTheWorkCountsUntilAPromptIsAnswered() {
        DiagnosticReport down = report(SectionName.NETWORK, Status.ERROR);

        assertThat(DiagnosticsHealthCheck.trouble(down, null))
                .isEqualTo("tcp: refused. Look there.");
        assertThat(DiagnosticsHealthCheck.trouble(down, down.at().minusSeconds(1))).isNotNull();
        assertThat(DiagnosticsHealthCheck.trouble(down, down.at().plusSeconds(1))).isNull();
    }

    @Test
    void whatDoesNotStopTheWorkDoesNotCount() {
        DiagnosticReport slow = report(SectionName.PERFORMANCE, Status.ERROR);
        DiagnosticReport warned = report(SectionName.NETWORK, Status.WARN);

        assertThat(DiagnosticsHealthCheck.trouble(slow, null)).isNull();
        assertThat(DiagnosticsHealthCheck.trouble(warned, null)).isNull();
    }
}
