package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.lessThanOrExactly;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.matching.UrlPattern;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.main.MainConfigurationProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Retries end, however a host's route makes the exchange of an attempt. */
class RepeatedStepRouteTest extends GeminiRoutesTestSupport {

    private static final String KAMELET = "kamelet:gemini-generate-action?noErrorHandler=true";
    private static final UrlPattern OTHER = urlPathMatching("/other/v1beta/models/.*");

    @Override
    List<String> routes() {
        return List.of("gemini-generate", "gemini-redelivery");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        // Camel counts redeliveries in a header.
        properties.setProperty("camel.component.http.copy-headers", "false");
        properties.setProperty("gemini.retry.max-retries", "5");
        properties.setProperty("gemini.fallback-models", "gemini-3.5-flash");
        return properties;
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        super.configure(configuration);
        String other = KAMELET + "&apiKey=other-key&baseUrl=" + gemini.baseUrl() + "/other";
        configuration.addRoutesBuilder(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:kamelet").routeConfigurationId("gemini-redelivery").to(other);
                        from("direct:enriched")
                                .routeConfigurationId("gemini-redelivery")
                                .enrich("direct:asking");
                        from("direct:asking").errorHandler(noErrorHandler()).to(other);
                        from("direct:two-in-a-step")
                                .routeConfigurationId("gemini-redelivery")
                                .to("direct:two");
                        from("direct:two")
                                .errorHandler(noErrorHandler())
                                .to("direct:gemini-generate")
                                .to(other);
                        from("direct:host")
                                .errorHandler(
                                        defaultErrorHandler()
                                                .maximumRedeliveries(2)
                                                .redeliveryDelay(0))
                                .to(other);
                    }
                });
    }

    /** An empty answer is paid for, and worth two retries. */
    @ParameterizedTest
    @ValueSource(strings = {"kamelet", "enriched", "two-in-a-step", "host"})
    void anEmptyAnswerIsAskedForThreeTimes(String route) {
        gemini.stubFor(post(ASK).willReturn(answer("first")));
        gemini.stubFor(
                post(OTHER)
                        .willReturn(
                                okJson(
                                        """
                                        {"candidates":[{"content":{"role":"model","parts":[]},
                                         "finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":5}}
                                        """)));

        assertThat(ended(route).failure().kind()).isEqualTo(FailureKind.EMPTY_ANSWER);
        gemini.verify(3, postRequestedFor(OTHER));
    }

    /** A change of the model counts against no retries, and costs nothing where it is alone. */
    @Test
    void aStepWithAnAnsweredCallIsNotRepeatedForEverByAChangeOfTheModel() {
        gemini.stubFor(post(ASK).willReturn(answer("first")));
        gemini.stubFor(post(OTHER).willReturn(recorded(429, "429-per-day")));

        ended("two-in-a-step");

        gemini.verify(lessThanOrExactly(7), postRequestedFor(ASK));
    }

    private GeminiException ended(String route) {
        CompletableFuture<Exchange> asked =
                template().asyncSend("direct:" + route, e -> e.getMessage().setBody("Q"));
        assertThat(asked).succeedsWithin(Duration.ofSeconds(20));
        return asked.join().getException(GeminiException.class);
    }
}
