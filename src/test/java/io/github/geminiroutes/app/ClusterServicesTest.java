package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterServicesTest {

    @TempDir private Path directory;
    private Settings settings;

    @BeforeEach
    void nameTheLocks() {
        settings =
                Settings.of(
                        Installation.ofProgram(),
                        "test",
                        Map.of("gemini.cluster.lock-dir", directory.toString()));
    }

    private String permissions(String name) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(directory.resolve(name)));
    }

    /** A shared lock of a reader would keep all instances off, for as long as the reader likes. */
    @Test
    void nobodyMayReadTheLocksWhoMayNotWriteThem() throws IOException {
        Path early = Files.createFile(directory.resolve("gemini"));
        Files.setPosixFilePermissions(early, PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(ClusterServices.of(settings)).isNotNull();

        assertThat(permissions("gemini")).isEqualTo("rw-------");
        assertThat(permissions("gemini.dat")).isEqualTo("rw-------");
    }

    @Test
    void writersOfTheLocksKeepTheRightToReadThem() throws IOException {
        Path shared = Files.createFile(directory.resolve("gemini"));
        Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rw-rw-r--"));

        assertThat(ClusterServices.of(settings)).isNotNull();

        assertThat(permissions("gemini")).isEqualTo("rw-rw----");
    }
}
