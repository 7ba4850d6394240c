package io.github.geminiroutes.task.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.prompt.AttachmentDirectory;
import io.github.geminiroutes.prompt.AttachmentRules;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.UntrustedFiles;
import io.github.geminiroutes.task.TaskFolders;
import io.github.geminiroutes.testing.ClosedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowFileNamesTest {

    @TempDir Path inbox;

    private RowFileNames names() {
        UntrustedFiles files = new UntrustedFiles(inbox, false);
        return new RowFileNames(
                inbox,
                new TaskFolders(
                        files,
                        (name, stamp) -> true,
                        below -> new AttachmentDirectory(files, AttachmentRules.NONE, below),
                        new PromptParser(GeminiJson.MAPPER),
                        (task, usd) -> null,
                        Clock.systemUTC()));
    }

    @Test
    void aFolderThatCannotBeReadHoldsNoTableUp() throws IOException {
        Path task = Files.createDirectory(inbox.resolve("task"));
        Files.writeString(task.resolve("task.prompt"), "---\nrows: true\n---\n{{a}}");
        Files.writeString(task.resolve("table.csv"), "a\n1\n");
        Files.writeString(inbox.resolve("lines.jsonl"), "{}\n");
        Path other = Files.createDirectory(inbox.resolve("other"));

        try (ClosedFolder closed = ClosedFolder.of(other)) {
            assertThat(closed).isNotNull();
            assertThat(names().find()).containsOnlyKeys("lines.jsonl", "task/table.csv");
        }
    }
}
