package io.github.geminiroutes.api;

import java.io.InputStream;

/**
 * The body of an answer between the step that calls and the step that reads. A stream can be read
 * once: a log, a trace or an interceptor of the host that reads bodies would take the answer away,
 * and the call would be repeated, and paid for again. Such a reader finds an empty stream.
 */
public final class AnswerStream extends InputStream {

    private final InputStream content;
    private final int code;

    /**
     * @param code of the response
     */
    AnswerStream(InputStream content, int code) {
        this.content = content;
        this.code = code;
    }

    /**
     * The code of the response whose body it is. A header that a host has removed would make the
     * answer a failure, which is repeated, and paid for again.
     *
     * @param otherwise the code where the body is another stream
     */
    public static int code(Object body, int otherwise) {
        return body instanceof AnswerStream answer ? answer.code : otherwise;
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
