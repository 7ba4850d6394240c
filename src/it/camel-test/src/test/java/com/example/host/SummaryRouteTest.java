package com.example.host;

import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The host's route, with a mock in Gemini's place: no key, no server, no gemini-routes at all. */
class SummaryRouteTest extends CamelTestSupport {

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        configuration.withMockEndpointsAndSkip("direct:gemini-generate");
    }

    @BeforeEach
    void loadRoutes() throws Exception {
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(
                        PluginHelper.getResourceLoader(context)
                                .resolveResource("classpath:my-routes/summaries.camel.yaml"));
    }

    @Test
    void asksForOneSentence() throws Exception {
        MockEndpoint gemini = getMockEndpoint("mock:direct:gemini-generate");
        gemini.expectedBodiesReceived("Sum up in one sentence:\nA long story.");
        gemini.whenAnyExchangeReceived(exchange -> exchange.getMessage().setBody("Short."));

        String summary = template.requestBody("direct:summary", "A long story.", String.class);

        org.assertj.core.api.Assertions.assertThat(summary).isEqualTo("Short.");
        gemini.assertIsSatisfied();
    }
}
