package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.ArtemisBus;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.MessageBus.Got;
import io.github.geminiroutes.testing.MessageBus.Sent;
import io.github.geminiroutes.testing.RecordedErrors;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.CamelContext;
import org.apache.camel.ErrorHandlerFactory;
import org.apache.camel.Route;
import org.apache.camel.builder.DeadLetterChannelBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.main.Main;
import org.apache.camel.support.DefaultHeaderFilterStrategy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * An application with queues, a JMS component and an error handler of its own takes in the message
 * routes: they answer from its broker, and all that is the application's stays as it was.
 */
@Timeout(300)
@Tag("process")
class EmbeddedMessagesTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final String ROUTES =
            "classpath:gemini-routes/gemini-messages.camel.yaml,"
                    + "classpath:gemini-routes/gemini-messages-jms.camel.yaml,"
                    + "classpath:gemini-routes/gemini-message-outcome.camel.yaml,"
                    + "classpath:gemini-routes/gemini-generate.camel.yaml,"
                    + "classpath:gemini-routes/gemini-redelivery.camel.yaml";

    @TempDir Path root;
    private final Main host = new Main();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private final JmsComponent jms = new JmsComponent();
    private ArtemisBus bus;
    private GeminiServer server;

    @BeforeEach
    void open() throws Exception {
        bus = new ArtemisBus(root, false, 1);
        bus.make("orders", "orders-done", "host-dead", "prompts", "answers", "prompts-dead");
        server = GeminiServer.start();
    }

    @AfterEach
    void close() {
        host.stop();
        server.close();
        bus.close();
    }

    private CamelContext start(String destination) {
        jms.setConnectionFactory(new ActiveMQConnectionFactory(bus.broker().coreUrl()));
        jms.getConfiguration().setConcurrentConsumers(1);
        host.bind("jms", jms);
        host.configure().addRoutesBuilder(new Orders());
        host.addOverrideProperty("camel.main.routesIncludePattern", ROUTES);
        host.addOverrideProperty("gemini.messages.jms.destination", destination);
        host.addOverrideProperty("gemini.messages.reply-to", "jms:queue:answers");
        host.addOverrideProperty("gemini.messages.dead-letter", "jms:queue:prompts-dead");
        host.addOverrideProperty("gemini.messages.consumers", "3");
        host.addOverrideProperty("gemini.api-key", "key-of-the-host");
        host.addOverrideProperty("gemini.base-url", server.baseUrl());
        host.addOverrideProperty("gemini.retry.base-delay", "0.01");
        host.start();
        return host.getCamelContext();
    }

    /** What the application does: takes orders, and has a dead letter channel for all of it. */
    private final class Orders extends RouteBuilder {
        @Override
        public void configure() {
            getContext()
                    .getCamelContextExtension()
                    .setErrorHandlerFactory(
                            new DeadLetterChannelBuilder("jms:queue:host-dead")
                                    .maximumRedeliveries(2)
                                    .redeliveryDelay(1));
            from("jms:queue:orders")
                    .routeId("orders")
                    .process(exchange -> handled.add(exchange.getMessage().getBody(String.class)))
                    .filter(simple("${body} == 'broken'"))
                    .throwException(new IllegalArgumentException("A broken order"))
                    .end()
                    .to("jms:queue:orders-done");
        }
    }

    @Test
    void messagesAreAnsweredAndTheApplicationIsAsItWas() throws Exception {
        server.when(
                asked -> asked.prompt().equals("bad question"),
                RecordedErrors.invalidRequest("The question is bad."));
        server.inTurn(asked -> asked.prompt().equals("Name a river."), RecordedErrors.overloaded());
        CamelContext context = start("queue:prompts");

        bus.send(
                "prompts",
                List.of(
                        Sent.text("river-1", "Name a river.").with("tenant", "blue"),
                        Sent.text("bad-1", "bad question")));
        bus.send(
                "orders",
                List.of(
                        Sent.text("o-1", "two books").with("CamelGeminiModel", "not-ours"),
                        Sent.text("o-2", "broken")));
        await().atMost(LIMIT)
                .until(
                        () ->
                                bus.count("answers") == 1
                                        && bus.count("prompts-dead") == 1
                                        && bus.count("orders-done") == 1
                                        && bus.count("host-dead") == 1);

        Got answer = bus.take("answers").get(0);
        assertThat(answer.id()).isEqualTo("river-1");
        assertThat(answer.text()).isEqualTo("Answer to: Name a river.");
        assertThat(answer.headers()).containsEntry("tenant", "blue");
        assertThat(bus.take("prompts-dead").get(0).headers())
                .containsEntry("CamelGeminiFailure", "invalid-request");
        assertThat(bus.take("orders-done").get(0).text()).isEqualTo("two books");
        assertThat(bus.take("orders-done")).isEmpty();
        assertThat(bus.take("host-dead").get(0).text()).isEqualTo("broken");
        assertThat(handled).as("each once").containsExactlyInAnyOrder("two books", "broken");
        theApplicationIsAsItWas(context);
    }

    private void theApplicationIsAsItWas(CamelContext context) {
        JmsEndpoint orders = context.getEndpoint("jms:queue:orders", JmsEndpoint.class);
        assertThat(orders.getConcurrentConsumers()).isEqualTo(1);
        assertThat(orders.getConfiguration().getAcknowledgementModeName()).isNull();
        assertThat(orders.isDisableReplyTo()).isFalse();
        assertThat(orders.getHeaderFilterStrategy())
                .isInstanceOf(DefaultHeaderFilterStrategy.class);
        assertThat(jms.getConfiguration().getAcknowledgementModeName()).isNull();
        assertThat(jms.getConfiguration().getConcurrentConsumers()).isEqualTo(1);
        assertThat(jms.getHeaderFilterStrategy()).isInstanceOf(DefaultHeaderFilterStrategy.class);
        ErrorHandlerFactory handler = context.getCamelContextExtension().getErrorHandlerFactory();
        assertThat(handler).isInstanceOf(DeadLetterChannelBuilder.class);
        assertThat(context.getRoutes())
                .extracting(Route::getId)
                .filteredOn(id -> !id.startsWith("gemini-"))
                .containsExactly("orders");
    }

    /** The files are there, and nobody said where messages come from. */
    @Test
    void withoutAnEndpointNothingIsTaken() throws Exception {
        CamelContext context = start("");

        bus.send("orders", List.of(Sent.text("o-1", "two books")));
        await().atMost(LIMIT).until(() -> bus.count("orders-done") == 1);

        assertThat(context.getRoutes())
                .extracting(Route::getId)
                .contains("orders", "gemini-generate")
                .doesNotContain("gemini-messages-jms", "gemini-messages-kafka");
        assertThat(bus.broker().consumers("prompts")).isZero();
        theApplicationIsAsItWas(context);
    }

    /** Stopped while a message is held: it is the broker's again, and none is lost. */
    @Test
    void aMessageThatIsHeldAtTheStopStaysWithTheBroker() throws Exception {
        server.when(asked -> true, RecordedErrors.perDay("gemini-3.8-flash"));
        CamelContext context = start("queue:prompts");
        bus.send("prompts", List.of(Sent.text("river-1", "Name a river.")));
        await().atMost(LIMIT).until(() -> server.log().arrived() == 1);

        context.getShutdownStrategy().setTimeout(1);
        context.getShutdownStrategy().setSuppressLoggingOnTimeout(true);
        host.stop();

        await().atMost(LIMIT).until(() -> bus.broker().delivering("prompts") == 0);
        assertThat(bus.count("prompts")).isEqualTo(1);
        assertThat(bus.count("answers")).isZero();
        assertThat(bus.count("prompts-dead")).isZero();
        assertThat(bus.count("host-dead")).isZero();
    }
}
