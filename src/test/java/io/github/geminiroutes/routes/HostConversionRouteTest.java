package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host that converts the body before each step of all routes. */
class HostConversionRouteTest extends HostRoutesTestSupport {

    @Override
    List<String> routes() {
        return List.of("gemini-generate", "gemini-stream");
    }

    @Override
    void interceptAll(RouteConfigurationDefinition all) {
        all.intercept().convertBodyTo(String.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {GENERATE, STREAM})
    void aReplacedRequestIsRefusedBeforeItIsPaidFor(String uri) {
        assertThat(ask(uri).getException()).hasMessageContaining("The request was replaced");
        assertThat(calls()).isZero();
    }
}
