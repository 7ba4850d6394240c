package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.main.MainConfigurationProperties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that converts the body before each step of all routes. */
class HostConversionRouteTest extends GeminiRoutesTestSupport {

    @Override
    List<String> routes() {
        return List.of("gemini-generate", "gemini-stream");
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        super.configure(configuration);
        configuration.addRoutesBuilder(
                new RouteConfigurationBuilder() {
                    @Override
                    public void configuration() {
                        routeConfiguration().intercept().convertBodyTo(String.class);
                    }
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:gemini-generate", "direct:gemini-stream"})
    void aReplacedRequestIsRefusedBeforeItIsPaidFor(String uri) {
        gemini.stubFor(post(ASK).willReturn(answer("four")));

        assertThat(
                        template()
                                .send(uri, exchange -> exchange.getMessage().setBody("Two?"))
                                .getException())
                .hasMessageContaining("The request was replaced");
        assertThat(calls()).isZero();
    }
}
