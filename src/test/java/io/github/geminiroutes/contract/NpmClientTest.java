package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.geminiroutes.testing.FreePort;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.Reply;
import io.github.geminiroutes.testing.StreamScript;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The npm package {@code @google/genai} through the gateway. Skipped where there is no Node, or
 * where npm cannot get the package.
 */
@Tag("process")
class NpmClientTest {

    private static final Path CLIENT = Path.of("src/test/npm");
    private static final String TOKEN = "the-token-of-the-test";

    @TempDir private Path directory;

    @Test
    void googlesClientForNodeIsServed() throws Exception {
        Path client = Files.createDirectory(directory.resolve("client"));
        for (String file : List.of("package.json", "package-lock.json", "client.mjs")) {
            Files.copy(CLIENT.resolve(file), client.resolve(file));
        }
        Path said = directory.resolve("npm.log");
        Process install =
                start(
                        client,
                        said,
                        "npm",
                        "ci",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--prefer-offline",
                        "--fetch-retries=0",
                        "--fetch-timeout=5000");
        assumeTrue(install != null, "There is no npm");
        int port = FreePort.find();
        Path tokens = directory.resolve("tokens");
        Files.writeString(tokens, "npm " + TOKEN + "\n");
        StreamScript script = new StreamScript();
        script.piece("one ");
        script.piece("two ");
        script.lastPiece("three");
        script.end();
        try (GeminiServer gemini = GeminiServer.builder().keys("test-key").start();
                ProgramUnderTest gateway =
                        ProgramUnderTest.start(
                                new ProgramSettings(directory.resolve("program"))
                                        .server(gemini)
                                        .set("HTTP_PORT", Integer.toString(port))
                                        .set("GEMINI_PROMPTS_ENABLED", "false")
                                        .set("GEMINI_GATEWAY_TOKENS_FILE", tokens.toString()),
                                "run")) {
            String url = "http://127.0.0.1:" + port;
            Awaitility.await()
                    .atMost(120, TimeUnit.SECONDS)
                    .pollInterval(50, TimeUnit.MILLISECONDS)
                    .until(() -> !gateway.isAlive() || isReady(url));
            assertThat(gateway.isAlive()).as("the gateway runs").isTrue();
            boolean isThere = install.waitFor(30, TimeUnit.SECONDS) && install.exitValue() == 0;
            assumeTrue(isThere, () -> "npm cannot get the client: " + text(said));
            gemini.inTurn(
                    request -> request.firstLine().equals("Count."), new Reply.Stream(script));
            Path out = directory.resolve("client.log");

            Process run = start(client, out, "node", "client.mjs", url, TOKEN);

            assertThat(run.waitFor(30, TimeUnit.SECONDS)).as("it ended").isTrue();
            assertThat(run.exitValue()).as(text(out)).isZero();
            JsonNode answers = new ObjectMapper().readTree(text(out));
            assertThat(answers.path("text").asText()).contains("Name a river.");
            assertThat(answers.path("pieces"))
                    .extracting(JsonNode::asText)
                    .containsExactly("one ", "two ", "three");
            for (int i = 0; i < 20; i++) {
                assertThat(answers.path("many").path(i).asText()).contains("Prompt " + i + ".");
            }
            assertThat(answers.path("refusal").asInt()).isEqualTo(401);
        } finally {
            install.destroyForcibly();
        }
    }

    private static boolean isReady(String url) {
        try {
            return HttpClient.newHttpClient()
                            .send(
                                    HttpRequest.newBuilder(
                                                    URI.create(url + "/observe/health/ready"))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException notYet) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Null if there is no such program. */
    private static Process start(Path directory, Path output, String... command) {
        try {
            return new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            return null;
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
