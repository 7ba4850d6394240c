package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Piece;
import io.github.geminiroutes.answer.PieceSum;
import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.api.StreamListener;
import io.github.geminiroutes.api.StreamedCall;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.failure.RetryAfter;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.KeyMask;
import io.github.geminiroutes.support.ServerName;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
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

    private static final FailureClassifier FAILURES = new FailureClassifier(GeminiJson.MAPPER);

    private final Call call;
    private final Clock clock;
    private final Consumer<Exception> onOpening;
    private final PieceSum sum = new PieceSum();
    private final PieceBuffer pieces = new PieceBuffer(this::resume, this::close);
    private volatile StreamedCall upstream;
    private volatile boolean isOpen;
    private boolean hasEnded;
    private End end;
    private Consumer<End> onEnd;

    /**
     * @param onOpening called once: with null when the first piece is there, else with the error
     */
    StreamedAnswer(Call call, Clock clock, Consumer<Exception> onOpening) {
        this.call = call;
        this.clock = clock;
        this.onOpening = onOpening;
    }

    /** The pieces, for the one who reads them. */
    PieceBuffer pieces() {
        return pieces;
    }

    /** What the pieces have said so far. */
    Response said() {
        return sum.response();
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
        pieces.add(text);
        boolean isFirst;
        synchronized (this) {
            isFirst = !isOpen && !hasEnded;
            isOpen |= isFirst;
        }
        if (isFirst) {
            onOpening.accept(null);
        }
    }

    @Override
    public boolean hasRoom() {
        return pieces.hasRoom();
    }

    private void resume() {
        upstream.resume();
    }

    @Override
    public void ended() {
        if (sum.isFinished()) {
            end(sum.refusal(), false, null);
        } else {
            fail(
                    malformed(
                            isOpen
                                    ? "The answer ended without a finish reason"
                                    : "The answer has no body"));
        }
    }

    private static GeminiException malformed(String message) {
        return new GeminiException(
                Failure.of(FailureKind.MALFORMED_ANSWER, message).withHttpCode(200));
    }

    @Override
    public void refused(Head head, byte[] body) {
        Duration delay =
                head.retryAfter() == null
                        ? null
                        : RetryAfter.delay(head.retryAfter(), clock.instant());
        byte[] json = body == null ? null : KeyMask.byValue(JsonEncoding.utf8(body));
        call.attempt().setErrorBody(json);
        Failure failure = FAILURES.classify(head.code(), json, delay);
        boolean isElsewhere = failure.kind() == FailureKind.REDIRECT && head.location() != null;
        fail(
                new GeminiException(
                        isElsewhere
                                ? failure.withMessage(RedirectTarget.message(head.location()))
                                : failure));
    }

    @Override
    public void failed(Exception error) {
        if (pieces.hasRoom()) {
            fail(error);
        } else {
            // Nobody has read: no byte came because there was no room for it.
            giveUp("The call has ended before its answer was read");
        }
    }

    private void fail(Exception error) {
        Failure failure = FailureClassifier.of(error);
        end(failure, true, error);
    }

    /** The reader has been away for too long, or will never come. */
    void giveUp(String why) {
        Failure failure = ofReader(why);
        pieces.giveUp(new BrokenStreamException(failure, null, null));
        endByReader(failure);
    }

    /** The reader wants no more. */
    void close() {
        endByReader(ofReader("The reader closed the stream"));
    }

    private void endByReader(Failure failure) {
        end(failure, false, new GeminiException(failure));
        upstream.cancel();
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
            onOpening.accept(error);
            return;
        }
        pieces.end(error == null ? null : broken(failure, error));
        if (action != null) {
            action.accept(known);
        }
    }

    private static BrokenStreamException broken(Failure failure, Exception error) {
        return error instanceof BrokenStreamException known
                ? known
                : new BrokenStreamException(failure, null, error);
    }
}
