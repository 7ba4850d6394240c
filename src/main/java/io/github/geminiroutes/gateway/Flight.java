package io.github.geminiroutes.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A request under way, and the clients that wait for its reply. Thread-safe. */
final class Flight {

    private final Map<Client, Consumer<GatewayReply>> waiting = new LinkedHashMap<>();
    private final Consumer<Flight> onLeft;
    private GatewayReply reply;
    private boolean isOver;
    private boolean wasLeft;

    /**
     * @param onLeft is told each time that no client waits any more
     */
    Flight(Consumer<Flight> onLeft) {
        this.onLeft = onLeft;
    }

    /**
     * Has one more client wait, or gives it the reply that is kept.
     *
     * @return false if it is too late for both
     */
    boolean tryBoard(Client client, Consumer<GatewayReply> then) {
        GatewayReply kept;
        synchronized (this) {
            if (!isOver) {
                waiting.put(client, then);
                return true;
            }
            kept = reply;
        }
        if (kept != null) {
            then.accept(kept);
        }
        return kept != null;
    }

    /**
     * A client waits no longer.
     *
     * @return whether it has waited until now
     */
    boolean leave(Client client) {
        synchronized (this) {
            if (waiting.remove(client) == null) {
                return false;
            }
            if (!waiting.isEmpty()) {
                return true;
            }
            wasLeft = true;
        }
        onLeft.accept(this);
        return true;
    }

    /** The reply has come: all that wait get it; where nobody does, an answer is kept. */
    void land(GatewayReply newReply) {
        Map<Client, Consumer<GatewayReply>> told;
        synchronized (this) {
            told = end();
            reply = told.isEmpty() && newReply.code() == GatewayReply.OK ? newReply : null;
        }
        told.values().forEach(then -> then.accept(newReply));
    }

    /** The first piece has come. A stream is of one client: null if that has gone. */
    synchronized Client landStream() {
        return end().keySet().stream().findFirst().orElse(null);
    }

    private Map<Client, Consumer<GatewayReply>> end() {
        isOver = true;
        Map<Client, Consumer<GatewayReply>> told = new LinkedHashMap<>(waiting);
        waiting.clear();
        return told;
    }

    /** Whether there was a time when no client waited: the request is repeated no more. */
    synchronized boolean wasLeft() {
        return wasLeft;
    }

    /** Whether the reply has come. */
    synchronized boolean isOver() {
        return isOver;
    }

    /** The answer that nobody waited for; null if there is none. */
    synchronized GatewayReply kept() {
        return reply;
    }
}
