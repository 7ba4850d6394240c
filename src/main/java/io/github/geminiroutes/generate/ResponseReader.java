package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.answer.AnswerReader;
import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.api.AnswerStream;
import io.github.geminiroutes.api.GeminiHttpClient;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.failure.RetryAfter;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.KeyMask;
import io.github.geminiroutes.support.ServerName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Makes an HTTP response the answer's text, or an exception that says what went wrong. */
final class ResponseReader {

    static final String RETRY_AFTER = "Retry-After";
    static final String LOCATION = "Location";

    /** An error of Gemini has some thousand bytes; of a longer page the code tells enough. */
    private static final int MAX_ERROR = 1024 * 1024;

    private final AnswerReader reader = new AnswerReader();
    private final FailureClassifier failures = new FailureClassifier(GeminiJson.MAPPER);
    private final AnswerMemory memory;
    private final Clock clock;
    private long maxSize = Long.MAX_VALUE - 1;
    private Path directory;

    ResponseReader(Clock clock) {
        this(clock, AnswerMemory.OF_PROCESS);
    }

    ResponseReader(Clock clock, AnswerMemory memory) {
        this.clock = clock;
        this.memory = memory;
    }

    /** The largest answer in bytes, after decompression. */
    void setMaxSize(long bytes) {
        maxSize = bytes;
    }

    /** Where a large answer is kept until it is read; null for Java's own place. */
    void setDirectory(Path directory) {
        this.directory = directory;
    }

    /**
     * Body out: the answer's text; headers out: {@code CamelGemini…}.
     *
     * @throws GeminiException for everything that is no usable answer
     * @throws IOException if the response cannot be read to its end
     * @throws InterruptedException if the process stops
     */
    void read(Exchange exchange) throws IOException, InterruptedException {
        Message message = exchange.getMessage();
        int code = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        Object retryAfter = message.removeHeader(RETRY_AFTER);
        Object tier = message.removeHeader(ServiceTiers.HEADER);
        Call.of(exchange)
                .attempt()
                .setTierOfHeader(ServerName.of(tier == null ? null : tier.toString()));
        Object location = message.removeHeader(LOCATION);
        if (code / 100 != 2) {
            throw new GeminiException(refusal(code, message, delay(retryAfter), location));
        }
        Call.of(exchange).attempt().setHttpCode(code);
        try (ResponseBody body = body(message, maxSize)) {
            if (body.isOver(maxSize)) {
                throw GeminiHttpClient.tooLarge(maxSize);
            }
            read(exchange, body);
        } catch (GeminiException e) {
            throw code == 200 || e.failure().httpCode() != 200
                    ? e
                    : new GeminiException(e.failure().withHttpCode(code), e);
        }
    }

    private ResponseBody body(Message message, long limit) throws IOException {
        InputStream in = AnswerStream.content(message.getBody(InputStream.class));
        ResponseBody body =
                ResponseBody.read(
                        in == null ? InputStream.nullInputStream() : in, limit, directory);
        // The stream has been read: no later step shall try.
        message.setBody(null);
        return body;
    }

    private Failure refusal(int code, Message message, Duration delay, Object location)
            throws IOException {
        byte[] bytes = null;
        String broken = null;
        try (ResponseBody body = body(message, MAX_ERROR)) {
            bytes = withoutKey(body);
            Call.of(message.getExchange()).attempt().setErrorBody(bytes);
        } catch (GeminiException e) {
            // The code came before the body broke off, and tells what happened.
            message.setBody(null);
            broken = e.failure().message();
        }
        Failure classified = failures.classify(code, bytes, delay);
        Failure failure = broken == null ? classified : classified.withMessage(broken);
        return location == null || failure.kind() != FailureKind.REDIRECT
                ? failure
                : failure.withMessage(RedirectTarget.message(location.toString()));
    }

    private void read(Exchange exchange, ResponseBody body)
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
        try (ResponseBody line = ResponseBody.of(body)) {
            read(exchange, line);
        }
    }

    /**
     * As {@link #read}, of a response that an earlier call brought: this one used nothing.
     *
     * @throws GeminiException if it is no usable answer to this call
     * @throws InterruptedException if the process stops
     */
    void readCached(Exchange exchange, byte[] body) throws InterruptedException {
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

    /** A server may repeat the key anywhere, in any encoding: from here on it is nowhere. */
    private static byte[] withoutKey(ResponseBody body) throws IOException {
        return KeyMask.byValue(JsonEncoding.utf8(body.bytes()));
    }

    private Duration delay(Object retryAfter) {
        return retryAfter == null ? null : RetryAfter.delay(retryAfter.toString(), clock.instant());
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
