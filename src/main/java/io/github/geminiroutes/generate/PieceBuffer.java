package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The pieces that have come and were not read yet. A reader that is slower than the server holds it
 * up: see {@link #hasRoom}.
 */
final class PieceBuffer implements PieceStream {

    /** Characters; the last piece may go beyond. */
    private static final int MOST_UNREAD = 32 * 1_024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<String> unread = new ArrayDeque<>();
    private final StreamMemory.Share memory;
    private final Runnable onRoom;
    private final Runnable onClose;
    private PieceSubscription subscription;
    private long unreadSize;
    private long lastRead = System.nanoTime();
    private boolean isIterated;
    private boolean hasEnded;
    private GeminiException fault;

    /**
     * @param memory counts what is unread
     * @param onRoom called when there is room again
     * @param onClose called when the reader wants no more; it may be called again
     */
    PieceBuffer(StreamMemory.Share memory, Runnable onRoom, Runnable onClose) {
        this.memory = memory;
        this.onRoom = onRoom;
        this.onClose = onClose;
    }

    /** Adds the next piece. */
    void add(String piece) {
        memory.came(piece.length());
        lock.lock();
        try {
            if (hasEnded) {
                return;
            }
            if (unread.isEmpty()) {
                lastRead = System.nanoTime();
            }
            unread.add(piece);
            unreadSize += piece.length();
        } finally {
            changedNow();
        }
    }

    /**
     * No further piece comes.
     *
     * @param error what the reader is told after the last piece; null if the answer is complete
     */
    void end(GeminiException error) {
        lock.lock();
        try {
            if (!hasEnded) {
                hasEnded = true;
                fault = error;
            }
        } finally {
            changedNow();
        }
    }

    /** Whether the server may send more. */
    boolean hasRoom() {
        lock.lock();
        try {
            return unreadSize < MOST_UNREAD;
        } finally {
            lock.unlock();
        }
    }

    /** For how long, in nanoseconds, the reader has left a piece unread; 0 if there is none. */
    long unreadFor() {
        lock.lock();
        try {
            return unread.isEmpty() ? 0 : System.nanoTime() - lastRead;
        } finally {
            lock.unlock();
        }
    }

    /** Throws away what was not read; the reader is told why. */
    void giveUp(GeminiException error) {
        lock.lock();
        try {
            unread.clear();
            unreadSize = 0;
            hasEnded = true;
            fault = error;
        } finally {
            changedNow();
        }
    }

    /** Unlocks, and tells those that wait. */
    private void changedNow() {
        changed.signalAll();
        PieceSubscription reader = subscription;
        lock.unlock();
        if (reader != null) {
            reader.drain();
        }
    }

    /** Takes the next piece; null if there is none now. */
    String poll() {
        String piece;
        lock.lock();
        try {
            piece = unread.poll();
            if (piece != null) {
                unreadSize -= piece.length();
                lastRead = System.nanoTime();
            }
        } finally {
            lock.unlock();
        }
        memory.taken(piece == null ? 0 : piece.length());
        if (piece != null && hasRoom()) {
            onRoom.run();
        }
        return piece;
    }

    /** Whether all was read, and no further piece comes. */
    boolean isOver() {
        lock.lock();
        try {
            return hasEnded && unread.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /** Why the stream ended early; null if it did not. */
    GeminiException fault() {
        lock.lock();
        try {
            return fault;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean hasNext() {
        memory.taken(0);
        lock.lock();
        try {
            if (subscription != null) {
                throw new IllegalStateException("The stream has a subscriber");
            }
            isIterated = true;
            while (unread.isEmpty() && !hasEnded) {
                changed.await();
            }
            if (unread.isEmpty() && fault != null) {
                throw fault;
            }
            return !unread.isEmpty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
            throw new GeminiException(
                    Failure.of(FailureKind.CANCELLED, "The thread that reads was interrupted"), e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String next() {
        if (!hasNext()) {
            throw new NoSuchElementException("The answer has ended");
        }
        String piece = poll();
        if (piece == null) {
            throw new NoSuchElementException("The stream was closed");
        }
        return piece;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super String> subscriber) {
        PieceSubscription own = new PieceSubscription(this, subscriber);
        boolean isFirst;
        lock.lock();
        try {
            isFirst = subscription == null && !isIterated;
            if (isFirst) {
                subscription = own;
            }
        } finally {
            lock.unlock();
        }
        if (isFirst) {
            own.begin();
        } else {
            own.refuse();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            unread.clear();
            unreadSize = 0;
            if (!hasEnded) {
                hasEnded = true;
                fault = null;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        onClose.run();
    }

    /** Says nothing of the answer: it would be in the log otherwise. */
    @Override
    public String toString() {
        return "A streamed answer";
    }
}
