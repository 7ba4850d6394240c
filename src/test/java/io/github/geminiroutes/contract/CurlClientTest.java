package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.geminiroutes.testing.GatewayUnderTest;
import io.github.geminiroutes.testing.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** curl through the gateway, by the command of the docs. Skipped where there is no curl. */
@Tag("process")
class CurlClientTest {

    private static final Pattern COMMAND = Pattern.compile("(?s)\ncurl:\n\n```\n(curl .*?)```");

    @TempDir private Path directory;

    @Test
    void theCommandOfTheDocsIsServed() throws Exception {
        assumeTrue(sh("curl --version", GatewayUnderTest.TOKEN).status() == 0, "There is no curl");
        try (GatewayUnderTest gateway = GatewayUnderTest.start(directory)) {
            String ask = documented().replace("http://localhost:8080", gateway.url());

            Outcome answer = sh(ask, GatewayUnderTest.TOKEN);
            assertThat(answer.status()).as(answer.text()).isZero();
            assertThat(json(answer).at("/candidates/0/content/parts/0/text").asText())
                    .contains("Name a river.");

            assertThat(json(sh(ask, "another")).at("/error/status").asText())
                    .isEqualTo("UNAUTHENTICATED");

            gateway.gemini()
                    .inTurn(
                            request -> true,
                            new Reply.Stream(GatewayUnderTest.stream("one ", "two")));
            Outcome stream =
                    sh(
                            ask.replace(":generateContent", ":streamGenerateContent?alt=sse"),
                            GatewayUnderTest.TOKEN);
            assertThat(stream.text().lines().filter(line -> line.startsWith("data: ")))
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains("\"one \"");
        }
    }

    private static String documented() throws IOException {
        Matcher command = COMMAND.matcher(Files.readString(Path.of("docs/gateway.md")));
        assertThat(command.find()).as("the page shows a command").isTrue();
        return command.group(1).strip();
    }

    private static JsonNode json(Outcome outcome) throws IOException {
        return new ObjectMapper().readTree(outcome.text());
    }

    private record Outcome(int status, String text) {}

    private Outcome sh(String command, String token) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "curl", ".log");
        ProcessBuilder builder = new ProcessBuilder("sh", "-c", command + " 2>/dev/null");
        builder.environment().put("TOKEN", token);
        builder.environment().put("no_proxy", "*");
        Process process = builder.redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).as("it ended").isTrue();
        return new Outcome(process.exitValue(), Files.readString(output));
    }
}
