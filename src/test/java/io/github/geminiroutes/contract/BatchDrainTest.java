package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.BatchScript;
import io.github.geminiroutes.testing.BatchServer;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A drain over batch jobs that nobody can go on with. */
@Timeout(300)
@Tag("process")
class BatchDrainTest extends BatchDrainTestSupport {

    @Test
    void aJobThatCannotBeReadIsNamedAndNotWaitedFor() throws Exception {
        folders.drop("now.txt", "Asked at once");
        Path job = job("20261126-100000-broken", "a.txt", "A question");
        Files.writeString(job.resolve("job.json"), "{\"state\": \"runn");
        Path other = job("20261126-110000-no-state", "b.txt", "Another question");
        Files.writeString(
                other.resolve("prompts.jsonl"),
                "{\"name\":\"b.txt\",\"sha256\":\"00\",\"receivedAt\":\"2026-11-26T11:00:00Z\",\"at\":0,\"size\":0}\n");
        dropRowsOfBatch();
        Path lost = root.resolve("data/submitted/20261126-120000-no-list");
        Files.createDirectories(lost.resolve("prompts"));
        Files.writeString(
                lost.resolve("job.json"),
                """
                {"model":"gemini-3.8-flash","requests":1,"bytes":9,"closedAt":"2026-11-26T12:00:00Z",
                "listBytes":9,"state":"fetched","attempt":1,"intendedAt":"2026-11-26T12:00:00Z",
                "name":"batches/1","createdAt":"2026-11-26T12:00:00Z","remoteState":"SUCCEEDED",
                "endedAt":"2026-11-26T12:00:00Z","resultFile":"files/batch-1","resultBytes":26}
                """);
        Files.writeString(lost.resolve("results.jsonl"), "{\"key\":\"0\",\"response\":{}}\n");
        try (GeminiServer server = GeminiServer.start()) {
            assertThat(drained(settings(server.baseUrl())))
                    .contains("1 answered")
                    .contains("3 batch jobs in submitted/ left as they are")
                    .contains("20261126-100000-broken: ")
                    .contains("20261126-110000-no-state: ")
                    .contains("20261126-120000-no-list: ")
                    .contains("1 left in the inbox, as rows may be in such a job")
                    .contains("job.json is gone, and Google's list has no such job")
                    .contains("put it back from a backup and restart");
        }
        assertThat(folders.whereabouts("now.txt")).containsExactly("done");
        assertThat(job.resolve("prompts/a.txt")).hasContent("A question");
        assertThat(root.resolve("data/inbox/t/rows.csv")).exists();
    }

    /** Nothing makes room before midnight: the day's budget is spent, and a job waits for it. */
    @Test
    void aJobWithoutRoomInTheDaysBudgetIsNamedAndNotWaitedForAndAPromptIsParked() throws Exception {
        folders.drop("a.txt", "Asked at once");
        folders.drop("b.txt", "Finds no room");
        folders.drop("job.txt", "---\ntier: batch\n---\nA question that can wait");
        dropRowsOfBatch();
        try (BatchServer server = BatchServer.start(new BatchScript())) {
            ProgramSettings settings =
                    settings(server.baseUrl())
                            .set("MAX_CONCURRENCY", "1")
                            .set("GEMINI_BUDGET_USD_PER_DAY", "0.000001");
            assertThat(drained(settings))
                    .contains("1 answered, 0 failed, 1 parked")
                    .contains(
                            "1 batch jobs left in submitted/, as today's budget has no room for them:");
            assertThat(server.jobs().created()).isEmpty();
        }
        assertThat(folders.names("done")).hasSize(1);
        assertThat(folders.names("parked")).as("one with its two records").hasSize(3);
        assertThat(folders.names("inbox")).as("the table, whose row is in the job").hasSize(1);
        assertThat(root.resolve("data/inbox/t/rows.csv")).exists();
    }

    /** As after a restore: the program whose copy this is took the answers, and Google forgot. */
    @Test
    void aJobThatGoogleDoesNotShowIsNamedAndNotWaitedFor() throws Exception {
        folders.drop("now.txt", "Asked at once");
        String unseen = Instant.now().minus(Duration.ofHours(1)).toString();
        Path job = job("20261126-100000-unseen", "a.txt", "A question");
        String list =
                "{\"name\":\"a.txt\",\"sha256\":\"00\",\"receivedAt\":\"%s\",\"at\":0,\"size\":9}\n"
                        .formatted(unseen);
        Files.writeString(job.resolve("prompts.jsonl"), list);
        Files.writeString(job.resolve("requests.jsonl"), "{\"key\":1}");
        Files.writeString(
                job.resolve("job.json"),
                """
                {"model":"gemini-3.8-flash","requests":1,"bytes":9,"closedAt":"%s","listBytes":%d,
                "state":"running","attempt":1,"intendedAt":"%s","name":"batches/none",
                "createdAt":"%s","remoteState":"RUNNING","unseenAt":"%s"}
                """
                        .formatted(unseen, list.length(), unseen, unseen, unseen));
        try (GeminiServer server = GeminiServer.start()) {
            assertThat(drained(settings(server.baseUrl())))
                    .contains("1 answered")
                    .contains("left in submitted/, as the key in use does not see them")
                    .contains("  20261126-100000-unseen");
        }
        assertThat(folders.whereabouts("now.txt")).containsExactly("done");
        assertThat(job.resolve("prompts/a.txt")).hasContent("A question");
    }
}
