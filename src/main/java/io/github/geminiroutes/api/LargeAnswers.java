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
 * Reads pages of lists, the large ones one at a time: as a tree each may take half of the heap.
 * Results of batch jobs in them are left out, see {@link InlineResults}.
 */
final class LargeAnswers {

    /** Ten pages of a list. */
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
            return ApiResponses.tree(ApiResponses.good(response));
        }
        try (InputStream in = response.getEntity().getContent()) {
            byte[] first = in.readNBytes(SMALL);
            return first.length < SMALL ? small(first) : inTurn(first, in);
        }
    }

    private static JsonNode small(byte[] body) throws IOException {
        return body.length == 0
                ? ApiResponses.tree(body)
                : InlineResults.leaveOut(new ByteArrayInputStream(body), SMALL);
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
            return InlineResults.leaveOut(
                    new SequenceInputStream(new ByteArrayInputStream(first), in), MOST_BYTES);
        } finally {
            TURN.release();
        }
    }
}
