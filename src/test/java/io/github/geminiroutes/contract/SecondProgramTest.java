package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second program on one data directory, started by mistake: nothing is asked twice. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@Tag("process")
@Order(4)
class SecondProgramTest {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir Path root;

    private ProgramSettings settings(GeminiServer server, String name) {
        return new ProgramSettings(root.resolve(name))
                .server(server)
                .set("DATA_DIR", root.resolve("shared").toString())
                .set("GEMINI_API_KEY", "test-key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "run --drain"})
    void isRefusedAndTheFirstGoesOn(String command) throws Exception {
        DropFolders folders = new DropFolders(root.resolve("shared"));
        try (GeminiServer server = GeminiServer.builder().start();
                ProgramUnderTest first = ProgramUnderTest.start(settings(server, "first"))) {
            String url = first.httpUrl();
            ProgramSettings settings = settings(server, "second");
            if (command.endsWith("--drain")) {
                // As with the default port: a drain would go on without it.
                settings.set("HTTP_PORT", url.substring(url.lastIndexOf(':') + 1));
            } else {
                // A person may take it for the leftover of a crash.
                Files.delete(root.resolve("shared/gemini-routes.pid"));
            }
            try (ProgramUnderTest second = ProgramUnderTest.start(settings, command.split(" "))) {
                assertThat(second.awaitExit(LIMIT)).isEqualTo(2);
                assertThat(second.stdout()).isEmpty();
                assertThat(second.stderr())
                        .hasLineCount(1)
                        .contains("DATA_DIR=" + root.resolve("shared"))
                        .contains("process " + first.handle().pid() + ", since ")
                        .contains("gemini.cluster.lock-dir");
            }
            answers(folders, "a.txt");
            assertThat(server.log().arrived()).isEqualTo(1);
        }
    }

    @Test
    void ofProgramsThatStartAtOnceOneWorksAndTheOthersAreRefused() throws Exception {
        DropFolders folders = new DropFolders(root.resolve("shared"));
        List<ProgramUnderTest> programs = new ArrayList<>();
        try (GeminiServer server = GeminiServer.builder().start()) {
            for (int i = 0; i < 3; i++) {
                programs.add(ProgramUnderTest.start(settings(server, "program" + i)));
            }
            await().atMost(LIMIT)
                    .until(() -> programs.stream().filter(p -> !p.isAlive()).count() == 2);
            for (ProgramUnderTest program : programs) {
                if (!program.isAlive()) {
                    assertThat(program.awaitExit(LIMIT)).isEqualTo(2);
                    assertThat(program.stderr())
                            .hasLineCount(1)
                            .contains("another program answers its prompts");
                }
            }
            answers(folders, "a.txt");
        } finally {
            programs.forEach(ProgramUnderTest::close);
        }
    }

    @Test
    void theNextOneStartsAfterAKill() throws Exception {
        DropFolders folders = new DropFolders(root.resolve("shared"));
        try (GeminiServer server = GeminiServer.builder().start()) {
            try (ProgramUnderTest first = ProgramUnderTest.start(settings(server, "first"))) {
                first.httpUrl();
                first.kill();
                first.awaitExit(LIMIT);
            }
            try (ProgramUnderTest next = ProgramUnderTest.start(settings(server, "next"))) {
                next.httpUrl();
                answers(folders, "a.txt");
            }
        }
    }

    private static void answers(DropFolders folders, String name) throws IOException {
        folders.drop(name, "Hello");
        await().atMost(LIMIT).until(() -> folders.whereabouts(name).equals(List.of("done")));
    }
}
