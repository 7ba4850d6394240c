package io.github.geminiroutes.event;

/**
 * An event that is on disk before it is true: a prompt is about to be moved. Closed without {@link
 * #happened}, it is taken back. Touched by one thread at a time.
 */
public final class PendingEvent implements AutoCloseable {

    /** Stands for an event that is not wanted. */
    public static final PendingEvent NONE = new PendingEvent(null, null);

    private final EventOutbox outbox;
    private final OutboxEntry entry;
    private boolean hasEnded;

    PendingEvent(EventOutbox outbox, OutboxEntry entry) {
        this.outbox = outbox;
        this.entry = entry;
    }

    /** It is true now: it is delivered. */
    public void happened() {
        if (outbox != null && !hasEnded) {
            hasEnded = true;
            outbox.add(entry);
        }
    }

    /** Takes the event back, unless it has happened. */
    @Override
    public void close() {
        if (outbox != null && !hasEnded) {
            hasEnded = true;
            outbox.takeBack(entry);
        }
    }
}
