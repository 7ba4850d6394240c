package io.github.geminiroutes.generate;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Bounds what all open streams hold together: of each, the piece that has come in part and the
 * pieces that nobody has read. A stream that would go beyond the bound waits, and its server with
 * it. One may always go on, so that streams which wait for each other all come to their end: the
 * most that is held is the bound and one answer. The first window of a stream, 32 KB, is not
 * counted. Thread-safe.
 */
final class StreamMemory {

    /** Of the heap of this process, which all its Camel contexts share. */
    static final StreamMemory OF_PROCESS =
            // A piece on its way takes its bytes twice: they grow, and then become a text.
            new StreamMemory(Runtime.getRuntime().maxMemory() / 10);

    private final long total;
    private final Map<Share, Long> waiting = new LinkedHashMap<>();
    private long used;

    /** May go beyond the total; null while nobody has to. */
    private Share favoured;

    /**
     * @param total the bytes to share
     */
    StreamMemory(long total) {
        this.total = total;
    }

    /**
     * The share of a new stream.
     *
     * @param onRoom called when a stream that had to wait may go on
     */
    Share open(Runnable onRoom) {
        return new Share(onRoom);
    }

    /** How many bytes are held. */
    synchronized long used() {
        return used;
    }

    /** How many streams wait. */
    synchronized int waiting() {
        return waiting.size();
    }

    private void change(Share share, long partial, long whole) {
        used += partial + whole - share.partial - share.whole;
        share.partial = partial;
        share.whole = whole;
    }

    /** What may go on now, after something was given back. */
    private List<Share> admit() {
        if (favoured != null && (used <= total || favoured.isEmpty())) {
            favoured = null;
        }
        List<Share> admitted = new ArrayList<>();
        Iterator<Map.Entry<Share, Long>> line = waiting.entrySet().iterator();
        while (line.hasNext()) {
            Map.Entry<Share, Long> next = line.next();
            if (!mayHold(next.getKey(), next.getValue())) {
                break;
            }
            line.remove();
            admitted.add(next.getKey());
        }
        return admitted;
    }

    private boolean mayHold(Share share, long partial) {
        if (used + partial - share.partial > total) {
            if (favoured != null && favoured != share) {
                return false;
            }
            favoured = share;
        }
        change(share, partial, share.whole);
        return true;
    }

    /** What one stream holds. */
    final class Share {

        private final Runnable onRoom;
        private long partial;
        private long whole;
        private long inHand;
        private boolean isClosed;

        private Share(Runnable onRoom) {
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
                waiting.remove(this);
                if (isClosed || bytes <= partial || mayHold(this, bytes)) {
                    return true;
                }
                waiting.put(this, bytes);
                return false;
            }
        }

        /** Whether the stream waits. */
        boolean isWaiting() {
            synchronized (StreamMemory.this) {
                return waiting.containsKey(this);
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
                        waiting.remove(this);
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
