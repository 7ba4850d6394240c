package io.github.geminiroutes.routes;

import static org.apache.camel.builder.Builder.constant;
import static org.apache.camel.builder.Builder.simple;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.api.AnswerStream;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.junit.jupiter.api.Test;

/** A host that looks at the body before each step of all routes, as a log or a trace does. */
class HostInterceptorRouteTest extends HostRoutesTestSupport {

    private static final String FAIL = "fail-at-the-answer";

    @Override
    List<String> routes() {
        return List.of(
                "gemini-generate",
                "gemini-diagnostics",
                "gemini-messages-kafka",
                "gemini-messages-jms");
    }

    @Override
    void interceptAll(RouteConfigurationDefinition all) {
        // Camel resolves the sources of routes, also of those that are left out.
        all.interceptFrom("*").setHeader("seen", constant(true));
        all.intercept()
                .process(HostInterceptorRouteTest::look)
                .setProperty("seen", simple("${bodyAs(String)}"));
    }

    private static void look(Exchange exchange) {
        if (exchange.getProperty(FAIL) != null
                && exchange.getMessage().getBody() instanceof AnswerStream) {
            throw new IllegalStateException("the host's own");
        }
    }

    @Test
    void theAnswerIsThereAfterTheHostHasLookedForIt() {
        assertThat(template().requestBody(GENERATE, "Two and two?", String.class))
                .isEqualTo("four");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void connectionsComeBackFromCallsWhoseAnswerTheHostRefuses() {
        for (int i = 0; i < 5; i++) {
            Exchange refused =
                    template()
                            .send(
                                    GENERATE,
                                    exchange -> {
                                        exchange.setProperty(FAIL, true);
                                        exchange.getMessage().setBody("Two and two?");
                                    });
            assertThat(refused.getException()).hasRootCauseMessage("the host's own");
        }

        assertThat(template().requestBody(GENERATE, "Two and two?", String.class))
                .isEqualTo("four");
    }
}
