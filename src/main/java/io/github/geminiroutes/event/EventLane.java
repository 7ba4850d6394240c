package io.github.geminiroutes.event;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Events that are delivered one after another. Thread-safe. */
final class EventLane {

    private final Deque<OutboxEntry> waiting = new ArrayDeque<>();

    /** The one that is being delivered. */
    private OutboxEntry first;

    private boolean isBusy;

    synchronized void add(OutboxEntry entry) {
        waiting.add(entry);
    }

    /** Whether a delivery is to begin: events wait, and none is under way. It is, from now on. */
    synchronized boolean tryBegin() {
        if (isBusy || waiting.isEmpty()) {
            return false;
        }
        isBusy = true;
        return true;
    }

    /** The next event; null if none waits, and the delivery ends. */
    synchronized OutboxEntry next() {
        first = waiting.poll();
        isBusy = first != null;
        return first;
    }

    /** The event under way; null if it was dropped meanwhile. */
    synchronized OutboxEntry first() {
        return first;
    }

    /** The number of its oldest event. */
    synchronized long oldest() {
        OutboxEntry oldest = first == null ? waiting.peek() : first;
        return oldest == null ? Long.MAX_VALUE : oldest.number();
    }

    /** Takes its oldest event out; null if there is none any more. */
    synchronized OutboxEntry drop() {
        if (first == null) {
            return waiting.poll();
        }
        OutboxEntry dropped = first;
        first = null;
        return dropped;
    }

    /** Takes the event under way out, which was delivered; null if it was dropped meanwhile. */
    synchronized OutboxEntry end() {
        OutboxEntry ended = first;
        first = null;
        return ended;
    }

    synchronized void close() throws IOException {
        for (OutboxEntry entry : waiting) {
            if (entry.segment() != null) {
                entry.segment().close();
            }
        }
        if (first != null && first.segment() != null) {
            first.segment().close();
        }
    }
}
