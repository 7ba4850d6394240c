package io.github.geminiroutes.routes;

import java.util.List;
import java.util.Properties;
import org.apache.camel.component.mock.MockEndpoint;

/** The routes of messages, without a broker: replies and dead letters end at mocks. */
abstract class MessageRoutesTestSupport extends GeminiRoutesTestSupport {

    @Override
    List<String> routes() {
        return List.of(
                "gemini-generate",
                "gemini-redelivery",
                "gemini-messages",
                "gemini-message-outcome");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.messages.reply-to", "mock:replies");
        properties.setProperty("gemini.messages.dead-letter", "mock:dead");
        return properties;
    }

    MockEndpoint replies() {
        return context().getEndpoint("mock:replies", MockEndpoint.class);
    }

    MockEndpoint deadLetters() {
        return context().getEndpoint("mock:dead", MockEndpoint.class);
    }
}
