package io.github.geminiroutes.message;

import io.github.geminiroutes.message.MessageBody.Unreadable;
import io.github.geminiroutes.support.BoundedText;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import org.apache.camel.Message;
import org.apache.camel.WrappedFile;

/**
 * A body that is not in memory yet, as routes of a host pass it on: a stream, or a file that one of
 * Camel's components took. A stranger may have made it gigabytes long.
 */
final class StreamedBody {

    private StreamedBody() {}

    static boolean isOne(Object body) {
        return body instanceof InputStream
                || body instanceof Reader
                || body instanceof WrappedFile<?>;
    }

    /**
     * The bytes or the text; {@link Unreadable} if there are more than a request may have.
     *
     * @param maxBytes the largest request
     */
    static Object read(Message message, long maxBytes) throws IOException {
        if (message.getBody() instanceof Reader reader) {
            try (reader) {
                String text = BoundedText.read(reader, maxBytes);
                return text == null ? tooLong(maxBytes) : text;
            }
        }
        try (InputStream stream = message.getBody(InputStream.class)) {
            return stream == null ? message.getBody() : bytes(stream, maxBytes);
        }
    }

    private static Object bytes(InputStream stream, long maxBytes) throws IOException {
        byte[] bytes = stream.readNBytes((int) Math.min(maxBytes + 1, Integer.MAX_VALUE - 8));
        return bytes.length > maxBytes ? tooLong(maxBytes) : bytes;
    }

    private static Unreadable tooLong(long maxBytes) {
        return new Unreadable(
                "more than the " + maxBytes + " bytes of gemini.max-request-size", null);
    }
}
