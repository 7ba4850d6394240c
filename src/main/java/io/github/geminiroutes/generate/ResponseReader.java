package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.answer.AnswerReader;
import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.failure.RetryAfter;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.KeyMask;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Makes an HTTP response the answer's text, or an exception that says what went wrong. */
final class ResponseReader {

    private static final String RETRY_AFTER = "Retry-After";

    private final AnswerReader reader = new AnswerReader();
    private final FailureClassifier failures = new FailureClassifier(GeminiJson.MAPPER);
    private final Clock clock;

    ResponseReader(Clock clock) {
        this.clock = clock;
    }

    /**
     * Body out: the answer's text; headers out: {@code CamelGemini…}.
     *
     * @throws GeminiException for everything that is no usable answer
     */
    void read(Exchange exchange) {
        Message message = exchange.getMessage();
        int code = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        byte[] body = message.getBody(byte[].class);
        Object retryAfter = message.removeHeader(RETRY_AFTER);
        // A server may repeat the key anywhere: from here on it is nowhere.
        byte[] known = body == null ? new byte[0] : KeyMask.byValue(body);
        if (code / 100 != 2) {
            throw new GeminiException(failures.classify(code, known, delay(retryAfter)));
        }
        Call call = Call.of(exchange);
        Response response = Response.parse(known);
        // The response says what it cost, also where it turns out to be no answer.
        call.attempt().setResponse(response);
        Answer answer = reader.read(response, call.prompt().output());
        call.answer(answer, clock.instant());
        message.setBody(answer.text());
        setHeaders(message, answer);
    }

    private Duration delay(Object retryAfter) {
        return retryAfter == null ? null : RetryAfter.delay(retryAfter.toString(), clock.instant());
    }

    private static void setHeaders(Message message, Answer answer) {
        HttpHeaders.remove(message);
        message.removeHeader(Exchange.CONTENT_TYPE);
        message.setHeader(GeminiHeaders.MODEL_VERSION, answer.modelVersion());
        message.setHeader(GeminiHeaders.RESPONSE_ID, answer.responseId());
        message.setHeader(GeminiHeaders.FINISH_REASON, answer.finishReason());
        message.setHeader(GeminiHeaders.INPUT_TOKENS, answer.usage().inputTokens());
        message.setHeader(GeminiHeaders.OUTPUT_TOKENS, answer.usage().outputTokens());
        message.setHeader(GeminiHeaders.THINKING_TOKENS, answer.usage().thinkingTokens());
        message.setHeader(GeminiHeaders.TOTAL_TOKENS, answer.usage().totalTokens());
    }
}
