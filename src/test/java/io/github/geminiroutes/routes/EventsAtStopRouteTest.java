package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Events that an endpoint has not taken when the routes stop. */
class EventsAtStopRouteTest extends DropFolderRoutesTestSupport {

    @Override
    List<String> routes() {
        List<String> routes = new ArrayList<>(super.routes());
        routes.add("gemini-events");
        return routes;
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.events.to", gemini.baseUrl() + "/hook");
        return properties;
    }

    @Test
    void anEventThatWasRefusedIsLeftToTheNextProcess() throws IOException {
        gemini.stubFor(post(urlPathEqualTo("/hook")).willReturn(aResponse().withStatus(503)));
        answerInOrder(answer("yes"));
        drop("kept.txt", "Kept?");
        soon().until(() -> gemini.findAll(postRequestedFor(urlPathEqualTo("/hook"))).size() >= 3);

        context().stop();

        try (Stream<Path> left = Files.list(data.resolve(".gemini-events"))) {
            assertThat(left)
                    .hasSize(1)
                    .allSatisfy(
                            file ->
                                    assertThat(Files.readString(file))
                                            .startsWith("t{")
                                            .contains("prompt.answered", "kept.txt"));
        }
    }
}
