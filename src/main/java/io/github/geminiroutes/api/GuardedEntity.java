package io.github.geminiroutes.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.function.UnaryOperator;
import java.util.zip.ZipException;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;

/**
 * The body of an answer, read within the time of its call. Closed before its end it closes the
 * connection: HttpClient would read the rest, which may have no end.
 */
final class GuardedEntity extends HttpEntityWrapper {

    private final Runnable abort;
    private final UnaryOperator<IOException> judge;
    private final CallDeadline deadline;
    private final boolean isForMessage;
    private final int code;
    private InputStream content;
    private boolean isHandedOut;

    /**
     * @param abort closes the connection
     * @param judge says what an answer is told as that does not come to its end
     * @param isForMessage whether the first to get the content is camel-http, which makes it the
     *     body of a message: an {@link AnswerStream}
     * @param code of the response
     */
    GuardedEntity(
            HttpEntity body,
            Runnable abort,
            UnaryOperator<IOException> judge,
            CallDeadline deadline,
            boolean isForMessage,
            int code) {
        super(body);
        this.abort = abort;
        this.judge = judge;
        this.deadline = deadline;
        this.isForMessage = isForMessage;
        this.code = code;
    }

    /** Whether its code is that of an answer, which is paid for, and of no error. */
    boolean isSuccess() {
        return code / 100 == 2;
    }

    @Override
    public InputStream getContent() throws IOException {
        if (content == null) {
            content = new Content(super.getContent());
        }
        if (isForMessage && !isHandedOut) {
            isHandedOut = true;
            return new AnswerStream(content, code);
        }
        return content;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = AnswerStream.content(getContent())) {
            in.transferTo(out);
        }
    }

    @Override
    public void close() throws IOException {
        AnswerStream.content(getContent()).close();
    }

    private final class Content extends WatchedStream {

        private boolean hasEnded;

        Content(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (hasEnded) {
                return -1;
            }
            try {
                int count = in.read(bytes, offset, length);
                if (count < 0) {
                    end();
                }
                return count;
            } catch (IOException e) {
                end();
                throw judge.apply(e);
            } catch (StackOverflowError e) {
                // Java unpacks each part of a gzip stream one level deeper.
                end();
                abort.run();
                throw judge.apply(new ZipException("it is packed too often"));
            }
        }

        private void end() {
            hasEnded = true;
            deadline.stop();
        }

        @Override
        public void close() throws IOException {
            if (hasEnded) {
                in.close();
                return;
            }
            end();
            abort.run();
            try {
                in.close();
            } catch (IOException e) {
                // The connection was closed a line above; only buffers are given back here.
            }
        }
    }
}
