package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.message.MessageHeaderFilter;
import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The feeder's routes from a folder to a queue and back, as they are shipped but for the delays
 * between polls and attempts, a twentieth of theirs.
 */
@Timeout(180)
@Order(5)
class FolderToQueueTest {

    private static final Path ROUTES = Path.of("deploy/compose/feeder/camel/feeder.camel.yaml");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir Path root;

    private DefaultCamelContext camel;
    private ProducerTemplate broker;

    @BeforeEach
    void start() throws Exception {
        camel = new DefaultCamelContext();
        Properties settings = new Properties();
        settings.setProperty("prompts.folder", root.toString());
        settings.setProperty("prompts.queue", "mock:prompts");
        settings.setProperty("answers.queue", "direct:answers");
        settings.setProperty("dead.queue", "direct:dead");
        camel.getPropertiesComponent().setInitialProperties(settings);
        camel.getCamelContextExtension()
                .registerEndpointCallback(
                        (uri, endpoint) -> {
                            if (endpoint instanceof ScheduledPollEndpoint polled) {
                                polled.setInitialDelay(0);
                                polled.setDelay(20);
                            }
                            return endpoint;
                        });
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(ResourceHelper.fromString(ROUTES.getFileName().toString(), quick()));
        camel.start();
        broker = camel.createProducerTemplate();
    }

    private static String quick() throws IOException {
        String shipped = Files.readString(ROUTES);
        assertThat(shipped).contains(delay(5_000), delay(1_000));
        return shipped.replace(delay(5_000), delay(250)).replace(delay(1_000), delay(50));
    }

    private static String delay(int millis) {
        return "redeliveryDelay: \"" + millis + "\"";
    }

    @AfterEach
    void stop() throws IOException {
        camel.close();
    }

    private void drop(String name, String text) throws IOException {
        Path prompts = Files.createDirectories(root.resolve("prompts"));
        Files.move(Files.writeString(root.resolve(name + ".tmp"), text), prompts.resolve(name));
    }

    private List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void aFileBecomesAMessageAndItsAnswerAFile() throws Exception {
        MockEndpoint prompts = camel.getEndpoint("mock:prompts", MockEndpoint.class);
        prompts.expectedBodiesReceivedInAnyOrder("Grüße an die Welt", "{}", "");
        prompts.expectedHeaderValuesReceivedInAnyOrder(
                "PromptName", "a.txt", "b.json", "empty.txt");
        drop("a.txt", "Grüße an die Welt");
        drop("b.json", "{}");
        drop("empty.txt", "");
        drop("c.pdf", "left alone");
        prompts.assertIsSatisfied(LIMIT.toMillis());
        assertThat(prompts.getReceivedExchanges())
                .allSatisfy(
                        sent -> {
                            Map<String, Object> headers = sent.getMessage().getHeaders();
                            String name = headers.get("PromptName").toString();
                            assertThat(headers.get("PromptId").toString())
                                    .matches("\\p{XDigit}{64}");
                            assertThat(headers)
                                    .containsEntry("_AMQ_DUPL_ID", headers.get("PromptId"));
                            assertThat(headers.get("Content-Type"))
                                    .isEqualTo(name.endsWith("json") ? "application/json" : null);
                            assertThat(headers).doesNotContainKey("CamelFileName");
                        });
        await().atMost(LIMIT).until(() -> names("sent").size() == 3);
        assertThat(names("prompts")).containsExactly("c.pdf");
        assertThat(names("sent").get(0)).matches("a\\.txt\\.\\d{17}");

        broker.sendBodyAndHeader("direct:answers", "Grüße zurück", "PromptName", "a.txt");

        Path answer = root.resolve("answers/a.txt.response.md");
        assertThat(answer).hasContent("Grüße zurück");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(answer)))
                .isEqualTo("rw-r-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(answer.getParent())))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void anEarlierAnswerIsKept() throws Exception {
        broker.sendBodyAndHeader("direct:answers", "first", "PromptName", "a.txt");
        broker.sendBodyAndHeader("direct:answers", "second", "PromptName", "a.txt");

        assertThat(root.resolve("answers/a.txt.response.md")).hasContent("second");
        assertThat(names("answers"))
                .hasSize(2)
                .anySatisfy(
                        name -> {
                            assertThat(name).contains("earlier");
                            assertThat(root.resolve("answers").resolve(name)).hasContent("first");
                        });
    }

    /**
     * A worker was killed between its answer and its acknowledgement: another one answers again.
     */
    @Test
    void aCopyOfAnAnswerIsDroppedAlsoByTheNextFeeder() throws Exception {
        Map<String, Object> headers = Map.of("PromptName", "a.txt", "PromptId", "a.txt 1");
        broker.sendBodyAndHeaders("direct:answers", "first", headers);
        broker.sendBodyAndHeaders("direct:answers", "copy", headers);
        stop();
        start();
        broker.sendBodyAndHeaders("direct:answers", "copy", headers);

        assertThat(names("answers")).containsExactly("a.txt.response.md");
        assertThat(root.resolve("answers/a.txt.response.md")).hasContent("first");

        broker.sendBodyAndHeaders(
                "direct:answers",
                "asked anew",
                Map.of("PromptName", "a.txt", "PromptId", "a.txt 2"));
        assertThat(root.resolve("answers/a.txt.response.md")).hasContent("asked anew");
    }

    @Test
    void whatWentWrongIsWritten() throws Exception {
        broker.sendBodyAndHeader("direct:dead", new Dead(), "PromptName", "a.txt");

        assertThat(root.resolve("failed/a.txt.error.txt"))
                .hasContent("bad-input: the prompt is empty\nCorrect it.\n");
    }

    /** A name from the broker leads out of no folder. */
    @Test
    void aNameStaysInItsFolder() {
        broker.sendBodyAndHeader("direct:answers", "out", "PromptName", "../../out");

        assertThat(root.resolve("answers/out.response.md")).hasContent("out");
        assertThat(root.resolve("../out.response.md")).doesNotExist();
    }

    @Test
    void aDiskThatIsOutOfOrderIsTriedAgainUntilItIsThere() throws Exception {
        Path answers = root.resolve("answers");
        Files.writeString(answers, "in the way");
        CompletableFuture<Exchange> sent =
                broker.asyncSend(
                        "direct:answers",
                        exchange -> {
                            exchange.getMessage().setBody("an answer");
                            exchange.getMessage().setHeader("PromptName", "a.txt");
                        });
        await().during(Duration.ofSeconds(1)).atMost(LIMIT).until(() -> !sent.isDone());

        Files.delete(answers);

        assertThat(sent.get(60, TimeUnit.SECONDS).isFailed()).isFalse();
        assertThat(answers.resolve("a.txt.response.md")).hasContent("an answer");
    }

    /** What cannot be sent for its own fault is set aside with its reason, and the others go on. */
    @ParameterizedTest
    @CsvSource({"244, 10, longer than 217 bytes", "218, 10, longer than", "5, 20971521, larger"})
    void aPromptThatCannotBeSentIsSetAside(int length, int size, String reason) throws Exception {
        MockEndpoint prompts = camel.getEndpoint("mock:prompts", MockEndpoint.class);
        prompts.expectedBodiesReceivedInAnyOrder("the other");
        String name = "a".repeat(length - 4) + ".txt";
        drop(name, "x".repeat(size));
        drop("b.txt", "the other");

        prompts.assertIsSatisfied(LIMIT.toMillis());
        await().atMost(LIMIT).until(() -> names("prompts").isEmpty());

        assertThat(names("sent")).hasSize(1).allMatch(sent -> sent.startsWith("b.txt."));
        assertThat(names("failed")).hasSize(2);
        String why = names("failed").stream().filter(n -> n.endsWith(".error.txt")).findAny().get();
        assertThat(Files.readString(root.resolve("failed").resolve(why)))
                .startsWith(name + "\n")
                .contains(reason);
    }

    /** The longest name that is sent can be kept beside an earlier answer. */
    @Test
    void theLongestNameIsAnsweredTwice() throws Exception {
        String name = "ä".repeat(106) + "b.txt";
        MockEndpoint prompts = camel.getEndpoint("mock:prompts", MockEndpoint.class);
        prompts.expectedBodiesReceived("long");
        drop(name, "long");
        prompts.assertIsSatisfied(LIMIT.toMillis());

        broker.sendBodyAndHeader("direct:answers", "first", "PromptName", name);
        broker.sendBodyAndHeader("direct:answers", "second", "PromptName", name);

        assertThat(names("answers")).hasSize(2);
        await().atMost(LIMIT).until(() -> names("sent").size() == 1);
        assertThat(names(".")).doesNotContain("failed");
    }

    /** A broker that refuses one message takes the others; it is asked three times. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aPromptThatTheBrokerRefusesIsSetAside(boolean isTooLarge) throws Exception {
        MockEndpoint prompts = camel.getEndpoint("mock:prompts", MockEndpoint.class);
        AtomicInteger tries = new AtomicInteger();
        prompts.whenAnyExchangeReceived(
                exchange -> {
                    if (exchange.getMessage().getBody(String.class).equals("refused")) {
                        tries.incrementAndGet();
                        throw isTooLarge
                                ? new JMSException("[condition = amqp:link:message-size-exceeded]")
                                : new MessageFormatException("no such property");
                    }
                });
        drop("a.txt", "refused");
        drop("b.txt", "taken");

        await().atMost(LIMIT).until(() -> names("prompts").isEmpty());

        assertThat(tries).hasValue(3);
        assertThat(names("sent")).hasSize(1).allMatch(sent -> sent.startsWith("b.txt."));
        assertThat(names("failed")).hasSize(2);
    }

    /** A broker that is away is no fault of a prompt. */
    @Test
    void aBrokerThatIsAwayIsTriedAgainUntilItIsThere() throws Exception {
        MockEndpoint prompts = camel.getEndpoint("mock:prompts", MockEndpoint.class);
        AtomicInteger tries = new AtomicInteger();
        prompts.whenAnyExchangeReceived(
                exchange -> {
                    if (tries.incrementAndGet() <= 4) {
                        throw new JMSException("Could not connect");
                    }
                });
        drop("a.txt", "patient");

        await().atMost(LIMIT).until(() -> names(".").contains("sent"));

        assertThat(tries).hasValue(5);
        assertThat(names(".")).doesNotContain("failed");
    }

    /** What cannot be written for its own fault is kept under another name, with the reason. */
    @ParameterizedTest
    @MethodSource
    void anAnswerThatCannotBeWrittenIsSetAside(String queue, String name) throws Exception {
        Object body = queue.equals("direct:dead") ? new Dead() : "an answer";

        broker.sendBodyAndHeader(queue, body, "PromptName", name);
        broker.sendBodyAndHeader("direct:answers", "the next", "PromptName", "b.txt");

        assertThat(root.resolve("answers/b.txt.response.md")).hasContent("the next");
        List<String> failed =
                names("failed").stream().filter(file -> !file.startsWith(".")).toList();
        assertThat(failed).hasSize(2);
        assertThat(root.resolve("failed").resolve(failed.get(0))).content().startsWith(name);
        assertThat(root.resolve("failed").resolve(failed.get(1)))
                .content()
                .contains(queue.equals("direct:dead") ? "bad-input" : "an answer");
    }

    static Stream<Arguments> anAnswerThatCannotBeWrittenIsSetAside() {
        return Stream.of("direct:answers", "direct:dead")
                .flatMap(
                        queue ->
                                Stream.of("a".repeat(244) + ".txt", "ä".repeat(126), "a\0b.txt")
                                        .map(name -> Arguments.of(queue, name)));
    }

    /** A dead letter of another kind of message does not stop the rest. */
    @Test
    void aDeadLetterThatCannotBeReadIsWrittenAllTheSame() throws Exception {
        broker.sendBodyAndHeader("direct:dead", "no message of JMS", "PromptName", "a.txt");

        assertThat(root.resolve("failed/a.txt.error.txt")).content().contains("cannot be read");
    }

    /** As the shipped settings name the queues; nothing is connected. */
    @Test
    void aMessageIsAcknowledgedOnceItsFileIsThere() throws IOException {
        Properties shipped = new Properties();
        try (Reader in =
                Files.newBufferedReader(Path.of("deploy/compose/feeder/application.properties"))) {
            shipped.load(in);
        }
        for (String queue : List.of("answers.queue", "dead.queue")) {
            JmsEndpoint endpoint = camel.getEndpoint(shipped.getProperty(queue), JmsEndpoint.class);
            assertThat(endpoint.getConfiguration().getAcknowledgementModeName())
                    .isEqualTo("CLIENT_ACKNOWLEDGE");
            assertThat(endpoint.isAsyncConsumer()).isFalse();
            assertThat(endpoint.isTransacted()).isFalse();
            assertThat(endpoint.isDisableReplyTo()).isTrue();
            assertThat(endpoint.getHeaderFilterStrategy()).isInstanceOf(MessageHeaderFilter.class);
        }
    }

    /** A dead letter, as far as the route looks at it. */
    public static final class Dead {
        public String getStringProperty(String name) {
            return switch (name) {
                case "CamelGeminiFailure" -> "bad-input";
                case "CamelGeminiFailureMessage" -> "the prompt is empty";
                default -> "Correct it.";
            };
        }
    }
}
