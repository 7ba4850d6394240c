package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.support.SettingsException;
import io.github.geminiroutes.testing.Pipes;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where {@code --output} may lead. {@code DiagnoseTest} has the command as a process. */
class DiagnoseCommandTest {

    @TempDir Path directory;

    @Test
    void aReportTakesANewNameOrThatOfAnEarlierOne() throws Exception {
        Path report = directory.resolve("report.json");
        assertThatCode(() -> DiagnoseCommand.requireOutput(report)).doesNotThrowAnyException();
        Files.writeString(report, "{}");
        assertThatCode(() -> DiagnoseCommand.requireOutput(report)).doesNotThrowAnyException();
    }

    @Test
    void aReportReplacesNoPipeAndNoLink() throws Exception {
        Path file = Files.writeString(directory.resolve("file"), "kept");
        Path nowhere = directory.resolve("nowhere");
        refuses(Pipes.make(directory.resolve("pipe")));
        refuses(Files.createSymbolicLink(directory.resolve("link"), file));
        refuses(Files.createSymbolicLink(directory.resolve("dangling"), nowhere));
    }

    private static void refuses(Path output) {
        assertThatThrownBy(() -> DiagnoseCommand.requireOutput(output))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "--output="
                                + output
                                + ": must be a regular file or a new name, and no link");
    }
}
