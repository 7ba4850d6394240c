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
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

    /** npm takes longer than all else here: once for each build directory. */
    private static final Path INSTALLED = Path.of("target/npm-client");

    @TempDir private Path directory;

    @Test
    void googlesClientForNodeIsServed() throws Exception {
        Path said = directory.resolve("npm.log");
        Process install = install(said);
        try (GatewayUnderTest gateway = GatewayUnderTest.start(directory)) {
            String url = gateway.url();
            boolean isThere = install.waitFor(60, TimeUnit.SECONDS) && install.exitValue() == 0;
            assumeTrue(isThere, () -> "npm cannot get the client: " + text(said));
            gateway.gemini()
                    .inTurn(
                            request -> request.firstLine().equals("Count."),
                            new Reply.Stream(GatewayUnderTest.stream("one ", "two ", "three")));
            Path out = directory.resolve("client.log");

            Process run = start(INSTALLED, out, "node", "client.mjs", url, GatewayUnderTest.TOKEN);

            assertThat(run.waitFor(60, TimeUnit.SECONDS)).as("it ended").isTrue();
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

    /** A build that has the package of the lock file already gets it from there, without npm. */
    private static Process install(Path said) throws IOException {
        Files.createDirectories(INSTALLED);
        boolean isThere = Files.exists(INSTALLED.resolve("node_modules/.package-lock.json"));
        for (String file : List.of("package.json", "package-lock.json", "client.mjs")) {
            Path copy = INSTALLED.resolve(file);
            isThere &= Files.exists(copy) && Files.mismatch(CLIENT.resolve(file), copy) < 0;
            Files.copy(CLIENT.resolve(file), copy, StandardCopyOption.REPLACE_EXISTING);
        }
        Process install =
                isThere
                        ? start(INSTALLED, said, "node", "--version")
                        : start(
                                INSTALLED,
                                said,
                                "npm",
                                "ci",
                                "--ignore-scripts",
                                "--no-audit",
                                "--no-fund",
                                "--no-update-notifier",
                                "--prefer-offline",
                                "--fetch-retries=0",
                                "--fetch-timeout=5000");
        assumeTrue(install != null, "There is no Node with npm");
        return install;
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
