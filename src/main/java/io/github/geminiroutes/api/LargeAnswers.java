package io.github.geminiroutes.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ClassicHttpResponse;

/**
 * Reads pages of lists and other answers that may be large, the large ones one at a time: as a tree
 * each may take half of the heap.
 */
final class LargeAnswers {

    /** Ten pages of a list, and a batch job with some answers in it. */
    private static final int MOST_BYTES = (int) GeminiHttpClient.withinHeap(32 * 1024 * 1024);

    /** Such answers need no turn. */
    private static final int SMALL = 64 * 1024;

    /** One that drips would hold the others up for ever. */
    private static final long LONGEST_WAIT = 60;

    private static final Semaphore TURN = new Semaphore(1, true);

    private LargeAnswers() {}

    /**
     * The tree of a good response.
     *
     * @throws GeminiException if it is none, or the turn did not come
     */
    static JsonNode tree(ClassicHttpResponse response) throws IOException {
        if (response.getCode() / 100 != 2 || response.getEntity() == null) {
            return ApiCalls.tree(ApiCalls.good(response));
        }
        try (InputStream in = response.getEntity().getContent()) {
            byte[] first = in.readNBytes(SMALL);
            return first.length < SMALL ? ApiCalls.tree(first) : inTurn(first, in);
        }
    }

    private static JsonNode inTurn(byte[] first, InputStream in) throws IOException {
        try {
            if (!TURN.tryAcquire(LONGEST_WAIT, TimeUnit.SECONDS)) {
                throw new GeminiException(
                        Failure.of(
                                FailureKind.DEADLINE_EXCEEDED,
                                "Other large answers are still coming"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The program stops");
        }
        try {
            byte[] body =
                    new SequenceInputStream(new ByteArrayInputStream(first), in)
                            .readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES) {
                throw ApiCalls.malformed(
                        "The answer is larger than "
                                + MOST_BYTES
                                + " bytes: a tenth of the memory of Java, and 32 MB, are the most",
                        null);
            }
            return ApiCalls.tree(body);
        } finally {
            TURN.release();
        }
    }
}
