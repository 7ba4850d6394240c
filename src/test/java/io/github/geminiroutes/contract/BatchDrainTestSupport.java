package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A data directory with jobs of an earlier program, and a drain over it. */
abstract class BatchDrainTestSupport {

    private static final Duration LIMIT = Duration.ofSeconds(120);

    @TempDir Path root;
    DropFolders folders;

    @BeforeEach
    void makeFolders() throws IOException {
        folders = new DropFolders(root.resolve("data"));
    }

    /** Makes the directory of a job with one prompt. */
    Path job(String name, String prompt, String text) throws IOException {
        Path job = root.resolve("data/submitted").resolve(name);
        Files.createDirectories(job.resolve("prompts"));
        Files.writeString(job.resolve("prompts").resolve(prompt), text);
        return job;
    }

    /** Puts a table of one row into the inbox, whose task is of the batch tier. */
    void dropRowsOfBatch() throws IOException {
        Files.createDirectories(root.resolve("data/inbox/t"));
        folders.drop("t/task.prompt", "---\nrows: true\ntier: batch\n---\nName a {{what}}.");
        folders.drop("t/rows.csv", "what\nriver\n");
    }

    /** The settings of a drain. */
    ProgramSettings settings(String address) {
        return new ProgramSettings(root)
                .set("GOOGLE_GEMINI_BASE_URL", address)
                .set("GEMINI_API_KEY", "test-key");
    }

    /** What a drain says that leaves something. */
    String drained(ProgramSettings settings) throws Exception {
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run", "--drain")) {
            assertThat(program.awaitExit(LIMIT)).as(program.stdout()).isEqualTo(4);
            return program.stdout();
        }
    }
}
