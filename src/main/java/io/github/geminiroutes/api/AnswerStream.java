package io.github.geminiroutes.api;

import java.io.InputStream;

/**
 * The body of an answer between the step that calls and the step that reads. A stream can be read
 * once: a log, a trace or an interceptor of the host that reads bodies would take the answer away,
 * and the call would be repeated, and paid for again. Such a reader finds an empty stream.
 */
public final class AnswerStream extends InputStream {

    private final InputStream content;

    AnswerStream(InputStream content) {
        this.content = content;
    }

    /** The bytes of an answer; of another stream the stream itself. */
    public static InputStream content(InputStream body) {
        return body instanceof AnswerStream answer ? answer.content : body;
    }

    @Override
    public int read() {
        return -1;
    }

    @Override
    public String toString() {
        return "an answer that was not read yet";
    }
}
