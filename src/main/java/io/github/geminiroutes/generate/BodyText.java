package io.github.geminiroutes.generate;

import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.support.BoundedText;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.net.URL;
import java.nio.file.Path;
import org.apache.camel.Message;
import org.apache.camel.TypeConversionException;
import org.apache.camel.WrappedFile;
import org.apache.camel.support.MessageHelper;

/**
 * The body of a message as a text. What is not in memory yet, such as a file or a stream that Camel
 * has spooled to the disk, is read no further than a request may be long: a stranger's upload of
 * gigabytes would fill the heap of the application.
 */
final class BodyText {

    private final long mostBytes;

    /**
     * @param mostBytes the largest request
     */
    BodyText(long mostBytes) {
        this.mostBytes = mostBytes;
    }

    /**
     * Null if there is none.
     *
     * @throws InvalidPromptException if it is too long
     */
    String read(Message message) {
        Object body = message.getBody();
        if (body instanceof byte[] bytes && bytes.length > mostBytes) {
            throw tooLong();
        }
        if (!isOutside(body)) {
            return message.getBody(String.class);
        }
        try (Reader reader = reader(message)) {
            return reader == null ? message.getBody(String.class) : read(reader, message);
        } catch (IOException e) {
            // What Camel throws for a body that it cannot read itself.
            throw new TypeConversionException(body, String.class, e);
        }
    }

    private static boolean isOutside(Object body) {
        return body instanceof InputStream
                || body instanceof Reader
                || body instanceof File
                || body instanceof Path
                || body instanceof WrappedFile<?>
                || body instanceof URL;
    }

    /** Null where Camel can only read the whole. It opens a path as a stream alone. */
    private static Reader reader(Message message) {
        Reader reader = message.getBody(Reader.class);
        InputStream stream = reader == null ? message.getBody(InputStream.class) : null;
        return stream == null
                ? reader
                : message.getExchange()
                        .getContext()
                        .getTypeConverter()
                        .convertTo(Reader.class, message.getExchange(), stream);
    }

    private String read(Reader reader, Message message) throws IOException {
        String text = BoundedText.read(reader, mostBytes);
        if (text == null) {
            // A dead letter of the application has the body from its beginning.
            MessageHelper.resetStreamCache(message);
            throw tooLong();
        }
        return text;
    }

    private InvalidPromptException tooLong() {
        return new InvalidPromptException(
                "the body is longer than the %d bytes that gemini.max-request-size allows: shorten it or raise the setting"
                        .formatted(mostBytes),
                0);
    }
}
