package io.github.geminiroutes.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.testing.ClosedFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobsTest {

    @TempDir Path data;
    private Jobs jobs;

    @BeforeEach
    void makeFolders() throws IOException {
        for (String folder : DropFolder.FOLDERS) {
            Files.createDirectory(data.resolve(folder));
        }
        DropFolderService service = new DropFolderService();
        service.setDataDir(data.toString());
        jobs = new Jobs(service, new RowIndex());
    }

    private Path job(String id, String state) throws IOException {
        Path job = Files.createDirectories(data.resolve("submitted").resolve(id));
        Files.createDirectory(job.resolve("prompts"));
        Files.writeString(
                job.resolve("job.json"),
                """
                {"model": "m", "state": "%s", "closedAt": "2026-07-01T12:00:00Z"}"""
                        .formatted(state));
        Files.createFile(job.resolve("prompts.jsonl"));
        return job;
    }

    @Test
    void aDirectoryThatCannotBeReadIsNamedAndHoldsNoOtherJobUp() throws IOException {
        Path other = job("20260701-120000-other", "running");
        job("20260701-130000-ours", "running");

        try (ClosedFolder closed = ClosedFolder.of(other)) {
            assertThat(closed).isNotNull();
            jobs.load();

            assertThat(jobs.all())
                    .extracting(job -> job.id())
                    .containsExactly("20260701-130000-ours");
            assertThat(jobs.unreadable()).containsOnlyKeys("20260701-120000-other");
        }
    }
}
