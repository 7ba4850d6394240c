package io.github.geminiroutes.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
@Tag("process")
class ProgramUnderTestTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int SIGTERM_EXIT = 128 + 15;
    private static final int SIGKILL_EXIT = 128 + 9;

    @TempDir Path directory;

    @Test
    void capturesOutputAndExitCode() throws Exception {
        try (ProgramUnderTest program = start("exit", "3")) {
            assertThat(program.awaitExit(LIMIT)).isEqualTo(3);
            assertThat(program.stdout()).contains(directory.resolve("data").toString());
            assertThat(program.stderr()).contains("leaving");
        }
    }

    @Test
    void terminatesKillsAndCloses() throws Exception {
        try (ProgramUnderTest program = start("stay")) {
            await().until(() -> program.stdout().contains("DATA_DIR"));
            program.terminate();
            assertThat(program.awaitExit(LIMIT)).isEqualTo(SIGTERM_EXIT);
        }
        try (ProgramUnderTest program = start("stay")) {
            program.kill();
            assertThat(program.awaitExit(LIMIT)).isEqualTo(SIGKILL_EXIT);
        }
        ProgramUnderTest closed = start("stay");
        closed.close();
        assertThat(closed.isAlive()).isFalse();
    }

    private ProgramUnderTest start(String... arguments) throws Exception {
        return ProgramUnderTest.start(
                Sample.class.getName(), new ProgramSettings(directory), arguments);
    }

    /** A program that says what it got and then stays or goes. */
    static final class Sample {
        private Sample() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println("DATA_DIR " + System.getenv("DATA_DIR"));
            if (arguments[0].equals("exit")) {
                System.err.println("leaving");
                System.exit(Integer.parseInt(arguments[1]));
            }
            new CountDownLatch(1).await();
        }
    }
}
