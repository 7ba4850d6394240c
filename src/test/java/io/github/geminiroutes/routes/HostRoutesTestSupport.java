package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.post;

import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.junit.jupiter.api.BeforeEach;

/** A host that intercepts all routes, with one connection to a server that answers "four". */
abstract class HostRoutesTestSupport extends GeminiRoutesTestSupport {

    static final String GENERATE = "direct:gemini-generate";
    static final String STREAM = "direct:gemini-stream";

    /** Says what the host does with each exchange. */
    abstract void interceptAll(RouteConfigurationDefinition all);

    @BeforeEach
    void answerFour() {
        gemini.stubFor(post(ASK).willReturn(answer("four")));
    }

    @Override
    Properties settings() {
        Properties settings = super.settings();
        settings.setProperty("gemini.max-concurrency", "1");
        return settings;
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        super.configure(configuration);
        addRouteConfiguration(configuration, this::interceptAll);
    }

    Exchange ask(String uri) {
        return template().send(uri, exchange -> exchange.getMessage().setBody("Two and two?"));
    }
}
