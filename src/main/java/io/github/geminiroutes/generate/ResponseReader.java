package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.AnswerStream;
import io.github.geminiroutes.api.GeminiHttpClient;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.failure.RetryAfter;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.ServerName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Makes an HTTP response the answer's text, or an exception that says what went wrong. */
final class ResponseReader {

    static final String RETRY_AFTER = "Retry-After";
    static final String LOCATION = "Location";

    /** An error of Gemini has some thousand bytes; of a longer page the code tells enough. */
    private static final int MAX_ERROR = 1024 * 1024;

    private final FailureClassifier failures = new FailureClassifier(GeminiJson.MAPPER);
    private final BodyReader bodies;
    private final Clock clock;
    private long maxSize = Long.MAX_VALUE - 1;
    private Path directory;

    ResponseReader(Clock clock) {
        this(clock, AnswerMemory.OF_PROCESS);
    }

    ResponseReader(Clock clock, AnswerMemory memory) {
        this.clock = clock;
        this.bodies = new BodyReader(clock, memory);
    }

    /** Reads the answers, once they have their turn. */
    BodyReader bodies() {
        return bodies;
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
     * @param callback is told of the end, if the answer has to wait for its turn first
     * @return whether it has ended
     * @throws GeminiException for everything that is no usable answer
     * @throws IOException if the response cannot be read to its end
     * @throws InterruptedException if the process stops
     */
    boolean read(Exchange exchange, AsyncCallback callback)
            throws IOException, InterruptedException {
        Message message = exchange.getMessage();
        CallVolume volume = Call.of(exchange).attempt().volume();
        if (volume.hasUnread() && !(message.getBody() instanceof AnswerStream)) {
            throw CallBoundary.changed(
                    "The answer was replaced before it was read: an interceptor of the host must"
                            + " not set or convert the body in the route gemini-generate",
                    null);
        }
        volume.read();
        int code =
                AnswerStream.code(
                        message.getBody(),
                        message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class));
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
        ResponseBody body = body(message, maxSize);
        if (body.isOver(maxSize)) {
            body.close();
            throw BodyReader.withCode(code, GeminiHttpClient.tooLarge(maxSize));
        }
        return bodies.read(exchange, body, code, callback);
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
            bytes = BodyReader.withoutKey(body);
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

    private Duration delay(Object retryAfter) {
        return retryAfter == null ? null : RetryAfter.delay(retryAfter.toString(), clock.instant());
    }
}
