package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.answer.AnswerReader;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.GeminiJson;
import java.time.Clock;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Camel's side of an answer: an HTTP response becomes the answer's text, or an exception that says
 * what went wrong.
 */
public final class GenerateResponse {

    private final AnswerReader reader = new AnswerReader();
    private final FailureClassifier failures = new FailureClassifier(GeminiJson.MAPPER);
    private final Clock clock;

    public GenerateResponse() {
        this(Clock.systemUTC());
    }

    GenerateResponse(Clock clock) {
        this.clock = clock;
    }

    /**
     * Body out: the answer's text; headers out: {@code CamelGemini…}.
     *
     * @throws GeminiException for everything that is no usable answer
     */
    public void read(Exchange exchange) {
        Message message = exchange.getMessage();
        int code = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        byte[] body = message.getBody(byte[].class);
        byte[] known = body == null ? new byte[0] : body;
        if (code / 100 != 2) {
            throw new GeminiException(failures.classify(code, known));
        }
        Call call = exchange.getProperty(GeminiConstants.CALL, Call.class);
        ObjectNode response = reader.parse(known);
        // What it cost is in there, also where it turns out to be no answer.
        exchange.setProperty(GeminiConstants.RESPONSE, response);
        Answer answer = reader.read(response, call.prompt().output());
        call.answered(clock.instant());
        exchange.setProperty(GeminiConstants.ANSWER, answer);
        message.setBody(answer.text());
        setHeaders(message, answer);
    }

    private static void setHeaders(Message message, Answer answer) {
        HttpHeaders.remove(message);
        message.removeHeader(Exchange.CONTENT_TYPE);
        message.setHeader(GeminiConstants.MODEL_VERSION, answer.modelVersion());
        message.setHeader(GeminiConstants.RESPONSE_ID, answer.responseId());
        message.setHeader(GeminiConstants.FINISH_REASON, answer.finishReason());
        message.setHeader(GeminiConstants.INPUT_TOKENS, answer.usage().inputTokens());
        message.setHeader(GeminiConstants.OUTPUT_TOKENS, answer.usage().outputTokens());
        message.setHeader(GeminiConstants.THINKING_TOKENS, answer.usage().thinkingTokens());
        message.setHeader(GeminiConstants.TOTAL_TOKENS, answer.usage().totalTokens());
    }
}
