package com.example.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import com.example.kit.Loopback;
import com.example.kit.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.Route;
import org.apache.camel.component.http.HttpComponent;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Camel Main with gemini-routes on the class path: unused, with one route, with the whole bundle.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostTest {

    private static final String OWN =
            "classpath:camel/orders.camel.yaml,classpath:camel/questions.camel.yaml";
    private static final String CORE_ONLY = "host.core-only";
    private static final String NO_KAMELETS =
            "host.core-only=true: built without camel-kamelet and camel-micrometer";
    private static final String KEY = "key-of-the-host";

    @TempDir Path data;
    @TempDir Path secrets;

    private final Main main = new Main();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Loopback loopback;
    private Path translatorKey;

    @BeforeEach
    void open() throws IOException {
        translatorKey = Files.writeString(secrets.resolve("translator"), "key-of-the-translator");
        loopback = new Loopback();
    }

    @AfterEach
    void close() {
        main.stop();
        loopback.close();
    }

    /**
     * @param include the route files; null as in application.properties
     */
    private CamelContext start(String include) {
        if (include != null) {
            main.addOverrideProperty("camel.main.routesIncludePattern", include);
        }
        main.addOverrideProperty("stock.url", loopback.url());
        main.addOverrideProperty("gemini.api-key-file", "");
        main.addOverrideProperty("translator.key-file", translatorKey.toString());
        main.addOverrideProperty("gemini.api-key", KEY);
        main.addOverrideProperty("gemini.base-url", loopback.url());
        main.addOverrideProperty("gemini.data-dir", data.resolve("drop").toString());
        main.addOverrideProperty("gemini.retry.base-delay", "0.01");
        main.addOverrideProperty("gemini.prompts.quiet-period", "0");
        main.bind("hostMeters", meters);
        main.start();
        return main.getCamelContext();
    }

    private Exchange send(String endpoint, Object body) {
        return template().send(endpoint, exchange -> exchange.getMessage().setBody(body));
    }

    private ProducerTemplate template() {
        return main.getCamelContext().createProducerTemplate();
    }

    /** What is tested is what the build asked for. */
    @Test
    void runsOnTheVersionOfCamelItWasBuiltFor() {
        assertThat(start(OWN).getVersion()).isEqualTo(System.getProperty("host.camel.version"));
    }

    /** First, because threads of another test would be among what was there before. */
    @Test
    @Order(1)
    void theJarAloneStartsNothing() throws IOException {
        Traces before = Traces.now();
        assertThat(before.threads()).isEmpty();

        CamelContext context = start(OWN);

        assertThat(context.getRoutes())
                .extracting(Route::getId)
                .containsExactlyInAnyOrder("orders", "refunds", "questions");
        assertThat(context.getRegistry().findByTypeWithName(Object.class).keySet())
                .noneMatch(name -> name.contains("gemini"));
        assertThat(context.getRegistry().findByType(MeterRegistry.class)).containsOnly(meters);
        assertThat(meters.getMeters()).noneMatch(m -> m.getId().getName().contains("gemini"));
        assertThat(HealthCheckRegistry.get(context).stream().map(HealthCheck::getId))
                .noneMatch(id -> id.contains("gemini"));
        assertThat(Traces.now()).isEqualTo(before);
        assertThat(data).isEmptyDirectory();
        theHostIsAsItWas();
    }

    @Test
    void aQuestionOfTheHostIsAnswered() throws IOException {
        start(null);

        Exchange answered = send("direct:question", "Six by nine?");

        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody()).isEqualTo(Loopback.ANSWER);
        assertThat(answered.getMessage().getHeaders())
                .containsEntry("CamelGeminiModelVersion", "gemini-3.8-flash-001")
                .containsEntry("CamelGeminiFinishReason", "STOP")
                .containsEntry("CamelGeminiInputTokens", 5L)
                .containsEntry("CamelGeminiOutputTokens", 2L);
        assertThat(loopback.questions())
                .singleElement()
                .satisfies(
                        question -> {
                            assertThat(question.key()).isEqualTo(KEY);
                            assertThat(question.body()).contains("Six by nine?");
                        });
        assertThat(data).isEmptyDirectory();
        theHostIsAsItWas();
    }

    @Test
    void aTemplateOfTheHostIsFilledWithTheMessage() throws IOException {
        start(null);

        assertThat(send("direct:review", Map.of("text", "Never again.")).getMessage().getBody())
                .isEqualTo(Loopback.ANSWER);
        assertThat(send("direct:review", "{\"text\": \"Always.\"}").getException()).isNull();

        assertThat(loopback.questions())
                .extracting(question -> question.body())
                .allMatch(body -> body.contains("Answer with one word."))
                .satisfiesExactly(
                        one -> assertThat(one).contains("one of good, bad? Never again."),
                        two -> assertThat(two).contains("one of good, bad? Always."));
        theHostIsAsItWas();
    }

    /** The build sets GEMINI_RPM for this test. */
    @Test
    void aVariableOfTheEnvironmentCountsInAHostToo() {
        start(null);

        assertThat(send("direct:question", "Six by nine?").getException()).isNull();

        await().untilAsserted(
                        () ->
                                assertThat(meters.find("gemini.quota.limit").gauges())
                                        .extracting(gauge -> gauge.value())
                                        .contains(1234.0));
    }

    @Test
    void gaugesGoWithTheContextAndChecksAreOnlyWhereTheirRouteIs() {
        main.addOverrideProperty("camel.main.loadHealthChecks", "true");
        CamelContext context = start(null);
        assertThat(send("direct:question", "Six by nine?").getException()).isNull();

        assertThat(HealthCheckRegistry.get(context).stream().map(HealthCheck::getId))
                .contains("gemini-intake", "gemini-outages")
                .doesNotContain("gemini-folders", "gemini-messages", "gemini-diagnostics");
        main.stop();
        assertThat(meters.find("gemini.calls.in.flight").gauges()).isEmpty();
        assertThat(meters.find("gemini.quota.limit").gauges()).isEmpty();
    }

    @Test
    void aFailedAttemptThrowsAndIsTriedAgainOnlyWhereTheHostAsksForIt() {
        start(null);

        loopback.answerNext(503);
        assertThat(send("direct:gemini-generate", "once").getException())
                .hasMessageContaining("overloaded");
        assertThat(loopback.questions()).hasSize(1);

        loopback.answerNext(503, 503);
        assertThat(send("direct:question", "again").getMessage().getBody())
                .isEqualTo(Loopback.ANSWER);
        assertThat(loopback.questions()).hasSize(4);
    }

    /** What is failed for good goes where everything goes that failed in this application. */
    @Test
    void theLastFailureIsTheHostsErrorHandlersBusiness() {
        CamelContext context = start(null);
        loopback.answerNext(400);

        assertThat(send("direct:question", "bad").getException()).isNull();

        assertThat(loopback.questions()).hasSize(1);
        assertThat(context.createConsumerTemplate().receiveBody("seda:dead-letters", 5_000))
                .isEqualTo("bad");
    }

    @Test
    @DisabledIfSystemProperty(named = CORE_ONLY, matches = "true", disabledReason = NO_KAMELETS)
    void aKameletAsksWithItsOwnKeyAndIsTriedAgain() throws IOException {
        start(null);
        loopback.answerNext(503);

        Exchange translated = send("direct:translate", "Good morning.");

        assertThat(translated.getException()).isNull();
        assertThat(translated.getMessage().getBody()).isEqualTo(Loopback.ANSWER);
        assertThat(loopback.questions())
                .hasSize(2)
                .allMatch(question -> "key-of-the-translator".equals(question.key()))
                .allMatch(question -> question.body().contains("Translate into French."));
        assertThat(send("direct:question", "q").getMessage().getBody()).isEqualTo(Loopback.ANSWER);
        assertThat(loopback.questions()).last().extracting(q -> q.key()).isEqualTo(KEY);
    }

    @Test
    @DisabledIfSystemProperty(named = CORE_ONLY, matches = "true", disabledReason = NO_KAMELETS)
    void aKameletNeedsNoneOfTheRouteFiles() {
        start("classpath:camel/orders.camel.yaml,classpath:camel/translations.camel.yaml");

        assertThat(send("direct:translate", "Good morning.").getMessage().getBody())
                .isEqualTo(Loopback.ANSWER);
    }

    /** What a host sees of the sweeps: the report, once a directory for it is named. */
    @Test
    void theDiagnosticsLoadAloneAndReport() throws IOException {
        main.addOverrideProperty("gemini.log-dir", data.resolve("logs").toString());
        main.addOverrideProperty("gemini.cache-dir", data.resolve("cache").toString());
        main.addOverrideProperty("gemini.tmp-dir", data.resolve("tmp").toString());
        CamelContext context =
                start(OWN + ",classpath:gemini-routes/gemini-diagnostics.camel.yaml");

        Path latest = data.resolve("logs/diagnostics/latest.json");
        await().until(() -> Files.exists(latest));
        assertThat(latest).content().contains("\"sections\"").doesNotContain(KEY);
        assertThat(context.getRoute("gemini-generate")).isNull();
        assertThat(loopback.questions())
                .as("no generation is spent")
                .noneMatch(question -> question.path().endsWith(":generateContent"));
        theHostIsAsItWas();
    }

    /** A folder of documents, and a document in a message, with one prompt. */
    @Test
    void tasksLoadBesideTheDropFolder() throws IOException {
        start(
                OWN
                        + ",classpath:gemini-routes/gemini-generate.camel.yaml"
                        + ",classpath:gemini-routes/gemini-redelivery.camel.yaml"
                        + ",classpath:gemini-routes/gemini-prompt-files.camel.yaml"
                        + ",classpath:gemini-routes/gemini-prompt-outcome.camel.yaml"
                        + ",classpath:gemini-routes/gemini-tasks.camel.yaml"
                        + ",classpath:tasks/letters.camel.yaml");
        Path task = Files.createDirectories(data.resolve("drop/inbox/letters"));
        Files.writeString(data.resolve("task"), "What does {{name}} want? {{document}}");
        Files.move(data.resolve("task"), task.resolve("task.prompt"));
        Files.writeString(data.resolve("letter"), "Please pay.");
        Files.move(data.resolve("letter"), task.resolve("a.txt"));

        await().until(() -> Files.exists(data.resolve("drop/done/letters/a.txt")));
        assertThat(data.resolve("drop/outbox/letters/a.txt.response.md"))
                .content()
                .startsWith(Loopback.ANSWER);

        loopback.answerNext(503);
        assertThat(send("direct:letter", "Come home.".getBytes()).getMessage().getBody())
                .isEqualTo(Loopback.ANSWER);
        assertThat(loopback.questions())
                .hasSize(3)
                .last()
                .extracting(question -> question.body(), STRING)
                .contains("What does document want? Come home.");
        theHostIsAsItWas();
    }

    @Test
    void theWholeBundleBringsTheDropFolder() throws IOException {
        start(OWN + ",classpath:gemini-routes/*.camel.yaml");
        Path inbox = Files.createDirectories(data.resolve("drop/inbox"));
        Files.writeString(data.resolve("a.part"), "What is left?");
        Files.move(data.resolve("a.part"), inbox.resolve("a.txt"));

        Path answer = data.resolve("drop/outbox/a.txt.response.md");
        await().until(() -> Files.exists(data.resolve("drop/done/a.txt")));
        assertThat(answer).content().startsWith(Loopback.ANSWER);

        // The application's dead letter channel is no place for a prompt of the folder.
        loopback.answerNext(400);
        Files.writeString(data.resolve("b.part"), "bad");
        Files.move(data.resolve("b.part"), inbox.resolve("b.txt"));
        await().until(() -> Files.exists(data.resolve("drop/failed/b.txt")));
        // Nor for one that waits out an outage: after the default of five retries it is parked.
        loopback.answerNext(503, 503, 503, 503, 503, 503);
        Files.writeString(data.resolve("c.part"), "later");
        Files.move(data.resolve("c.part"), inbox.resolve("c.txt"));
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Files.exists(data.resolve("drop/parked/c.txt")));
        assertThat(
                        main.getCamelContext()
                                .createConsumerTemplate()
                                .receiveBodyNoWait("seda:dead-letters"))
                .isNull();
        assertThat(send("direct:question", "q").getMessage().getBody()).isEqualTo(Loopback.ANSWER);
        theHostIsAsItWas();
    }

    @Test
    void aStreamedAnswerNeedsOnlyTwoRouteFiles() throws IOException {
        start(
                OWN
                        + ",classpath:gemini-routes/gemini-generate.camel.yaml"
                        + ",classpath:gemini-routes/gemini-stream.camel.yaml"
                        + ",classpath:gemini-routes/gemini-redelivery.camel.yaml");

        Object pieces = send("direct:gemini-stream", "Six by nine?").getMessage().getBody();

        assertThat((Iterator<?>) pieces)
                .toIterable()
                .singleElement()
                .asString()
                .contains(Loopback.ANSWER);
        assertThat(loopback.questions()).singleElement().extracting(q -> q.key()).isEqualTo(KEY);
        theHostIsAsItWas();
    }

    /** The gateway, events and the batch lane need no HTTP server, no metrics and no broker. */
    @Test
    void whatASettingSwitchesOnRunsToo() throws IOException {
        Path tokens = Files.writeString(secrets.resolve("tokens"), "team token-of-a-client\n");
        main.addOverrideProperty("gemini.gateway.tokens-file", tokens.toString());
        main.addOverrideProperty("gemini.events.to", "seda:events");
        CamelContext context = start(OWN + ",classpath:gemini-routes/*.camel.yaml");
        Path inbox = Files.createDirectories(data.resolve("drop/inbox"));
        Files.writeString(data.resolve("a.part"), "What is left?");
        Files.move(data.resolve("a.part"), inbox.resolve("a.txt"));

        assertThat(
                        context.createConsumerTemplate()
                                .receiveBody("seda:events", 20_000, String.class))
                .contains("a.txt");
        for (String id :
                new String[] {
                    "gemini-batch",
                    "gemini-batch-submit",
                    "gemini-events",
                    "gemini-gateway",
                    "gemini-stream",
                    "gemini-tasks"
                }) {
            assertThat(context.getRouteController().getRouteStatus(id).isStarted()).as(id).isTrue();
        }
        theHostIsAsItWas();
    }

    /** Routes, error handler, http component: all as the host set them, and all in use. */
    private void theHostIsAsItWas() {
        CamelContext context = main.getCamelContext();
        HttpComponent http = context.getComponent("http", HttpComponent.class);
        assertThat(http.getConnectionsPerRoute()).isEqualTo(7);
        assertThat(http.getResponseTimeout()).isEqualTo(4321);
        assertThat(http.isAutomaticRetriesDisabled()).isFalse();
        assertThat(http.getHttpClientConfigurer()).isNull();
        assertThat(http.getClientConnectionManager()).isNull();

        Exchange order =
                template()
                        .request(
                                "direct:order",
                                exchange -> exchange.getMessage().setHeaders(Map.of("n", 1)));
        assertThat(order.getMessage().getBody(String.class)).isEqualTo("7 left");
        assertThat(loopback.stockRequests()).last().extracting(r -> r.key()).isNull();

        assertThat(send("direct:refund", "a refund").getException()).isNull();
        assertThat(context.createConsumerTemplate().receiveBody("seda:dead-letters", 5_000))
                .isEqualTo("a refund");
        assertThat(context.getRoutes())
                .extracting(Route::getId)
                .allMatch(
                        id ->
                                List.of(
                                                        "orders",
                                                        "refunds",
                                                        "questions",
                                                        "reviews",
                                                        "translations",
                                                        "letters")
                                                .contains(id)
                                        || id.startsWith("gemini-"));
    }
}
