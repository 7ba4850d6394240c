package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProcessLimitsTest {

    @TempDir private Path directory;

    /** As of Linux 6. */
    private ProcessLimits limits(String size, String files) throws IOException {
        return limits(size, "96365", files, "max");
    }

    private ProcessLimits limits(String size, String threads, String files, String pids)
            throws IOException {
        return ProcessLimits.of(
                Files.writeString(
                        directory.resolve("limits"),
                        """
                        Limit                     Soft Limit           Hard Limit           Units
                        Max file size             %-20s unlimited            bytes
                        Max processes             %-20s 96365                processes
                        Max open files            %-20s 524288               files
                        """
                                .formatted(size, threads, files)),
                Files.writeString(directory.resolve("pids.max"), pids + "\n"));
    }

    @Test
    void namesAndRefusesTooFewOpenFiles() throws IOException {
        assertThatThrownBy(() -> limits("unlimited", "128").requireEnough(0))
                .isInstanceOf(SettingsException.class)
                .hasMessage(
                        "This process may have 128 files open (ulimit -n): it must be 200 or more:"
                                + " raise the limit");
        assertThatThrownBy(() -> limits("unlimited", "263").requireEnough(64))
                .hasMessage(
                        "This process may have 263 files open (ulimit -n): it must be 264 or more"
                                + " with MAX_CONCURRENCY=64: raise the limit, or lower"
                                + " MAX_CONCURRENCY");
        assertThatCode(() -> limits("unlimited", "264").requireEnough(64))
                .doesNotThrowAnyException();
    }

    /** The wanted ones, the files that the limit leaves, and what becomes of both. */
    @ParameterizedTest
    @CsvSource({
        "256, 1048576, 256, 512",
        "1256, 1048576, 1256, 1512",
        "1256, 1024, 344, 600",
        "256, 512, 44, 88",
        "256, 400, 21, 42",
        "256, 264, 16, 32"
    })
    void theConnectionsOfCallersLeaveOpenFilesToTheWork(
            int wanted, int files, int open, int accepted) throws IOException {
        long left = limits("unlimited", String.valueOf(files)).filesBeside(64);

        assertThat(ConnectionLimit.of(wanted, left)).isEqualTo(new ConnectionLimit(open, accepted));
    }

    @Test
    void namesAndRefusesALimitThatNoLogStays() throws IOException {
        assertThatThrownBy(() -> limits("8192", "1024").requireEnough(64))
                .hasMessage(
                        "This process may write files of 8192 bytes (ulimit -f): it must be"
                                + " 67108864 or more, as logs and results grow");
        assertThatCode(() -> limits("67108864", "unlimited").requireEnough(64))
                .doesNotThrowAnyException();
    }

    @Test
    void namesAndRefusesTooFewThreads() throws IOException {
        assertThatThrownBy(() -> limits("unlimited", "60", "1024", "max").requireEnough(64))
                .hasMessage(
                        "This process may run 60 threads (ulimit -u): it must be 128 or more with"
                                + " MAX_CONCURRENCY=64: raise the limit, or lower MAX_CONCURRENCY");
        assertThatThrownBy(() -> limits("unlimited", "96365", "1024", "100").requireEnough(64))
                .hasMessageStartingWith("This process may run 100 threads (pids.max): it must be");
        assertThatCode(() -> limits("unlimited", "128", "1024", "128").requireEnough(64))
                .doesNotThrowAnyException();
    }

    @Test
    void aSystemThatTellsNoneHasNone() {
        Path none = directory.resolve("none");

        assertThatCode(() -> ProcessLimits.of(none, none).requireEnough(10_000))
                .doesNotThrowAnyException();
    }
}
