package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.batch.BatchLane;
import io.github.geminiroutes.batch.job.JobState;
import io.github.geminiroutes.testing.BatchScript;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Batch jobs of a task whose own budget changes meanwhile. */
class BatchTaskBudgetRouteTest extends BatchRoutesTestSupport {

    private static final BatchScript SCRIPT = new BatchScript();

    @Override
    BatchScript script() {
        return SCRIPT;
    }

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-tasks");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.batch.linger", "0.1");
        return properties;
    }

    private void budget(String usd) throws IOException {
        Path written = data.resolve("task.prompt");
        Files.writeString(
                written,
                "---\ntier: batch\nbudget: %s\nconfig: {maxOutputTokens: 1000}\n---\nSum up."
                        .formatted(usd));
        Files.move(
                written,
                folder.inbox().resolve("letters/task.prompt"),
                StandardCopyOption.REPLACE_EXISTING);
    }

    private boolean isRunning() {
        return BatchLane.of(context()).views().stream()
                .anyMatch(view -> view.state() == JobState.RUNNING);
    }

    @Test
    void aJobUnderWayGoesOnUnderALowerBudgetAndNothingMoreIsAsked() throws IOException {
        SCRIPT.jobTime(Duration.ofHours(1));
        Files.createDirectories(folder.inbox().resolve("letters"));
        budget("1");
        drop("letters/a.txt", "Dear A");
        soon().until(this::isRunning);

        budget("0.000001");
        drop("letters/b.txt", "Dear B");
        SCRIPT.jobTime(Duration.ofMillis(100));
        awaitDone("letters/a.txt");

        assertThat(folder.inbox().resolve("letters/b.txt")).exists();
        assertThat(server.jobs().created()).hasSize(1);
        budget("1");
        awaitDone("letters/b.txt");
    }
}
