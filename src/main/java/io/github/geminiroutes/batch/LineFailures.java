package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.batch.job.ResultFile;
import io.github.geminiroutes.batch.job.SubmittedPrompt;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;

/** Why a prompt has no answer although its job is over. */
final class LineFailures {

    private LineFailures() {}

    /** Where the server refused the job itself, each prompt has this failure. */
    static Failure refusal(Job job) throws IOException {
        if (!"REFUSED".equals(job.remoteState())) {
            return null;
        }
        var body = GeminiJson.MAPPER.createObjectNode();
        body.putObject("error")
                .put("code", job.refusalCode())
                .put("message", job.reason())
                .put("status", job.refusalStatus());
        return new FailureClassifier(GeminiJson.MAPPER)
                .classify(job.refusalCode(), GeminiJson.MAPPER.writeValueAsBytes(body));
    }

    /** Of a prompt that has no result. */
    static Failure of(SubmittedPrompt prompt, Job job, ResultFile results, Failure refusal) {
        if (refusal != null) {
            return refusal;
        }
        if (job.wasDone()) {
            return Failure.of(
                    FailureKind.MALFORMED_ANSWER,
                    results.duplicates().contains(prompt.key())
                            ? "The batch job has more than one answer to this prompt"
                            : "The batch job ended without an answer to this prompt");
        }
        return Failure.of(
                FailureKind.OTHER_SERVER_ERROR,
                (job.hasFailed() ? "The batch job failed" : "The batch job ended before its time")
                        + (job.reason() == null ? "" : ": " + job.reason()));
    }
}
