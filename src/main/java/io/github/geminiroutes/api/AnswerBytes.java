package io.github.geminiroutes.api;

import java.util.function.Consumer;
import org.apache.hc.core5.http.EntityDetails;

/** The bytes of a streamed answer as they come, bounded. Touched by one thread at a time. */
final class AnswerBytes {

    /** An error of Gemini has some thousand bytes; of a longer page the code tells enough. */
    private static final int MAX_ERROR = 1024 * 1024;

    private final PieceParser parser;
    private final long maxSize;
    private final PieceBytes error = new PieceBytes(2L * MAX_ERROR);
    private long size;

    /**
     * @param pieces gets each piece once it is whole
     * @param maxSize the most bytes of a piece, and of all together
     */
    AnswerBytes(Consumer<byte[]> pieces, long maxSize) {
        this.parser = new PieceParser(pieces, maxSize);
        this.maxSize = maxSize;
    }

    /**
     * Looks at what the head says of the body.
     *
     * @param entity null if there is no body
     * @throws io.github.geminiroutes.failure.GeminiException if it is packed, or too large
     */
    void begin(EntityDetails entity) {
        if (entity == null) {
            return;
        }
        String encoding = entity.getContentEncoding();
        if (encoding != null && !encoding.isBlank() && !"identity".equalsIgnoreCase(encoding)) {
            throw PieceParser.malformed("The answer is packed, which was not asked for");
        }
        if (entity.getContentLength() > maxSize) {
            throw CallFaults.tooLarge(maxSize);
        }
    }

    /**
     * Reads some bytes of pieces.
     *
     * @throws io.github.geminiroutes.failure.GeminiException if they are too many, or no pieces
     */
    void read(byte[] bytes) {
        size += bytes.length;
        if (size > maxSize) {
            throw CallFaults.tooLarge(maxSize);
        }
        parser.read(bytes);
    }

    /** What is held of the piece under way. */
    long held() {
        return parser.held();
    }

    /** The pieces have ended. */
    void end() {
        parser.end();
    }

    /** Reads some bytes of an error; returns whether more are of no use. */
    boolean readError(byte[] bytes) {
        error.add(bytes, 0, Math.min(bytes.length, MAX_ERROR));
        return error.size() > MAX_ERROR;
    }

    /** The error's bytes, without those that are of no use. */
    byte[] error() {
        return error.take();
    }
}
