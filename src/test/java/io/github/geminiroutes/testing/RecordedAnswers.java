package io.github.geminiroutes.testing;

/** Answers with status 200 that are no plain success. */
public final class RecordedAnswers {
    private RecordedAnswers() {}

    /** The prompt was blocked: no candidates, a {@code blockReason}. */
    public static Reply blocked(String blockReason) {
        return ok(
                "{\"promptFeedback\":{\"blockReason\":\"%s\"},\"usageMetadata\":"
                        + "{\"promptTokenCount\":12,\"totalTokenCount\":12},"
                        + "\"modelVersion\":\"gemini-3.8-flash\"}",
                blockReason);
    }

    /** Text with another end than STOP: MAX_TOKENS, SAFETY, RECITATION… */
    public static Reply finished(String finishReason, String text) {
        return ok(
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"%s\"}],\"role\":\"model\"},"
                        + "\"finishReason\":\"%s\",\"index\":0}],\"usageMetadata\":"
                        + "{\"promptTokenCount\":12,\"candidatesTokenCount\":7,"
                        + "\"totalTokenCount\":19},\"modelVersion\":\"gemini-3.8-flash\","
                        + "\"responseId\":\"recorded\"}",
                text, finishReason);
    }

    /** STOP without content: a passing fault of the service. */
    public static Reply emptyStop() {
        return Reply.of(
                200,
                "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":\"STOP\","
                        + "\"index\":0}],\"usageMetadata\":{\"promptTokenCount\":12,"
                        + "\"totalTokenCount\":12},\"modelVersion\":\"gemini-3.8-flash\"}");
    }

    /** A body that is no JSON, as a proxy on the way may send. */
    public static Reply malformed() {
        return Reply.of(200, "<html><body>upstream error</body></html>");
    }

    private static Reply ok(String body, Object... values) {
        return Reply.of(200, body.formatted(values));
    }
}
