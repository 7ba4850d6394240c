package io.github.geminiroutes.message;

import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.generate.GeminiHeaders;
import java.util.LinkedHashMap;
import java.util.Map;

/** The headers of replies and dead letters. */
final class MessageWriter {

    /** What a dead letter says that was answered, but whose sender was gone. */
    static final String UNDELIVERED = "reply-undelivered";

    private MessageWriter() {}

    /**
     * @param isCached whether an earlier call brought the answer, so that this one used nothing
     */
    static Map<String, Object> reply(ReceivedMessage received, Answer answer, boolean isCached) {
        Usage usage = isCached ? Usage.NONE : answer.usage();
        Map<String, Object> headers = new LinkedHashMap<>(received.own());
        put(headers, GeminiHeaders.MESSAGE_ID, received.asked().get(GeminiHeaders.MESSAGE_ID));
        put(headers, GeminiHeaders.MODEL_VERSION, answer.modelVersion());
        put(headers, GeminiHeaders.RESPONSE_ID, answer.responseId());
        put(headers, GeminiHeaders.FINISH_REASON, answer.finishReason());
        put(headers, GeminiHeaders.CACHED, isCached);
        put(headers, GeminiHeaders.ANSWERED_FROM, received.source());
        put(headers, GeminiHeaders.INPUT_TOKENS, usage.inputTokens());
        put(headers, GeminiHeaders.OUTPUT_TOKENS, usage.outputTokens());
        put(headers, GeminiHeaders.THINKING_TOKENS, usage.thinkingTokens());
        put(headers, GeminiHeaders.TOTAL_TOKENS, usage.totalTokens());
        addIdentity(headers, received);
        if (received.replyDestination() != null) {
            headers.put("CamelJmsDestination", received.replyDestination());
        }
        return headers;
    }

    static Map<String, Object> deadLetter(ReceivedMessage received, int attempts, Failure failure) {
        Map<String, Object> headers = asItCame(received, attempts);
        put(headers, GeminiHeaders.FAILURE_KIND, failure.kind().id());
        put(headers, GeminiHeaders.FAILURE_MESSAGE, failure.message());
        put(headers, GeminiHeaders.HTTP_CODE, failure.httpCode());
        put(headers, GeminiHeaders.ADVICE, failure.kind().advice());
        return headers;
    }

    /**
     * @param reason what the sender's destination said
     */
    static Map<String, Object> undelivered(ReceivedMessage received, int attempts, String reason) {
        Map<String, Object> headers = asItCame(received, attempts);
        put(headers, GeminiHeaders.FAILURE_KIND, UNDELIVERED);
        put(headers, GeminiHeaders.FAILURE_MESSAGE, reason);
        put(
                headers,
                GeminiHeaders.ADVICE,
                "The message was answered, but where the answer goes took none. Send it again from a"
                        + " sender that waits, or let the endpoint take larger ones.");
        return headers;
    }

    private static Map<String, Object> asItCame(ReceivedMessage received, int attempts) {
        Map<String, Object> headers = new LinkedHashMap<>(received.own());
        headers.putAll(received.described());
        headers.putAll(received.asked());
        put(headers, GeminiHeaders.ORIGIN, received.origin());
        put(headers, GeminiHeaders.ATTEMPTS, attempts);
        addIdentity(headers, received);
        return headers;
    }

    /** For either kind of broker; the other's header filter keeps back what it has no use for. */
    private static void addIdentity(Map<String, Object> headers, ReceivedMessage received) {
        if (received.recordKey() != null) {
            headers.put("kafka.KEY", received.recordKey());
        }
        put(headers, "JMSCorrelationID", received.correlationId());
    }

    /** Texts only: Kafka would write a number as eight bytes that no console shows. */
    private static void put(Map<String, Object> headers, String name, Object value) {
        if (value != null) {
            headers.put(name, value.toString());
        }
    }
}
