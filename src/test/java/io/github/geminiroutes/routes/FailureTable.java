package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;

/**
 * The answers of {@code failure-table.csv}: each row is what a server says, and what becomes of a
 * prompt file that meets it alone, and beside others that are answered.
 */
final class FailureTable {

    private static final String LATER =
            """
            {"error":{"code":429,"message":"Please retry in 72000s.","status":"RESOURCE_EXHAUSTED","details":[
             {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"m",
              "quotaId":"GenerateRequestsPerMinutePerProjectPerModel","quotaValue":"9"}]},
             {"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"72000s"}]}}""";

    private static final String TOKENS =
            """
            {"error":{"code":429,"message":"Please retry in 30s.","status":"RESOURCE_EXHAUSTED","details":[
             {"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaMetric":"m",
              "quotaId":"GenerateContentInputTokensPerModelPerMinute","quotaValue":"20"}]}]}}""";

    private static final String FINISH =
            "{\"candidates\":[{\"finishReason\":\"%s\",\"content\":{}}],\"modelVersion\":\"v\"}";

    private static final String SIZE =
            "{\"error\":{\"code\":413,\"message\":\"Too large.\",\"status\":\"INVALID_ARGUMENT\"}}";

    private FailureTable() {}

    /**
     * @param body its text, the name of one above, or that of a recorded body
     */
    static ResponseDefinitionBuilder reply(int code, String body) {
        if (body == null || body.startsWith("<")) {
            return aResponse().withStatus(code).withBody(body == null ? "" : body);
        }
        return switch (body) {
            case "LATER" -> aResponse().withStatus(code).withBody(LATER);
            case "TOKENS" -> aResponse().withStatus(code).withBody(TOKENS);
            case "SIZE" -> aResponse().withStatus(code).withBody(SIZE);
            case "OTHER", "SAFETY" -> aResponse().withStatus(code).withBody(FINISH.formatted(body));
            default -> GeminiRoutesTestSupport.recorded(code, body);
        };
    }

    /** What the same means for a message: it has no folders. */
    static String ofMessage(String outcome) {
        return outcome.replaceFirst("^failed ", "dead ").replaceFirst("^(inbox|parked) ", "held ");
    }
}
