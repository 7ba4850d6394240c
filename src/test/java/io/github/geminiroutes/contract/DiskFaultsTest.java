package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.SmallDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What becomes of prompts and of answers already paid for when the disk is full, turns read-only,
 * or a folder goes: nothing is lost, nothing is asked twice, and all goes on without a restart.
 */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@Tag("process")
class DiskFaultsTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);

    /** Longer than the pause between two tries to write. */
    private static final Duration TWO_TRIES = Duration.ofSeconds(3);

    private static final String TOLD = "No prompt is taken meanwhile";
    private static final String OVER = "The folders take files again";
    private static final int CONCURRENCY = 2;
    private static final int MOST_TAKEN = 8 * CONCURRENCY;

    @TempDir Path root;

    @Test
    void aFullDiskAndAReadOnlyOneKeepPromptsAndAnswers() throws Exception {
        try (SmallDisk disk = SmallDisk.mount(root.resolve("disk"), 16_384);
                GeminiServer server = slowServer()) {
            DropFolders folders = new DropFolders(disk.directory().resolve("data"));
            ProgramSettings settings =
                    settings(server, folders)
                            .set("CACHE_DIR", disk.directory().resolve("cache").toString());
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                await(program).until(() -> program.stderr().contains("Answering prompts"));
                String outbox = folders.folder("outbox").toString();

                // Room for the prompts, each of 20 kB, and for one or two of their answers.
                drop(folders, "full", 30);
                disk.fillUpTo(100_000);
                await(program).until(() -> lines(program, outbox + " has no room left") > 0);
                await(program)
                        .during(TWO_TRIES)
                        .until(() -> lines(program, "has no room left") == 1);
                assertThat(server.log().arrived()).isLessThanOrEqualTo(2L + MOST_TAKEN);
                assertEachPromptIsWholeAndInOnePlace(folders, "full", 30);
                disk.makeRoom();
                await(program).until(() -> answered(folders, "full", 30));
                await(program).until(() -> lines(program, OVER) == 1);

                drop(folders, "fixed", 20);
                await(program).until(() -> server.log().inFlight() > 0);
                disk.readOnly(true);
                String fixed = folders.folder("").toString() + " is on a disk that is read-only";
                await(program).until(() -> lines(program, fixed) > 0);
                await(program).during(TWO_TRIES).until(() -> lines(program, TOLD) == 2);
                assertEachPromptIsWholeAndInOnePlace(folders, "fixed", 20);
                disk.readOnly(false);
                await(program).until(() -> answered(folders, "fixed", 20));
                await(program).until(() -> lines(program, OVER) == 2);

                assertThat(server.log().arrived()).as("calls").isEqualTo(50);
                assertThat(server.log().duplicates()).isZero();
                assertThat(lines(program, "Cannot write the quota state")).isBetween(1L, 2L);
                assertThat(program.stderr()).doesNotContain("\tat ");
                program.terminate();
                assertThat(program.awaitExit(LIMIT)).isZero();
            }
        }
    }

    @Test
    void aFolderThatGoesAndComesBackCostsNothing() throws Exception {
        DropFolders folders = new DropFolders(root.resolve("data"));
        try (GeminiServer server = slowServer();
                ProgramUnderTest program =
                        ProgramUnderTest.start(settings(server, folders), "run")) {
            await(program).until(() -> program.stderr().contains("Answering prompts"));
            // The sweep at the start tells of a folder that is gone, too.
            Path swept = root.resolve("logs/diagnostics/latest.json");
            await(program).until(() -> Files.exists(swept));
            int round = 0;
            for (Path gone :
                    new Path[] {
                        folders.folder("inbox"),
                        folders.folder("outbox"),
                        folders.folder("done"),
                        root.resolve("data")
                    }) {
                String prefix = "round" + round++;
                drop(folders, prefix, 10);
                await(program).until(() -> server.log().inFlight() > 0);
                Path away = Files.move(gone, root.resolve("away"), StandardCopyOption.ATOMIC_MOVE);
                int told = round;
                await(program).until(() -> lines(program, gone + " is gone: bring it") == 1);
                // The last answers, too, are to find the folder gone.
                await(program)
                        .during(Duration.ofSeconds(1))
                        .until(() -> server.log().inFlight() == 0);
                Files.move(away, gone, StandardCopyOption.ATOMIC_MOVE);
                await(program).until(() -> answered(folders, prefix, 10));
                await(program).until(() -> lines(program, OVER) == told);
            }
            assertThat(lines(program, TOLD)).as("a line each").isEqualTo(4);
            assertThat(server.log().arrived()).as("calls").isEqualTo(40);
            assertThat(server.log().duplicates()).isZero();
            assertThat(folders.names("failed")).isEmpty();
            assertThat(folders.names("parked")).isEmpty();
            assertThat(program.stderr()).doesNotContain("\tat ").doesNotContain("Exception");
        }
    }

    private static GeminiServer slowServer() {
        return GeminiServer.builder().latency(Duration.ofMillis(400)).start();
    }

    private ProgramSettings settings(GeminiServer server, DropFolders folders) {
        return new ProgramSettings(root)
                .server(server)
                .set("DATA_DIR", folders.folder("").toString())
                .set("MAX_CONCURRENCY", Integer.toString(CONCURRENCY));
    }

    private static ConditionFactory await(ProgramUnderTest program) {
        return org.awaitility.Awaitility.await()
                .atMost(LIMIT)
                .failFast("The program has ended", () -> !program.isAlive());
    }

    private static long lines(ProgramUnderTest program, String text) throws IOException {
        return program.stderr().lines().filter(line -> line.contains(text)).count();
    }

    private static void drop(DropFolders folders, String prefix, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            folders.drop(name(prefix, i), text(prefix, i));
        }
    }

    private static String name(String prefix, int number) {
        return "%s-%02d.txt".formatted(prefix, number);
    }

    private static String text(String prefix, int number) {
        return "Prompt %s %d\n".formatted(prefix, number) + "long ".repeat(4000);
    }

    private static boolean answered(DropFolders folders, String prefix, int count)
            throws IOException {
        for (int i = 0; i < count; i++) {
            String name = name(prefix, i);
            if (!Files.exists(folders.in("done", name))) {
                return false;
            }
            assertThat(folders.whereabouts(name)).containsExactly("done");
            assertThat(folders.answer(name)).isEqualTo("Answer to: " + text(prefix, i));
            assertThat(folders.record(name).path("prompt").asText()).isEqualTo(name);
        }
        return true;
    }

    private static void assertEachPromptIsWholeAndInOnePlace(
            DropFolders folders, String prefix, int count) {
        for (int i = 0; i < count; i++) {
            String name = name(prefix, i);
            assertThat(folders.whereabouts(name)).as(name).hasSize(1).isSubsetOf("inbox", "done");
            assertThat(folders.in(folders.whereabouts(name).get(0), name))
                    .hasContent(text(prefix, i));
        }
    }
}
