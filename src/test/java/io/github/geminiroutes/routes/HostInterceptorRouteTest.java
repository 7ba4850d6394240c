package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.api.AnswerStream;
import java.util.List;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.main.MainConfigurationProperties;
import org.junit.jupiter.api.Test;

/** A host that looks at the body before each step of all routes, as a log or a trace does. */
class HostInterceptorRouteTest extends GeminiRoutesTestSupport {

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
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.max-concurrency", "1");
        return properties;
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        super.configure(configuration);
        configuration.addRoutesBuilder(
                new RouteConfigurationBuilder() {
                    @Override
                    public void configuration() {
                        var all = routeConfiguration();
                        // Camel resolves the sources of routes, also of those that are left out.
                        all.interceptFrom("*").setHeader("seen", constant(true));
                        all.intercept()
                                .process(HostInterceptorRouteTest::look)
                                .setProperty("seen", simple("${bodyAs(String)}"));
                    }
                });
    }

    private static void look(Exchange exchange) {
        if (exchange.getProperty(FAIL) != null
                && exchange.getMessage().getBody() instanceof AnswerStream) {
            throw new IllegalStateException("the host's own");
        }
    }

    @Test
    void theAnswerIsThereAfterTheHostHasLookedForIt() {
        gemini.stubFor(post(ASK).willReturn(answer("four")));

        assertThat(template().requestBody("direct:gemini-generate", "Two and two?", String.class))
                .isEqualTo("four");
        assertThat(calls()).isEqualTo(1);
    }

    @Test
    void connectionsComeBackFromCallsWhoseAnswerTheHostRefuses() {
        gemini.stubFor(post(ASK).willReturn(answer("four")));
        for (int i = 0; i < 5; i++) {
            Exchange refused =
                    template()
                            .send(
                                    "direct:gemini-generate",
                                    exchange -> {
                                        exchange.setProperty(FAIL, true);
                                        exchange.getMessage().setBody("Two and two?");
                                    });
            assertThat(refused.getException()).hasRootCauseMessage("the host's own");
        }

        assertThat(template().requestBody("direct:gemini-generate", "Two and two?", String.class))
                .isEqualTo("four");
    }
}
