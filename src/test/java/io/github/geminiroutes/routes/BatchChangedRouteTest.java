package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.batch.BatchLane;
import io.github.geminiroutes.testing.BatchScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Prompts that are changed in {@code submitted} while their job runs. */
class BatchChangedRouteTest extends BatchRoutesTestSupport {

    private static final BatchScript SCRIPT = new BatchScript().jobTime(Duration.ofHours(1));

    @Override
    BatchScript script() {
        return SCRIPT;
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.batch.linger", "1");
        return properties;
    }

    private List<Path> submitted() throws IOException {
        try (Stream<Path> files = Files.walk(folder.submitted())) {
            return files.filter(file -> file.getParent().endsWith("prompts")).sorted().toList();
        }
    }

    @Test
    void theyAllGoBackAtOnceWhenTheirJobHasEnded() throws IOException {
        for (int i = 0; i < 4; i++) {
            drop("changed-" + i + ".txt", "---\ntier: batch\n---\nQuestion " + i);
        }
        soon().until(
                        () ->
                                BatchLane.of(context()).views().stream()
                                                .anyMatch(view -> view.name() != null)
                                        && submitted().size() == 4);
        for (Path file : submitted()) {
            Files.writeString(file, "Another question of " + file.getFileName());
        }
        SCRIPT.jobTime(Duration.ofMillis(300));

        for (int i = 0; i < 4; i++) {
            awaitDone("changed-" + i + ".txt");
            assertThat(folder.outbox().resolve("changed-" + i + ".txt.response.md"))
                    .hasContent("Answer to: Another question of changed-" + i + ".txt");
        }
    }
}
