package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.GeminiException;
import java.io.Closeable;
import java.util.Iterator;
import java.util.concurrent.Flow;

/**
 * The pieces of one answer, each as soon as it comes: the message body that {@code
 * direct:gemini-stream} gives. A piece is the JSON text of one {@code GenerateContentResponse} as
 * Gemini sent it, on one line or several; its parts are to be joined in the order of the pieces.
 * Source: the Gemini API's {@code streamGenerateContent}.
 *
 * <p>It is read once, either as an iterator, which blocks the thread that reads until the next
 * piece is there, or by one subscriber, which needs no thread: pieces come on a thread of the HTTP
 * client, which a subscriber must not block, and never more than were requested. What is not
 * requested stays on the server's side of the connection but for a small buffer.
 *
 * <p>The call keeps its permit and its place until Gemini has sent the last piece, the stream
 * broke, or it was closed. A reader that takes nothing for {@code gemini.stream.reader-timeout}
 * seconds loses the rest: a stream must be read to its end or closed.
 *
 * <p>A stream that breaks after its first piece is not repeated: {@link #hasNext()} and {@link
 * #next()} throw a {@link BrokenStreamException}, a subscriber's {@code onError} gets it, after all
 * pieces that came whole.
 */
public interface PieceStream extends Iterator<String>, Flow.Publisher<String>, Closeable {

    /**
     * Whether there is another piece. Waits until one is there or the answer has ended.
     *
     * @throws BrokenStreamException if the stream broke
     * @throws GeminiException if the thread was interrupted; the stream is closed then
     * @throws IllegalStateException if there is a subscriber
     */
    @Override
    boolean hasNext();

    /**
     * The next piece. Waits until it is there.
     *
     * @throws java.util.NoSuchElementException if the answer has ended
     * @throws BrokenStreamException if the stream broke
     * @throws GeminiException if the thread was interrupted; the stream is closed then
     * @throws IllegalStateException if there is a subscriber
     */
    @Override
    String next();

    /**
     * Gives the pieces to a subscriber instead. Its {@code cancel} closes the stream. A second one
     * gets an {@link IllegalStateException} by its {@code onError}.
     */
    @Override
    void subscribe(Flow.Subscriber<? super String> subscriber);

    /**
     * Ends the call to Gemini, if it has not ended: its connection is closed, its permit and its
     * place are free, what it has used so far is booked. Does nothing after the last piece. May be
     * called by any thread.
     */
    @Override
    void close();
}
