package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.GeminiException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands the pieces of a stream to its subscriber, one after another, as many as were requested.
 * Whichever thread changes something does it: none waits.
 */
final class PieceSubscription implements Flow.Subscription {

    private static final Logger LOG = LoggerFactory.getLogger(PieceSubscription.class);

    private final PieceBuffer pieces;
    private final Flow.Subscriber<? super String> subscriber;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicInteger changes = new AtomicInteger();
    private volatile boolean isCancelled;
    private volatile boolean hasBegun;
    private volatile Throwable misuse;

    PieceSubscription(PieceBuffer pieces, Flow.Subscriber<? super String> subscriber) {
        this.pieces = pieces;
        this.subscriber = subscriber;
    }

    void begin() {
        subscriber.onSubscribe(this);
        hasBegun = true;
        drain();
    }

    /** The stream has another reader. */
    void refuse() {
        isCancelled = true;
        subscriber.onSubscribe(this);
        subscriber.onError(new IllegalStateException("The stream has a reader already"));
    }

    @Override
    public void request(long count) {
        if (isCancelled) {
            return;
        }
        if (count <= 0) {
            misuse = new IllegalArgumentException("The number requested must be above 0");
        } else {
            requested.accumulateAndGet(count, PieceSubscription::sum);
        }
        drain();
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }

    @Override
    public void cancel() {
        if (!isCancelled) {
            isCancelled = true;
            pieces.close();
        }
    }

    /**
     * Something has changed. A change while pieces are handed on is seen by the thread that does.
     */
    void drain() {
        if (!hasBegun || changes.getAndIncrement() != 0) {
            return;
        }
        int seen = 1;
        while (seen != 0) {
            try {
                handOn();
            } catch (RuntimeException e) {
                LOG.warn("The subscriber of a stream failed; the stream is closed", e);
                cancel();
            }
            seen = changes.addAndGet(-seen);
        }
    }

    private void handOn() {
        while (!isCancelled) {
            if (misuse != null) {
                cancel();
                subscriber.onError(misuse);
                return;
            }
            boolean isOver = pieces.isOver();
            if (isOver) {
                end();
                return;
            }
            if (requested.get() == 0) {
                return;
            }
            String piece = pieces.poll();
            if (piece == null) {
                // One that came meanwhile has its own change.
                return;
            }
            if (requested.get() != Long.MAX_VALUE) {
                requested.decrementAndGet();
            }
            subscriber.onNext(piece);
        }
    }

    private void end() {
        isCancelled = true;
        GeminiException fault = pieces.fault();
        if (fault == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(fault);
        }
    }
}
