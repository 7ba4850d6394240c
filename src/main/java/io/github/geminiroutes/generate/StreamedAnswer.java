package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Piece;
import io.github.geminiroutes.answer.PieceSum;
import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.api.StreamClient;
import io.github.geminiroutes.api.StreamListener;
import io.github.geminiroutes.api.StreamedCall;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.KeyMask;
import io.github.geminiroutes.support.ServerName;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.function.Consumer;

/**
 * One answer that comes in pieces: until the first is there the call can fail as any other, and be
 * repeated; from then on it ends once, whatever ends it. Thread-safe.
 */
final class StreamedAnswer implements StreamListener {

    /**
     * The end of an answer that had begun.
     *
     * @param failure what went wrong; null if nothing
     * @param isServers whether the server, or the way to it, is at fault
     * @param said what the pieces said, without their content
     */
    record End(Failure failure, boolean isServers, Response said) {}

    /** A stream whose pieces are smaller, in bytes, never waits for other streams. */
    private static final int SMALL = 16 * 1_024;

    private final Call call;
    private final Clock clock;
    private final Consumer<Exception> onOpening;
    private final PieceSum sum = new PieceSum();
    private final StreamMemory.Share memory;
    private final PieceBuffer pieces;
    private volatile StreamedCall upstream;
    private volatile boolean isOpen;
    private volatile long partial;
    private boolean hasEnded;
    private End end;
    private Consumer<End> onEnd;

    /**
     * @param caller who asks; empty for the application itself
     * @param onOpening called once: with null when the first piece is there, else with the error
     */
    StreamedAnswer(Call call, String caller, Clock clock, Consumer<Exception> onOpening) {
        this.call = call;
        this.clock = clock;
        this.onOpening = onOpening;
        memory = StreamMemory.OF_PROCESS.open(caller, this::admitted);
        pieces = new PieceBuffer(memory, this::resume, this::close);
    }

    /** The pieces, for the one who reads them. */
    PieceBuffer pieces() {
        return pieces;
    }

    /** What the pieces have said so far; null before the first. */
    Response said() {
        return sum.isEmpty() ? null : sum.response();
    }

    /** Has an action run once the answer has ended, or at once if it has. */
    void whenEnded(Consumer<End> action) {
        End known;
        synchronized (this) {
            onEnd = action;
            known = end;
        }
        if (known != null) {
            action.accept(known);
        }
    }

    @Override
    public void sending(StreamedCall call) {
        upstream = call;
    }

    @Override
    public void begun(Head head) {
        call.attempt().setTierOfHeader(ServerName.of(head.tier()));
        call.attempt().setHttpCode(head.code());
    }

    @Override
    public void piece(byte[] json) {
        byte[] withoutKey = KeyMask.byValue(json);
        Piece piece = Piece.read(withoutKey);
        String text = new String(withoutKey, StandardCharsets.UTF_8);
        Failure failure = piece.failure();
        if (failure != null) {
            fail(new BrokenStreamException(failure, text, null));
            upstream.cancel();
            return;
        }
        sum.add(piece);
        call.attempt().volume().addAnswered(json.length);
        partial = 0;
        pieces.add(text);
        // Until there is something to read, an answer that turns out to be empty is repeated.
        boolean isReadable = isOpen || sum.isWorthReading() || !pieces.hasRoom();
        boolean isFirst;
        synchronized (this) {
            isFirst = isReadable && !isOpen && !hasEnded;
            isOpen |= isFirst;
        }
        if (isFirst) {
            onOpening.accept(null);
        }
    }

    @Override
    public boolean hasRoom(long bytes) {
        partial = bytes;
        return pieces.hasRoom() && mayGrow();
    }

    private boolean mayGrow() {
        long bytes = partial;
        return memory.mayGrow(bytes < SMALL ? 0 : bytes + StreamClient.WINDOW);
    }

    /** The reader has made room. */
    private void resume() {
        if (mayGrow()) {
            upstream.resume();
        }
    }

    /** Other streams have made room. */
    private void admitted() {
        if (pieces.hasRoom()) {
            upstream.resume();
        }
    }

    @Override
    public void ended() {
        if (!sum.isFinished()) {
            fail(
                    StreamRefusal.malformed(
                            sum.isEmpty()
                                    ? "The answer has no body"
                                    : "The answer ended without a finish reason"));
            return;
        }
        Failure refusal = sum.refusal();
        end(refusal, false, isOpen || refusal == null ? null : new GeminiException(refusal));
    }

    @Override
    public void refused(Head head, byte[] body) {
        byte[] json = body == null ? null : KeyMask.byValue(JsonEncoding.utf8(body));
        call.attempt().setErrorBody(json);
        fail(StreamRefusal.of(head, json, clock.instant()));
    }

    @Override
    public void failed(Exception error) {
        if (pieces.hasRoom() && !memory.isWaiting()) {
            fail(error);
        } else {
            // No byte came because there was no room for it.
            giveUp("The call has ended before its answer was read");
        }
    }

    private void fail(Exception error) {
        end(FailureClassifier.of(error), true, error);
    }

    /** The reader has been away for too long, or will never come. */
    void giveUp(String why) {
        Failure failure = ofReader(why);
        pieces.giveUp(new BrokenStreamException(failure, null, null));
        endByReader(failure);
    }

    /** Nobody waits for the first piece. The sender asks before whether anybody does. */
    void forgo() {
        if (!isOpen && upstream != null) {
            endByReader(Failure.of(FailureKind.CANCELLED, "The caller has gone"));
        }
    }

    /** Whether it is the answer of a call. */
    boolean isOf(Call other) {
        return call == other;
    }

    /** The reader wants no more. */
    void close() {
        endByReader(ofReader("The reader closed the stream"));
    }

    /** All was read: nothing is held any longer. */
    void release() {
        memory.close();
    }

    private void endByReader(Failure failure) {
        end(failure, false, new GeminiException(failure));
        upstream.cancel();
        release();
    }

    private static Failure ofReader(String why) {
        return Failure.of(FailureKind.CANCELLED, why).withHttpCode(200);
    }

    /**
     * @param error what the reader is told; null if the answer is complete
     */
    private void end(Failure failure, boolean isServers, Exception error) {
        Consumer<End> action;
        End known;
        synchronized (this) {
            if (hasEnded) {
                return;
            }
            hasEnded = true;
            known = new End(failure, isServers, sum.response());
            end = isOpen ? known : null;
            action = isOpen ? onEnd : null;
        }
        if (!isOpen) {
            release();
            onOpening.accept(error);
            return;
        }
        pieces.end(error == null ? null : BrokenStreamException.of(failure, error));
        if (action != null) {
            action.accept(known);
        }
    }
}
