package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.answer.AnswerReader;
import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.SlowChecks;
import io.github.geminiroutes.support.KeyMask;
import java.io.IOException;
import java.time.Clock;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Makes the body of a response an answer, once there is memory for it, and its turn has come where
 * its check is slow.
 */
final class BodyReader {

    private final AnswerReader reader = new AnswerReader();
    private final AnswerMemory memory;
    private final Clock clock;

    BodyReader(Clock clock, AnswerMemory memory) {
        this.clock = clock;
        this.memory = memory;
    }

    /**
     * Reads an answer, which is closed then. One that has to wait leaves its place to another call.
     *
     * @param code of the response
     * @param callback is told of the end, if the answer has to wait
     * @return whether it has ended
     * @throws GeminiException for everything that is no usable answer
     * @throws InterruptedException if the process stops
     */
    boolean read(Exchange exchange, ResponseBody body, int code, AsyncCallback callback)
            throws IOException, InterruptedException {
        AttemptContext attempt = Call.of(exchange).attempt();
        attempt.volume().addAnswered(body.size());
        CallPlace place = exchange.isTransacted() ? null : attempt.place();
        SlowChecks.Reading<IOException> reading = () -> readOnce(exchange, body, code);
        boolean isDone = true;
        try {
            boolean isTried = place == null || memory.hasRoom(exchange, body.size());
            if (isTried && SlowChecks.tryRead(reading)) {
                return true;
            }
            beginWait(exchange);
            if (place == null) {
                SlowChecks.readInTurn(reading);
                return true;
            }
            isDone = false;
            place.leaveFor(() -> readLater(exchange, body, isTried, reading, callback));
            return false;
        } finally {
            if (isDone) {
                body.close();
            }
        }
    }

    private static void readLater(
            Exchange exchange,
            ResponseBody body,
            boolean isTried,
            SlowChecks.Reading<IOException> reading,
            AsyncCallback callback) {
        try (body) {
            if (isTried) {
                SlowChecks.readInTurn(reading);
            } else {
                SlowChecks.read(reading, () -> beginWait(exchange));
            }
        } catch (Exception | Error e) {
            exchange.setException(e);
        } finally {
            callback.done(false);
        }
    }

    /** What was read holds nothing while it waits: it is read again. */
    private static void beginWait(Exchange exchange) {
        AnswerMemory.release(exchange);
        Call.of(exchange).attempt().forgetResponse();
        OwnWait.begin(exchange);
    }

    private void readOnce(Exchange exchange, ResponseBody body)
            throws IOException, InterruptedException {
        memory.reserve(exchange, body.size());
        boolean isKept = false;
        try {
            if (body.size() == 0) {
                throw new GeminiException(
                        Failure.of(FailureKind.MALFORMED_ANSWER, "The answer has no body")
                                .withHttpCode(200));
            }
            Call call = Call.of(exchange);
            Response response = Response.parse(withoutKey(body));
            // The response says what it cost, also where it turns out to be no answer: it keeps its
            // memory until the call ends, or is to be repeated.
            call.attempt().setResponse(response);
            isKept = true;
            Answer answer = reader.read(response, call.prompt().output());
            call.answer(answer, clock.instant());
            setMessage(exchange.getMessage(), answer, answer.usage());
        } finally {
            if (!isKept) {
                AnswerMemory.release(exchange);
            }
        }
    }

    /** Waits for the memory of an answer that is read from a file: many are read at a time. */
    void awaitMemory(Exchange exchange, long size) throws InterruptedException {
        memory.reserve(exchange, size);
    }

    /**
     * As {@link #read}, of a response that came as a line of a batch job.
     *
     * @throws GeminiException for everything that is no usable answer
     * @throws InterruptedException if the process stops
     */
    void readLine(Exchange exchange, byte[] body) throws IOException, InterruptedException {
        Call.of(exchange).attempt().volume().addAnswered(body.length);
        try (ResponseBody line = ResponseBody.of(body)) {
            SlowChecks.read(() -> readOnce(exchange, line), () -> beginWait(exchange));
        }
    }

    /**
     * As {@link #read}, of a response that an earlier call brought: this one used nothing.
     *
     * @throws GeminiException if it is no usable answer to this call
     * @throws InterruptedException if the process stops
     */
    void readCached(Exchange exchange, byte[] body) throws InterruptedException {
        SlowChecks.read(() -> readCachedOnce(exchange, body), () -> OwnWait.begin(exchange));
    }

    private void readCachedOnce(Exchange exchange, byte[] body) throws InterruptedException {
        boolean isAnswered = false;
        memory.reserve(exchange, body.length);
        try {
            Call call = Call.of(exchange);
            Answer answer = reader.read(Response.parse(body), call.prompt().output());
            call.answerAgain(answer, clock.instant());
            setMessage(exchange.getMessage(), answer, Usage.NONE);
            exchange.getMessage().setHeader(GeminiHeaders.CACHED, true);
            isAnswered = true;
        } finally {
            if (!isAnswered) {
                AnswerMemory.release(exchange);
            }
        }
    }

    private void readOnce(Exchange exchange, ResponseBody body, int code)
            throws IOException, InterruptedException {
        try {
            readOnce(exchange, body);
        } catch (GeminiException e) {
            throw withCode(code, e);
        }
    }

    /** The failure of a response, with its code. */
    static GeminiException withCode(int code, GeminiException e) {
        return code == 200 || e.failure().httpCode() != 200
                ? e
                : new GeminiException(e.failure().withHttpCode(code), e);
    }

    /** A server may repeat the key anywhere, in any encoding: from here on it is nowhere. */
    static byte[] withoutKey(ResponseBody body) throws IOException {
        return KeyMask.byValue(JsonEncoding.utf8(body.bytes()));
    }

    private static void setMessage(Message message, Answer answer, Usage usage) {
        message.setBody(answer.text());
        HttpHeaders.remove(message);
        message.removeHeader(Exchange.CONTENT_TYPE);
        // The next question of the route is none of the template's.
        message.removeHeader(GeminiHeaders.TEMPLATE);
        message.setHeader(GeminiHeaders.CACHED, false);
        message.setHeader(GeminiHeaders.MODEL_VERSION, answer.modelVersion());
        message.setHeader(GeminiHeaders.RESPONSE_ID, answer.responseId());
        message.setHeader(GeminiHeaders.FINISH_REASON, answer.finishReason());
        message.setHeader(GeminiHeaders.INPUT_TOKENS, usage.inputTokens());
        message.setHeader(GeminiHeaders.OUTPUT_TOKENS, usage.outputTokens());
        message.setHeader(GeminiHeaders.THINKING_TOKENS, usage.thinkingTokens());
        message.setHeader(GeminiHeaders.TOTAL_TOKENS, usage.totalTokens());
    }
}
