package io.github.geminiroutes.generate;

import io.github.geminiroutes.support.Shares;
import io.github.geminiroutes.support.TurnsLine;
import java.util.ArrayList;
import java.util.List;

/**
 * Bounds what all open streams hold together: of each, the piece that has come in part and the
 * pieces that nobody has read. A stream that would go beyond the bound waits, and its server with
 * it. Those of one caller hold no more than its share ({@link Shares}), and callers that wait have
 * turns: streams that nobody reads hold up those of other callers for one turn at most. One stream
 * may always go on, so that streams which wait for each other all come to their end: the most that
 * is held is the bound and one answer. The first window of a stream, 32 KB, is not counted.
 * Thread-safe.
 */
final class StreamMemory {

    /** Of the heap of this process, which all its Camel contexts share. */
    static final StreamMemory OF_PROCESS =
            // A piece on its way takes its bytes twice: they grow, and then become a text.
            new StreamMemory(Runtime.getRuntime().maxMemory() / 10);

    private final long total;
    private final Shares memory;
    private final TurnsLine<Share> waiting = new TurnsLine<>(share -> share.caller);

    /** May go beyond the bounds; null while nobody has to. */
    private Share favoured;

    /**
     * @param total the bytes to share
     */
    StreamMemory(long total) {
        this.total = total;
        this.memory = new Shares(total);
    }

    /**
     * The share of a new stream.
     *
     * @param caller who asks; empty for the application itself
     * @param onRoom called when a stream that had to wait may go on
     */
    Share open(String caller, Runnable onRoom) {
        return new Share(caller, onRoom);
    }

    /** How many bytes are held. */
    synchronized long used() {
        return total - memory.free();
    }

    /** How many streams wait. */
    synchronized int waiting() {
        return waiting.size();
    }

    private void change(Share share, long partial, long whole) {
        long more = partial + whole - share.partial - share.whole;
        if (more > 0) {
            memory.take(share.caller, more);
        } else if (more < 0) {
            memory.giveBack(share.caller, -more);
        }
        share.partial = partial;
        share.whole = whole;
    }

    /** What may go on now, after something was given back. */
    private List<Share> admit() {
        if (favoured != null && (!memory.isBeyond(favoured.caller) || favoured.isEmpty())) {
            favoured = null;
        }
        List<Share> admitted = new ArrayList<>();
        for (Share next = waiting.first(this::mayHold);
                next != null;
                next = waiting.first(this::mayHold)) {
            waiting.served(next);
            waiting.take(next);
            next.hold();
            admitted.add(next);
        }
        return admitted;
    }

    private boolean mayHold(Share share) {
        return fits(share) || favoured == null || favoured == share;
    }

    private boolean fits(Share share) {
        return memory.mayTake(share.caller, share.wanted - share.partial);
    }

    /** What one stream holds. */
    final class Share {

        private final String caller;
        private final Runnable onRoom;
        private long wanted;
        private long partial;
        private long whole;
        private long inHand;
        private boolean isClosed;

        private Share(String caller, Runnable onRoom) {
            this.caller = caller;
            this.onRoom = onRoom;
        }

        private boolean isEmpty() {
            return partial + whole == 0;
        }

        /**
         * Whether the piece under way may grow to so many bytes. If not, the stream is told when it
         * may.
         */
        boolean mayGrow(long bytes) {
            synchronized (StreamMemory.this) {
                waiting.take(this);
                wanted = bytes;
                if (isClosed || bytes <= partial) {
                    return true;
                }
                if (mayHold(this)) {
                    hold();
                    return true;
                }
                waiting.add(this);
                return false;
            }
        }

        private void hold() {
            if (!fits(this)) {
                favoured = this;
            }
            change(this, wanted, whole);
        }

        /** Whether the stream waits. */
        boolean isWaiting() {
            synchronized (StreamMemory.this) {
                return waiting.has(this);
            }
        }

        /** The piece under way is whole, and now waits for the reader. */
        void came(long bytes) {
            update(() -> change(this, 0, whole + bytes));
        }

        /**
         * The reader has done with the piece that it took before, and takes another.
         *
         * @param bytes 0 if there is no other yet
         */
        void taken(long bytes) {
            update(
                    () -> {
                        change(this, partial, whole - inHand);
                        inHand = bytes;
                    });
        }

        /** The stream has ended, and nobody reads on. */
        void close() {
            update(
                    () -> {
                        isClosed = true;
                        waiting.take(this);
                        change(this, 0, 0);
                    });
        }

        private void update(Runnable step) {
            List<Share> admitted;
            synchronized (StreamMemory.this) {
                if (isClosed) {
                    return;
                }
                step.run();
                admitted = admit();
            }
            admitted.forEach(share -> share.onRoom.run());
        }
    }
}
