package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Events that an endpoint has not taken when the routes stop. */
class EventsAtStopRouteTest extends EventRoutesTestSupport {

    @Override
    String endpoint() {
        return gemini.baseUrl() + "/hook";
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
