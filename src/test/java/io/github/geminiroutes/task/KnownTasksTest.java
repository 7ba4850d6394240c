package io.github.geminiroutes.task;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.prompt.AttachmentDirectory;
import io.github.geminiroutes.prompt.AttachmentRules;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.UntrustedFiles;
import io.github.geminiroutes.task.KnownTasks.Known;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownTasksTest {

    private static final int BYTES = 1_000;

    @TempDir Path data;

    private Known known(boolean isReady) throws IOException {
        Path file = Files.writeString(data.resolve("task.prompt"), "x".repeat(BYTES));
        StandingPrompt prompt =
                StandingPrompt.parse(
                        "Read".getBytes(StandardCharsets.UTF_8),
                        new PromptParser(GeminiJson.MAPPER),
                        new AttachmentDirectory(
                                new UntrustedFiles(data, false), AttachmentRules.NONE, "a/"),
                        () -> 0);
        return new Known(
                FileStamp.of(file, false),
                Map.of(),
                new TaskFolder("a", isReady ? prompt : null, null),
                Instant.EPOCH);
    }

    @Test
    void tasksAreForgottenByTheirBytes() throws IOException {
        KnownTasks tasks = new KnownTasks(3 * BYTES);
        Known ready = known(true);
        for (int i = 0; i < 4; i++) {
            tasks.renew("t" + i, before -> ready);
            tasks.renew("t0", before -> before);
        }
        assertThat(tasks.size()).as("one more than fits, until the next").isLessThanOrEqualTo(4);
        tasks.renew("next", before -> ready);
        assertThat(tasks.size()).isEqualTo(1);
    }

    @Test
    void whatHasNoPromptAndWhatIsGoneCountsNothing() throws IOException {
        KnownTasks tasks = new KnownTasks(BYTES);
        Known broken = known(false);
        Known ready = known(true);
        for (int i = 0; i < 100; i++) {
            tasks.renew("broken" + i, before -> broken);
            tasks.renew("gone", before -> ready);
            tasks.forget("gone");
        }
        assertThat(tasks.size()).isEqualTo(100);
    }
}
