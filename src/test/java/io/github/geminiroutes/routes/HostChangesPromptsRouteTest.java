package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.Exchange;
import org.apache.camel.main.MainConfigurationProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A host whose interceptor changes the exchanges of prompt files once their answer is there. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HostChangesPromptsRouteTest extends DropFolderRoutesTestSupport {

    private final Set<String> answered = ConcurrentHashMap.newKeySet();
    private volatile String change = "";

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-tasks", "gemini-rows");
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        super.configure(configuration);
        addRouteConfiguration(configuration, all -> all.intercept().process(this::look));
    }

    /** Within the call only, or from then on to the end of the prompt's route. */
    private void look(Exchange exchange) throws IOException {
        boolean isAnswered = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE) != null;
        if (isAnswered) {
            answered.add(exchange.getExchangeId());
        }
        boolean isAfter = change.startsWith("after") && answered.contains(exchange.getExchangeId());
        if (isAnswered || isAfter) {
            change(exchange);
        }
    }

    private void change(Exchange exchange) throws IOException {
        switch (change) {
            case "properties", "after: properties" -> exchange.removeProperties("*");
            case "prompt" -> exchange.removeProperty("gemini-prompt");
            case "body" -> exchange.getMessage().setBody("of the host");
            case "error", "after: error" -> throw new IOException("the host's own");
            case "handled" -> exchange.getExchangeExtension().setErrorHandlerHandled(true);
            case "after: outcome" -> exchange.removeProperty("gemini-outcome");
            default -> exchange.setRouteStop(true);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "properties, 1",
        "body, 1",
        "error, 1",
        "stop, 3",
        "after: properties, 3",
        "after: error, 3",
        "after: outcome, 3"
    })
    void aPromptWhoseOutcomeIsLostFailsAfterFewCalls(String how, int most) throws IOException {
        gemini.stubFor(post(ASK).willReturn(answer("four")));
        change = how;
        String name = how.replaceAll("\\W", "") + ".md";

        drop(name, "Two and two?");

        Path error = folder.failed().resolve(name + ".error.json");
        soon().until(() -> Files.exists(error));
        assertThat(calls()).isEqualTo(most);
        JsonNode record = GeminiJson.MAPPER.readTree(Files.readAllBytes(error));
        assertThat(record.path("class").asText()).isEqualTo("changed-by-host");
        assertThat(folder.inbox().resolve(name)).doesNotExist();
    }

    @Test
    void aNoteThatIsRemovedWithinTheCallIsThereAfterIt() throws IOException {
        gemini.stubFor(post(ASK).willReturn(answer("four")));
        change = "prompt";

        drop("a.md", "Two and two?");

        soon().until(() -> Files.exists(folder.done().resolve("a.md")));
        assertThat(calls()).isOne();
    }

    @Test
    void aRowWhoseAnswerIsTakenAwayFails() throws IOException {
        gemini.stubFor(post(ASK).willReturn(answer("four")));
        change = "handled";

        drop("sums/task.prompt", "---\nrows: true\n---\nAsk {{q}}");
        drop("sums/r.csv", "q\nTwo and two?\n");

        soon().until(() -> Files.exists(folder.failed().resolve("sums/r.csv")));
        assertThat(calls()).isOne();
    }
}
