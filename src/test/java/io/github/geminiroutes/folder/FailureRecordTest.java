package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.RecordedBody;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailureRecordTest {

    private static final Instant AT = Instant.parse("2026-11-16T20:15:30.5Z");

    private final ObjectMapper mapper = new ObjectMapper();
    private final FailureClassifier classifier = new FailureClassifier(mapper);

    @Test
    void holdsWhatTheServerSaid() throws JsonProcessingException {
        Failure failure =
                classifier
                        .classify(429, RecordedBody.bytes("429-limit-zero-value.json"))
                        .withDetails(null);

        ObjectNode json =
                FailureRecord.of(
                        "a \"b\".txt", failure, Outcome.PARKED, "gemini-3.8-flash", 1, AT, mapper);

        assertThat(mapper.readTree(json.toString()))
                .isEqualTo(
                        mapper.readTree(
                                """
                                {"prompt":"a \\"b\\".txt","class":"no-quota-for-model","fault":"account",
                                 "disposition":"park","code":429,"status":"RESOURCE_EXHAUSTED",
                                 "message":"You exceeded your current quota, please check your plan and billing details. \
                                For more information on this error, head to: https://ai.google.dev/gemini-api/docs/rate-limits. \
                                To monitor your current usage, head to: https://ai.dev/rate-limit. Please retry in 32.9s.",
                                 "model":"gemini-3.8-flash",
                                 "quota":[{"metric":"generativelanguage.googleapis.com/generate_content_free_tier_requests",
                                   "id":"GenerateRequestsPerMinutePerProjectPerModel-FreeTier",
                                   "model":"gemini-3.1-pro-preview","scope":"per-minute","unit":"requests","limit":0}],
                                 "retryDelaySeconds":32.9,"attempts":1,"time":"2026-11-16T20:15:30.500Z",
                                 "whatToDo":"This model has no quota on the account's tier. Choose another model or \
                                upgrade the tier; waiting does not help.","details":null}"""));
    }

    @Test
    void saysNullForWhatIsNotKnown() throws JsonProcessingException {
        ObjectNode json =
                FailureRecord.of(
                        "a.md",
                        Failure.of(FailureKind.BAD_INPUT, "empty"),
                        Outcome.FAILED,
                        null,
                        0,
                        AT,
                        mapper);

        assertThat(json.fieldNames())
                .toIterable()
                .containsExactly(
                        "prompt",
                        "class",
                        "fault",
                        "disposition",
                        "code",
                        "status",
                        "message",
                        "model",
                        "quota",
                        "retryDelaySeconds",
                        "attempts",
                        "time",
                        "whatToDo",
                        "details");
        assertThat(mapper.readTree(json.toString()))
                .isEqualTo(
                        mapper.readTree(
                                """
                                {"prompt":"a.md","class":"bad-input","fault":"prompt","disposition":"fail","code":null,
                                 "status":null,"message":"empty","model":null,"quota":[],"retryDelaySeconds":null,
                                 "attempts":0,"time":"2026-11-16T20:15:30.500Z",
                                 "whatToDo":"The prompt cannot be used as it is. Correct what the message names, then \
                                requeue it.","details":null}"""));
    }

    @Test
    void writesWholeSecondsPlainly() {
        Failure failure = classifier.classify(429, RecordedBody.bytes("429-retry-info-only.json"));

        assertThat(FailureRecord.of("a.md", failure, Outcome.FAILED, "m", 1, AT, mapper).toString())
                .contains("\"retryDelaySeconds\":47.0,");
    }

    @Test
    void keepsTheDetails() {
        Failure failure = classifier.classify(401, RecordedBody.bytes("401.json"));

        assertThat(
                        FailureRecord.of("a.md", failure, Outcome.FAILED, "m", 1, AT, mapper)
                                .at("/details/0/reason")
                                .asText())
                .isEqualTo("ACCESS_TOKEN_TYPE_UNSUPPORTED");
    }

    @Test
    void saysWhatBecameOfThePromptAndNotWhatWasTried() {
        Failure failure = Failure.of(FailureKind.SCHEMA_MISMATCH, "no match");

        assertThat(disposition(failure, Outcome.FAILED)).isEqualTo("fail");
        assertThat(disposition(failure, Outcome.PARKED)).isEqualTo("park");
    }

    private String disposition(Failure failure, Outcome outcome) {
        return FailureRecord.of("a.md", failure, outcome, "m", 3, AT, mapper)
                .path("disposition")
                .asText();
    }
}
