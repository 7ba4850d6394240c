package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.github.geminiroutes.api.HookClient;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EventSettingsTest {

    @Test
    void theAnswerOfAHookIsNotKeptUnlessTheOperatorWantsIt() {
        assertThat(EventSettings.withoutAnswer("https://example.org/hook"))
                .isEqualTo("https://example.org/hook?ignoreResponseBody=true");
        assertThat(EventSettings.withoutAnswer("https://example.org/hook?responseTimeout=3000"))
                .isEqualTo("https://example.org/hook?responseTimeout=3000&ignoreResponseBody=true");
        assertThat(EventSettings.withoutAnswer("https://example.org/hook?ignoreResponseBody=false"))
                .isEqualTo("https://example.org/hook?ignoreResponseBody=false");
    }

    @Test
    void eachCallOfAHookEndsUnlessTheOperatorHasAClientOfHisOwn() {
        assertThat(EventSettings.withClient("https://example.org/hook?a=b"))
                .isEqualTo(
                        "https://example.org/hook?a=b&httpClientConfigurer=#bean:gemini-hook-client");
        assertThat(EventSettings.withClient("https://example.org/?httpClientConfigurer=#mine"))
                .isEqualTo("https://example.org/?httpClientConfigurer=#mine");
    }

    /** Its prompts are answered all the same. */
    @Test
    @Timeout(60)
    void aKafkaWithoutAnAddressEndsNoStart() throws Exception {
        String to = EventSettings.withLateStart("kafka:events?brokers=nosuch.invalid:9092");
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(
                    new RouteBuilder() {
                        @Override
                        public void configure() {
                            from("direct:events").to(to);
                        }
                    });
            camel.start();

            Exchange told =
                    camel.createProducerTemplate()
                            .send("direct:events", exchange -> exchange.getMessage().setBody("{}"));

            assertThat(told.getException()).isInstanceOf(KafkaException.class);
        }
    }

    @Test
    @Timeout(60)
    void aHookThatRefusesAtLengthIsNotReadIntoMemory() throws IOException {
        HttpServer hook =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hook.createContext(
                "/",
                call -> {
                    try (call) {
                        call.getRequestBody().readAllBytes();
                        call.sendResponseHeaders(500, 0);
                        OutputStream out = call.getResponseBody();
                        for (int i = 0; i < 100; i++) {
                            out.write(new byte[10_000]);
                        }
                    }
                });
        hook.start();
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();
            camel.getRegistry().bind("gemini-hook-client", new HookClient());
            String to =
                    EventSettings.withClient(
                            EventSettings.withoutAnswer(
                                    "http://127.0.0.1:" + hook.getAddress().getPort() + "/hook"));

            Exchange told =
                    camel.createProducerTemplate()
                            .send(to, exchange -> exchange.getMessage().setBody("{}"));

            assertThat(told.getException())
                    .isInstanceOfSatisfying(
                            org.apache.camel.http.base.HttpOperationFailedException.class,
                            refused -> assertThat(refused.getResponseBody()).isNullOrEmpty());
        } finally {
            hook.stop(0);
        }
    }
}
