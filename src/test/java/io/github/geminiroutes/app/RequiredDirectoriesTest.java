package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start makes of its directories. */
class RequiredDirectoriesTest {

    @TempDir private Path root;

    private Path old(String name, Duration age) throws IOException {
        Path file = Files.writeString(root.resolve("data").resolve(name), "x");
        return Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(age)));
    }

    @Test
    void aStartRemovesWhatAKilledOneHasLeft() throws IOException {
        Map<String, String> environment = Map.of("DATA_DIR", root.resolve("data").toString());
        Settings settings =
                Settings.load(new Installation(root), "prod", environment::get, name -> null);
        Files.createDirectory(root.resolve("data"));
        Path left = old(".gemini-check-123.tmp", Duration.ofMinutes(2));
        Path young = old(".gemini-check-124.tmp", Duration.ofSeconds(20));
        Path others = old(".gemini-check-mine.tmp", Duration.ofDays(2));

        RequiredDirectories.create(settings, root.resolve("data"));

        assertThat(left).doesNotExist();
        assertThat(young).exists();
        assertThat(others).exists();
    }
}
