package io.github.geminiroutes.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.geminiroutes.failure.QuotaViolation.Scope;
import io.github.geminiroutes.failure.QuotaViolation.Unit;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailureClassifierTest {

    private static final String PREFIX = "generativelanguage.googleapis.com/";

    private final FailureClassifier classifier = new FailureClassifier(new ObjectMapper());

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            textBlock =
                    """
                    # body                                  | kind                  | status              | wait, ms | quotas
                    429-per-minute-tokens.json              | RATE_LIMIT_PER_MINUTE | RESOURCE_EXHAUSTED  | 51387    | 1
                    429-per-minute-tokens-in-array.json     | RATE_LIMIT_PER_MINUTE | RESOURCE_EXHAUSTED  | 51387    | 1
                    429-per-minute-requests.json            | RATE_LIMIT_PER_MINUTE | RESOURCE_EXHAUSTED  | 45838    | 1
                    429-retry-info-only.json                | RATE_LIMIT_PER_MINUTE | RESOURCE_EXHAUSTED  | 47000    | 0
                    429-error-info.json                     | RATE_LIMIT_PER_MINUTE | RESOURCE_EXHAUSTED  | -        | 1
                    429-per-day.json                        | RATE_LIMIT_PER_DAY    | RESOURCE_EXHAUSTED  | 32174    | 1
                    429-minute-and-day.json                 | RATE_LIMIT_PER_DAY    | RESOURCE_EXHAUSTED  | 22500    | 2
                    429-limit-zero.json                     | NO_QUOTA_FOR_MODEL    | RESOURCE_EXHAUSTED  | 32900    | 3
                    429-limit-zero-value.json               | NO_QUOTA_FOR_MODEL    | RESOURCE_EXHAUSTED  | 32900    | 1
                    429-spend-rate.json                     | SPEND_RATE            | RESOURCE_EXHAUSTED  | -        | 0
                    429-spending-cap.json                   | MONTHLY_SPENDING_CAP  | RESOURCE_EXHAUSTED  | -        | 0
                    402-prepay-depleted.json                | PREPAY_DEPLETED       | RESOURCE_EXHAUSTED  | -        | 0
                    429-prepay-depleted.json                | PREPAY_DEPLETED       | RESOURCE_EXHAUSTED  | -        | 0
                    429-capacity.json                       | CAPACITY              | RESOURCE_EXHAUSTED  | -        | 0
                    429-vertex.json                         | CAPACITY              | RESOURCE_EXHAUSTED  | -        | 0
                    429-vertex-provisioned-throughput.json  | CAPACITY              | RESOURCE_EXHAUSTED  | -        | 0
                    429-help-only.json                      | QUOTA_UNEXPLAINED     | RESOURCE_EXHAUSTED  | -        | 0
                    400-api-key-invalid.json                | API_KEY_INVALID       | INVALID_ARGUMENT    | -        | 0
                    400-two-credentials.json                | UNAUTHENTICATED       | INVALID_ARGUMENT    | -        | 0
                    400-unknown-field.json                  | INVALID_REQUEST       | INVALID_ARGUMENT    | -        | 0
                    400-invalid-argument.json               | INVALID_REQUEST       | INVALID_ARGUMENT    | -        | 0
                    400-failed-precondition-region.json     | PRECONDITION_FAILED   | FAILED_PRECONDITION | -        | 0
                    400-failed-precondition-billing.json    | PRECONDITION_FAILED   | FAILED_PRECONDITION | -        | 0
                    400-file-not-active.json                | INVALID_REQUEST       | FAILED_PRECONDITION | -        | 0
                    401.json                                | UNAUTHENTICATED       | UNAUTHENTICATED     | -        | 0
                    403.json                                | PERMISSION_DENIED     | PERMISSION_DENIED   | -        | 0
                    403-cache.json                          | NOT_FOUND             | PERMISSION_DENIED   | -        | 0
                    403-suspended.json                      | PERMISSION_DENIED     | PERMISSION_DENIED   | -        | 0
                    403-file.json                           | NOT_FOUND             | PERMISSION_DENIED   | -        | 0
                    404-entity.json                         | NOT_FOUND             | NOT_FOUND           | -        | 0
                    404-unknown-model.json                  | NOT_FOUND             | NOT_FOUND           | -        | 0
                    413-html.html                           | TOO_LARGE_ON_THE_WAY  | -                   | -        | 0
                    499.json                                | CANCELLED             | CANCELLED           | -        | 0
                    500.json                                | SERVER_ERROR          | INTERNAL            | -        | 0
                    502-html.html                           | BAD_GATEWAY           | -                   | -        | 0
                    503-overloaded.json                     | OVERLOADED            | UNAVAILABLE         | -        | 0
                    504.json                                | DEADLINE_EXCEEDED     | DEADLINE_EXCEEDED   | -        | 0
                    """)
    void readsRecordedBodies(
            String name, FailureKind kind, String status, Long waitMillis, int quotas) {
        Failure failure = classified(name);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.httpCode()).isEqualTo(RecordedBody.code(name));
        assertThat(failure.status()).isEqualTo(status);
        assertThat(failure.retryDelay())
                .isEqualTo(waitMillis == null ? null : Duration.ofMillis(waitMillis));
        assertThat(failure.violations()).hasSize(quotas);
        assertThat(failure.message()).isNotBlank().doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"403-file.json", "404-entity.json"})
    void isOfAMissingResource(String name) {
        assertThat(classified(name).isOfMissingResource()).isTrue();
    }

    @Test
    void aMissingCacheIsNeitherAFileNorTheKeys() {
        Failure failure = classified("403-cache.json");

        assertThat(failure.isOfMissingCache()).isTrue();
        assertThat(classified("403-file.json").isOfMissingCache()).isFalse();
        assertThat(classified("403.json").isOfMissingCache()).isFalse();
    }

    /** A file would be uploaded again, and the input of a job as well. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "400-api-key-invalid.json",
                "400-file-not-active.json",
                "401.json",
                "403.json",
                "403-cache.json",
                "403-suspended.json",
                "404-unknown-model.json",
                "502-html.html"
            })
    void isOfNoMissingResource(String name) {
        assertThat(classified(name).isOfMissingResource()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {403, 404})
    void aPageOfSomethingOnTheWayIsOfNoMissingResource(int code) {
        byte[] page = "<html>File not found</html>".getBytes(StandardCharsets.UTF_8);
        assertThat(classifier.classify(code, page).isOfMissingResource()).isFalse();
    }

    @Test
    void everyRecordedBodyIsListed() throws IOException, URISyntaxException {
        Path folder = Path.of(getClass().getResource("/gemini/errors").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(
                            files.map(file -> file.getFileName().toString())
                                    .filter(name -> name.matches("[34]\\d\\d.*|5.*")))
                    .containsExactlyInAnyOrderElementsOf(RecordedBody.ALL);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "300, REDIRECT",
        "302, REDIRECT",
        "304, REDIRECT",
        "399, REDIRECT",
        "400, NOT_FROM_GEMINI",
        "401, NOT_FROM_GEMINI",
        "402, NOT_FROM_GEMINI",
        "403, NOT_FROM_GEMINI",
        "404, NOT_FROM_GEMINI",
        "405, NOT_FROM_GEMINI",
        "407, PROXY_REFUSED",
        "408, REQUEST_TIMEOUT",
        "409, CONFLICT",
        "410, NOT_FROM_GEMINI",
        "413, TOO_LARGE_ON_THE_WAY",
        "418, NOT_FROM_GEMINI",
        "425, CONFLICT",
        "429, CAPACITY",
        "431, NOT_FROM_GEMINI",
        "451, NOT_FROM_GEMINI",
        "499, CANCELLED",
        "500, SERVER_ERROR",
        "501, OTHER_SERVER_ERROR",
        "502, BAD_GATEWAY",
        "503, OVERLOADED",
        "504, DEADLINE_EXCEEDED",
        "529, OTHER_SERVER_ERROR",
        "0, MALFORMED_ANSWER",
        "-1, MALFORMED_ANSWER",
        "100, MALFORMED_ANSWER",
        "200, MALFORMED_ANSWER",
        "600, MALFORMED_ANSWER"
    })
    void decidesByTheCodeAloneWithoutBody(int code, FailureKind kind) {
        Failure failure = classifier.classify(code, new byte[0]);

        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.message()).isEqualTo("The answer had no body.");
        assertThat(classifier.classify(code, null)).isEqualTo(failure);
    }

    /** A web server's page, a gateway's JSON, an upstream that did not answer. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "404 | 404 page not found",
                "404 | <html><title>404 Not Found</title><hr>nginx</html>",
                "405 | <html>Method Not Allowed</html>",
                "451 | <html>Blocked by order of a court</html>",
                "403 | <html>Access denied by policy</html>",
                "404 | {\"message\":\"no Route matched with those values\"}",
                "404 | {\"detail\":\"Not Found\"}",
                "404 | {\"error\":\"Not Found\",\"status\":404,\"path\":\"/v1beta/models\"}",
                "404 | {\"error\":{\"code\":404,\"message\":\"no such route\"}}",
                "401 | {\"error\":{\"message\":\"Invalid token\",\"type\":\"new_api_error\"}}",
                "401 | <html>Authorization Required</html>",
                "401 | {\"detail\":\"Not authenticated\"}",
                "402 | <html>Payment Required</html>",
                "402 | {\"error\":\"insufficient_quota\",\"message\":\"Your plan has no credits\"}",
                "402 | {\"error\":{\"message\":\"Insufficient credits\",\"code\":402}}",
                "403 | {\"error\":{\"message\":\"Request blocked\",\"code\":403}}",
                "403 | Forbidden by the firewall",
                "400 | {\"error\":{\"message\":\"upstream error: do request failed\",\"code\":\"do_request_failed\"}}",
                "400 | {\"error\":{\"code\":400,\"message\":\"no answer\",\"status\":\"UPSTREAM_TIMEOUT\"}}"
            })
    void a4xxThatGeminiDidNotWriteIsTheWaysFault(int code, String body) {
        Failure failure = classifier.classify(code, body.getBytes(StandardCharsets.UTF_8));

        assertThat(failure.kind()).isEqualTo(FailureKind.NOT_FROM_GEMINI);
    }

    @ParameterizedTest
    @CsvSource({"409, CONFLICT", "425, CONFLICT", "429, CAPACITY", "407, PROXY_REFUSED"})
    void someCodesMeanTheSameWhoeverSendsThem(int code, FailureKind kind) {
        assertThat(
                        classifier
                                .classify(code, "<html>no</html>".getBytes(StandardCharsets.UTF_8))
                                .kind())
                .isEqualTo(kind);
    }

    @Test
    void theHeadersDelayCountsWhereTheBodyNamesNone() {
        Duration header = Duration.ofSeconds(7);
        Failure capacity =
                classifier.classify(429, RecordedBody.bytes("429-capacity.json"), header);
        Failure limit =
                classifier.classify(
                        429, RecordedBody.bytes("429-per-minute-requests.json"), header);

        assertThat(capacity.retryDelay()).isEqualTo(header);
        assertThat(capacity.kind()).isEqualTo(FailureKind.CAPACITY);
        assertThat(limit.retryDelay()).isEqualTo(Duration.ofMillis(45_838));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            delimiter = '|',
            value = {
                "7 | 7",
                " 7 | 7",
                "999999999 | 300",
                "Wed, 01 Jul 2026 12:00:30 GMT | 30",
                "Wed, 01 Jul 2026 23:00:00 GMT | 300",
                "Wed, 01 Jul 2026 11:00:00 GMT | -",
                "0 | -",
                "-5 | -",
                "1.5 | -",
                "99999999999999999999 | -",
                "soon | -",
                "- | -"
            })
    void readsRetryAfter(String value, Long seconds) {
        assertThat(RetryAfter.delay(value, Instant.parse("2026-07-01T12:00:00Z")))
                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @CsvSource({
        "MALFORMED_FUNCTION_CALL, true, FAULTY_FINISH",
        "UNEXPECTED_TOOL_CALL, false, FAULTY_FINISH",
        "MALFORMED_RESPONSE, false, FAULTY_FINISH",
        "OTHER, false, FAULTY_FINISH",
        "OTHER, true, UNUSABLE_FINISH",
        "NO_IMAGE, false, FAULTY_FINISH",
        "IMAGE_SAFETY, false, FAULTY_FINISH",
        "SAFETY, false, UNUSABLE_FINISH",
        "'', false, UNUSABLE_FINISH"
    })
    void someFinishReasonsOftenPass(String reason, boolean hasContent, FailureKind kind) {
        assertThat(FinishRules.kind(reason, hasContent)).isEqualTo(kind);
    }

    @Test
    void readsTheWholeQuota() {
        assertThat(classified("429-per-minute-tokens.json").violations())
                .containsExactly(
                        new QuotaViolation(
                                PREFIX + "generate_content_paid_tier_2_input_token_count",
                                "GenerateContentPaidTierInputTokensPerModelPerMinute-PaidTier2",
                                "gemini-3.8-flash",
                                3_000_000L));
        assertThat(classified("429-error-info.json").violations())
                .containsExactly(
                        new QuotaViolation(
                                PREFIX + "generate_content_requests",
                                "GenerateContentRequestsPerMinutePerProjectPerRegion",
                                null,
                                60L));
    }

    @Test
    void putsTheWorstQuotaFirst() {
        assertThat(classified("429-minute-and-day.json").violations())
                .extracting(QuotaViolation::scope, QuotaViolation::unit, QuotaViolation::limit)
                .containsExactly(
                        tuple(Scope.PER_DAY, Unit.REQUESTS, 20L),
                        tuple(Scope.PER_MINUTE, Unit.INPUT_TOKENS, 250_000L));
    }

    @Test
    void limitZeroOfOneQuotaIsWorseThanAnyOther() {
        Failure failure =
                classify429(
                        "Quota exceeded for metric: m/free_requests, limit: 0, model: pro",
                        """
                        {"violations":[
                          {"quotaMetric":"m/tokens","quotaId":"TokensPerDay","quotaValue":"9"},
                          {"quotaMetric":"m/free_requests","quotaId":"RequestsPerMinute"}]}""");

        assertThat(failure.kind()).isEqualTo(FailureKind.NO_QUOTA_FOR_MODEL);
        assertThat(failure.violations()).extracting(QuotaViolation::limit).containsExactly(0L, 9L);
    }

    @Test
    void detailsAreBelievedBeforeTheProse() {
        Failure failure =
                classify429(
                        "limit: 0, or your prepayment credits are depleted",
                        """
                        {"violations":[{"quotaId":"RequestsPerMinutePerProject","quotaValue":60}]}""");

        assertThat(failure.kind()).isEqualTo(FailureKind.RATE_LIMIT_PER_MINUTE);
        assertThat(failure.violations().get(0).limit()).isEqualTo(60L);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Quota exceeded for metric: m/x, limit: 0, model: pro. Please retry in 3s. | NO_QUOTA_FOR_MODEL",
                "limit: 0. | NO_QUOTA_FOR_MODEL",
                "limit: 05 | CAPACITY",
                "limit: 0.5 | CAPACITY",
                "limit: 10 | CAPACITY",
                "Quota exceeded for metric: m/requests_per_model_per_day, limit: 50 | RATE_LIMIT_PER_DAY",
                "Quota exceeded for metric: m/requests, limit: 50. Please retry in 3s. | RATE_LIMIT_PER_MINUTE",
                "Quota exceeded for metric: m/requests, limit: 50 | QUOTA_UNEXPLAINED",
                "YOUR PREPAYMENT CREDITS ARE DEPLETED. Please retry in 3s. | PREPAY_DEPLETED",
                "You exceeded your current quota. Please retry in 3s. | RATE_LIMIT_PER_MINUTE",
                "You exceeded your current quota, please check your plan and billing details. | QUOTA_UNEXPLAINED",
                "Slow down | CAPACITY"
            })
    void readsTheProseOfABareBody(String prose, FailureKind kind) {
        assertThat(classify429(prose, "null").kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"code\":429,\"message\":\"You exceeded your current quota, please che",
                "<html><body>You exceeded your current quota</body></html>",
                "{\"error\":\"You exceeded your current quota\"}"
            })
    void readsTheWordsOfABodyThatIsCutOrForeign(String body) {
        assertThat(classifier.classify(429, body.getBytes(StandardCharsets.UTF_8)).kind())
                .isEqualTo(FailureKind.QUOTA_UNEXPLAINED);
    }

    @Test
    void aPaymentRequiredCanBeTheCap() {
        assertThat(classifier.classify(402, RecordedBody.bytes("429-spending-cap.json")).kind())
                .isEqualTo(FailureKind.MONTHLY_SPENDING_CAP);
    }

    @Test
    void aPromptCannotStopTheIntakeByWhatTheServerRepeatsOfIt() {
        String message =
                "Unknown name \\\"API key not valid. Multiple authentication credentials\\\"";
        byte[] body =
                ("{\"error\":{\"message\":\"" + message + "\",\"status\":\"INVALID_ARGUMENT\"}}")
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(classifier.classify(400, body).kind()).isEqualTo(FailureKind.INVALID_REQUEST);
    }

    @Test
    void namesTheFieldAtFaultOnce() {
        assertThat(classified("400-unknown-field.json").message())
                .isEqualTo(
                        "Invalid JSON payload received. Unknown name \"foo\" at 'generation_config': Cannot find field.");
        assertThat(classified("400-invalid-argument.json").message())
                .isEqualTo(
                        "Request contains an invalid argument. [generation_config.thinking_config: Thinking level"
                                + " MINIMAL is not supported by this model.]");
    }

    @Test
    void showsTheWordsOfAProxy() {
        assertThat(classified("502-html.html").message())
                .isEqualTo("The answer is not Gemini's: 502 Bad Gateway 502 Bad Gateway nginx");
    }

    @Test
    void keepsTheDetails() {
        assertThat(classified("401.json").details().get(0).path("reason").asText())
                .isEqualTo("ACCESS_TOKEN_TYPE_UNSUPPORTED");
        assertThat(classified("503-overloaded.json").details()).isNull();
    }

    @Test
    void doesNotRepeatTheKeyThatTheServerRepeats() {
        Failure failure = classified("403-suspended.json");

        assertThat(failure.message())
                .isEqualTo("Permission denied: Consumer 'api_key:[key]' has been suspended.");
        assertThat(failure.toString()).contains("containerInfo").doesNotContain("AIza");
    }

    @Test
    void survivesNestingWithoutEnd() {
        String deep = "[".repeat(200_000);
        String object =
                "{\"error\":{\"message\":\"m\",\"details\":"
                        + "[".repeat(900)
                        + "]".repeat(900)
                        + "}}";

        assertThat(classifier.classify(429, deep.getBytes(StandardCharsets.UTF_8)).kind())
                .isEqualTo(FailureKind.CAPACITY);
        assertThat(classifier.classify(500, object.getBytes(StandardCharsets.UTF_8)).message())
                .isEqualTo("m");
    }

    @Test
    void doesNotReadABodyOfMegabytes() {
        byte[] body =
                ("{\"error\":{\"message\":\"" + "limit: 0 ".repeat(500_000) + "\"}}")
                        .getBytes(StandardCharsets.UTF_8);

        Failure failure = classifier.classify(503, body);

        assertThat(failure.kind()).isEqualTo(FailureKind.OVERLOADED);
        assertThat(failure.message())
                .startsWith("The answer is not Gemini's: ")
                .hasSizeLessThan(400);
    }

    private Failure classified(String name) {
        return classifier.classify(RecordedBody.code(name), RecordedBody.bytes(name));
    }

    private Failure classify429(String message, String detail) {
        String body =
                "{\"error\":{\"code\":429,\"message\":\""
                        + message
                        + "\",\"details\":["
                        + detail
                        + "]}}";
        return classifier.classify(429, body.getBytes(StandardCharsets.UTF_8));
    }

    /** Each level takes several frames of the stack: the thread of a call would end by it. */
    @Test
    void detailsThatAreNestedWithoutEndAreCut() {
        String body =
                "{\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\",\"message\":\"x\",\"details\":%s%s}}"
                        .formatted("[".repeat(1_900), "]".repeat(1_900));

        Failure failure = new FailureClassifier(GeminiJson.MAPPER).classify(503, body.getBytes());

        assertThat(failure.kind()).isEqualTo(FailureKind.OVERLOADED);
        assertThat(String.valueOf(failure.details())).hasSizeLessThan(300);
    }
}
