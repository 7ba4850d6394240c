package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.batch.BatchLane;
import io.github.geminiroutes.batch.job.JobState;
import io.github.geminiroutes.testing.BatchScript;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Batch jobs in the budget of the day: with it, and with the server's bill. */
class BatchBudgetRouteTest extends BatchRoutesTestSupport {

    /** An answer of a thousand tokens costs 0.001875 USD in a job. */
    private static final String THOUSAND =
            "---\ntier: batch\nconfig:\n  maxOutputTokens: 1000\n---\n";

    private static final BatchScript SCRIPT = new BatchScript();

    @Override
    BatchScript script() {
        return SCRIPT;
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.batch.linger", "0.1");
        properties.setProperty("gemini.budget.usd-per-day", "0.003");
        return properties;
    }

    private String waiting() {
        return BatchLane.of(context()).waitingForBudget().iterator().next();
    }

    private long jobs(JobState state) {
        return BatchLane.of(context()).views().stream()
                .filter(view -> view.state() == state)
                .count();
    }

    @Test
    void aJobWaitsForTheRoomThatAnotherHasSetAsideAndItsAnswersCountAsTheServerBillsThem()
            throws IOException {
        SCRIPT.jobTime(Duration.ofHours(1));
        drop("one.txt", THOUSAND + "First");
        soon().until(() -> jobs(JobState.RUNNING) == 1);
        drop("two.txt", THOUSAND + "Second");
        soon().until(() -> jobs(JobState.UPLOADED) == 1);
        assertThat(server.jobs().created()).as("what the first may cost is set aside").hasSize(1);

        SCRIPT.jobTime(Duration.ofMillis(100));
        soon().until(() -> Files.exists(folder.done().resolve("one.txt")));
        soon().until(() -> Files.exists(folder.done().resolve("two.txt")));

        assertThat(server.jobs().created()).hasSize(2);
        assertThat(server.jobs().bill().batch().usd())
                .isEqualByComparingTo(cost("one.txt").add(cost("two.txt")));

        // Ten like these fit, but the bill of one more cannot be told, and its input alone is too
        // much.
        drop("long.txt", "---\ntier: batch\n---\n" + "word ".repeat(40_000));
        soon().until(() -> jobs(JobState.UPLOADED) == 1);
        drop("three.txt", THOUSAND + "Third");
        soon().until(() -> Files.exists(folder.done().resolve("three.txt")));
        assertThat(jobs(JobState.UPLOADED)).as("the long one waits still").isEqualTo(1);
        assertThat(server.jobs().created()).hasSize(3);
        assertThat(BatchLane.of(context()).waitingForBudget())
                .as("those that found room wait no more")
                .hasSize(1);

        // At once: file by file the lane would meet it half there, and write into it.
        Files.move(folder.submitted().resolve(waiting()), data.resolve("removed"));
        soon().until(() -> BatchLane.of(context()).waitingForBudget().isEmpty());
    }
}
