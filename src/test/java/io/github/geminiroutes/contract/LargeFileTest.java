package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A large document: uploaded although a piece is lost, again where another byte has arrived, then
 * once over two runs, and deleted.
 */
@Timeout(600)
@Tag("process")
class LargeFileTest {
    private static final Duration LIMIT = Duration.ofSeconds(240);

    /** Two pieces of an upload. */
    private static final int SIZE = 9_000_000;

    @TempDir Path root;

    @Test
    void aKillAfterTheUploadCostsNoSecondOne() throws Exception {
        byte[] document = new byte[SIZE];
        Arrays.fill(document, (byte) ' ');
        System.arraycopy(bytes("%PDF-1.7\n"), 0, document, 0, 9);
        System.arraycopy(bytes("%%EOF"), 0, document, SIZE - 5, 5);
        DropFolders folders = new DropFolders(root.resolve("data"));
        Path task = Files.createDirectories(folders.folder("inbox").resolve("plans"));
        Files.writeString(task.resolve("task.prompt"), "What is this?");
        Files.write(task.resolve("plan.pdf"), document);
        try (GeminiServer server = GeminiServer.builder().latency(LIMIT).start()) {
            server.files().losePieces(1);
            server.files().spoilPieces(2);
            ProgramSettings settings =
                    new ProgramSettings(root)
                            .server(server)
                            .set("GEMINI_MAX_REQUEST_SIZE", "1000000");
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
                await().atMost(LIMIT).until(() -> server.log().inFlight() == 1);
                program.kill();
                program.awaitExit(LIMIT);
            }
            server.latency(Duration.ZERO);

            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
                assertThat(program.awaitExit(LIMIT)).isZero();
            }

            assertThat(folders.folder("done").resolve("plans/plan.pdf")).hasSize(SIZE);
            assertThat(server.files().events())
                    .hasSize(7)
                    .startsWith("start", "query", "final")
                    .containsSequence("start", "final")
                    .last()
                    .asString()
                    .startsWith("delete files/gr");
            assertThat(server.files().names()).isEmpty();
            assertThat(server.files().digests())
                    .hasSize(2)
                    .doesNotHaveDuplicates()
                    .endsWith(Sha256.hex(document));
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
