package io.github.geminiroutes.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.diagnostics.network.HttpAnswer;
import io.github.geminiroutes.diagnostics.network.RemoteJobs;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.support.SingleLine;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Compares the batch jobs that Google has with those of the data directory. A job costs money
 * whether its answers are fetched or not.
 */
final class BatchJobsCheck {

    private static final String STUDIO = "https://aistudio.google.com";
    private static final int MOST_SHOWN = 10;
    private static final int LONGEST = 60;
    private static final int WAIT_SECONDS = 2;
    private static final KnownJobs NONE = new KnownJobs(Map.of(), Set.of());
    private static final String NAME = "batches/[A-Za-z0-9._-]{1,120}";

    private final DiagnosticInput input;
    private final Clock clock;
    private final CompletableFuture<KnownJobs> before = new CompletableFuture<>();

    BatchJobsCheck(DiagnosticInput input, Clock clock) {
        this.input = input;
        this.clock = clock;
    }

    /** Reads what the data directory has before Google is asked: a job may end meanwhile. */
    void begin() {
        try {
            before.complete(known());
        } finally {
            // Whatever went wrong, none must wait for it without end.
            before.complete(NONE);
        }
    }

    private KnownJobs known() {
        return KnownJobs.read(input.directory("gemini.data-dir"));
    }

    /** Google's names of our jobs, once they are read; a disk that does not answer has none. */
    Set<String> names() {
        return before.completeOnTimeout(NONE, WAIT_SECONDS, TimeUnit.SECONDS)
                .join()
                .names()
                .keySet();
    }

    /** What differs; nothing if Google was not asked. */
    List<Finding> findings(Optional<RemoteJobs> answer) {
        if (answer.isEmpty()) {
            return List.of();
        }
        RemoteJobs remote = answer.get();
        List<Finding> findings = new ArrayList<>();
        if (remote.failure() != null && remote.listed().isEmpty()) {
            return List.of(Finding.ok("batch-jobs", "not known: " + remote.failure().summary()));
        }
        KnownJobs then = before.join();
        KnownJobs now = known();
        List<JsonNode> unknown =
                remote.listed().stream()
                        .filter(job -> !isKnown(job, then) && !isKnown(job, now))
                        .toList();
        findings.add(numbers(remote, unknown));
        addOurs(unknown.stream().filter(BatchJobsCheck::isOurs).toList(), findings);
        unknown.stream()
                .filter(job -> !isOurs(job) && !hasEnded(job))
                .limit(MOST_SHOWN)
                .forEach(job -> findings.add(Finding.ok(title(job), about(job))));
        remote.asked().entrySet().stream()
                .filter(one -> isUnseen(one.getValue()) && now.names().containsKey(one.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> findings.add(unseen(one.getKey(), now.names().get(one.getKey()))));
        return findings;
    }

    private static Finding numbers(RemoteJobs remote, List<JsonNode> unknown) {
        long others = unknown.stream().filter(job -> !isOurs(job)).count();
        return Finding.ok(
                "batch-jobs",
                "%d at Google%s: %d of this data directory, %d that this program made elsewhere or has"
                                .formatted(
                                        remote.listed().size(),
                                        remote.isWhole() ? "" : " on the pages that were read",
                                        remote.listed().size() - unknown.size(),
                                        unknown.size() - others)
                        + " lost, %d of other programs".formatted(others));
    }

    private void addOurs(List<JsonNode> ours, List<Finding> findings) {
        ours.stream().limit(MOST_SHOWN).forEach(job -> findings.add(ofUs(job)));
        if (ours.size() > MOST_SHOWN) {
            findings.add(
                    Finding.warn(
                            "batch-jobs-more",
                            "%d more such jobs".formatted(ours.size() - MOST_SHOWN),
                            "See all of them at " + STUDIO + "."));
        }
    }

    private static boolean isKnown(JsonNode job, KnownJobs known) {
        return known.has(job.path("name").asText(), displayName(job));
    }

    private static boolean isOurs(JsonNode job) {
        return KnownJobs.isOurs(displayName(job));
    }

    private static String displayName(JsonNode job) {
        return job.path("metadata").path("displayName").asText("");
    }

    private static String title(JsonNode job) {
        String name = job.path("name").asText("");
        return name.matches(NAME) ? name : "job " + SingleLine.quoted(name, LONGEST);
    }

    private Finding ofUs(JsonNode job) {
        String about = about(job);
        return hasEnded(job)
                ? Finding.warn(
                        title(job),
                        about,
                        "Look whether another data directory has it; else its answers, which are paid for, were not taken. The"
                                + " Batch API gives them as long as Google keeps them.")
                : Finding.warn(
                        title(job),
                        about,
                        "Look whether another data directory has it, and leave it alone then. Else its answers are not taken:"
                                + " cancel it at "
                                + STUDIO
                                + ", as it costs money.");
    }

    /** Each part is a stranger's. */
    private String about(JsonNode job) {
        JsonNode metadata = job.path("metadata");
        return "%s, made %s, %s, named %s"
                .formatted(
                        state(job),
                        age(metadata.path("createTime").asText("")),
                        SingleLine.quoted(
                                metadata.path("model").asText("").replaceFirst("^models/", ""),
                                LONGEST),
                        SingleLine.quoted(displayName(job), LONGEST));
    }

    private static String state(JsonNode job) {
        String state =
                job.path("metadata")
                        .path("state")
                        .asText("")
                        .toLowerCase(Locale.ROOT)
                        .replaceFirst("^(batch|job)_state_", "")
                        .replaceAll("[^a-z_]", "");
        return state.isEmpty() ? "in no known state" : SingleLine.shortened(state, LONGEST);
    }

    private static boolean hasEnded(JsonNode job) {
        return job.path("done").asBoolean(false)
                || state(job).matches("(partially_)?succeeded|failed|cancelled|expired");
    }

    private String age(String createTime) {
        try {
            Duration age = Duration.between(Instant.parse(createTime), clock.instant());
            if (age.toDays() > 1) {
                return age.toDays() + " days ago";
            }
            return age.toHours() > 1
                    ? age.toHours() + " hours ago"
                    : age.toMinutes() > 1 ? age.toMinutes() + " minutes ago" : "just now";
        } catch (DateTimeException | ArithmeticException e) {
            return "at an unknown time";
        }
    }

    private static boolean isUnseen(HttpAnswer answer) {
        return !answer.isGood() && answer.failure().isOfMissingResource();
    }

    private static Finding unseen(String name, String directory) {
        return Finding.warn(
                name,
                "Google does not show it with the key in use; its prompts wait in submitted/"
                        + SingleLine.quoted(directory, LONGEST),
                "Use a key of the project that made it, and it goes on. If it was deleted at Google, give it up as"
                        + " docs/batch.md says.");
    }
}
