package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host whose interceptor changes exchanges before each step of all routes. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostChangesRouteTest extends HostRoutesTestSupport {

    private volatile Processor change = exchange -> {};

    @Override
    List<String> routes() {
        return List.of("gemini-generate", "gemini-stream", "gemini-redelivery");
    }

    @Override
    void interceptAll(RouteConfigurationDefinition all) {
        all.intercept().process(exchange -> change.process(exchange));
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        super.configure(configuration);
        configuration.addRoutesBuilder(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:question")
                                .routeConfigurationId("gemini-redelivery")
                                .to(GENERATE);
                        from("direct:patient")
                                .errorHandler(
                                        defaultErrorHandler()
                                                .maximumRedeliveries(2)
                                                .redeliveryDelay(1))
                                .to(GENERATE);
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {GENERATE, STREAM})
    void anExchangeWhosePropertiesAreRemovedFails(String uri) throws Exception {
        change = exchange -> exchange.removeProperties("*");

        for (int i = 0; i < 3; i++) {
            assertThat(ask(uri).getException()).hasMessageContaining("gemini-call was removed");
        }

        assertThat(calls()).isZero();
        answersAgain();
    }

    @Test
    void propertiesThatAreRemovedAfterTheCallHoldNoPlace() throws Exception {
        change =
                exchange -> {
                    if (exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE) != null) {
                        exchange.removeProperties("*");
                    }
                };

        for (int i = 0; i < 3; i++) {
            assertThat(ask(GENERATE).getException())
                    .hasMessageContaining("gemini-call was removed");
        }

        answersAgain();
    }

    @ParameterizedTest
    @ValueSource(strings = {"CamelHttpUri", "CamelRestHttpUri", "camelhttpuri"})
    void theKeyGoesToNoAddressOfAHeader(String header) throws Exception {
        String other = gemini.baseUrl().replace("localhost", "127.0.0.1");
        assertThat(other).isNotEqualTo(gemini.baseUrl());
        change = exchange -> exchange.getMessage().setHeader(header, other + "/v1beta/models");

        assertThat(ask(GENERATE).getException()).hasMessageContaining("The request was replaced");

        assertThat(gemini.getAllServeEvents()).isEmpty();
        answersAgain();
    }

    @Test
    void anAnswerWhoseHeadersAreRemovedIsAnAnswer() {
        change =
                exchange -> {
                    if (exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE) != null) {
                        exchange.getMessage().removeHeaders("*");
                    }
                };

        assertThat(ask(GENERATE).getMessage().getBody(String.class)).isEqualTo("four");
        assertThat(calls()).isOne();
    }

    /** There is one connection. */
    @ParameterizedTest
    @ValueSource(strings = {"body", "message", "error", "stop"})
    void anAnswerThatTheHostPutsAsideIsPaidForOnceAndHoldsNoConnection(String how)
            throws Exception {
        change =
                exchange -> {
                    if (exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE) != null) {
                        putAside(exchange, how);
                    }
                };

        for (int i = 1; i <= 3; i++) {
            assertThat(ask("direct:question").getException())
                    .isInstanceOfSatisfying(
                            GeminiException.class,
                            e ->
                                    assertThat(e.failure().kind())
                                            .isEqualTo(FailureKind.CHANGED_BY_HOST));
            assertThat(calls()).isEqualTo(i);
        }

        answersAgain();
    }

    private static void putAside(Exchange exchange, String how) throws IOException {
        switch (how) {
            case "body" -> exchange.getMessage().setBody("of the host");
            case "message" -> exchange.setMessage(new DefaultMessage(exchange));
            case "error" -> throw new IOException("the host's own");
            default -> exchange.setRouteStop(true);
        }
    }

    /** Camel counts the repetitions of an error handler in a header. */
    @Test
    void anErrorHandlerOfTheHostEndsAlthoughItsCountIsRemoved() {
        change =
                exchange -> {
                    if (exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE) != null) {
                        exchange.setMessage(new DefaultMessage(exchange));
                    }
                };

        assertThat(ask("direct:patient").getException()).isNotNull();

        assertThat(calls()).isEqualTo(3);
    }

    private void answersAgain() throws Exception {
        change = exchange -> {};
        assertThat(
                        template()
                                .asyncRequestBody(GENERATE, "Two?", String.class)
                                .get(60, TimeUnit.SECONDS))
                .isEqualTo("four");
    }
}
