package io.github.geminiroutes.gateway;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** A request under way, and all the clients that wait for its one reply. Thread-safe. */
final class CoalescedRequest {

    private final Map<Client, Consumer<GatewayReply>> waiting = new LinkedHashMap<>();
    private final ClientPatience patience;
    private Consumer<CoalescedRequest> onLeft;
    private GatewayReply reply;
    private boolean isOver;
    private boolean wasLeft;

    /** How many the reply was given to, without those that had gone before they got it. */
    private int told;

    /**
     * @param patience bounds the waits of the call
     * @param onLeft is told each time that no client waits any more
     */
    CoalescedRequest(ClientPatience patience, Consumer<CoalescedRequest> onLeft) {
        this.patience = patience;
        this.onLeft = onLeft;
    }

    /**
     * Has one more client wait, or gives it the reply that is kept.
     *
     * @param ofClient how long it waits
     * @return false if it is too late for both
     */
    boolean tryJoin(Client client, ClientPatience ofClient, Consumer<GatewayReply> then) {
        GatewayReply kept;
        synchronized (this) {
            if (!isOver) {
                waiting.put(client, then);
                patience.join(ofClient);
                return true;
            }
            kept = reply;
            if (kept == null) {
                return false;
            }
            told++;
        }
        then.accept(kept);
        return true;
    }

    /**
     * A client waits no longer.
     *
     * @return whether it has waited until now
     */
    boolean leave(Client client) {
        Consumer<CoalescedRequest> left;
        synchronized (this) {
            if (waiting.remove(client) == null) {
                return false;
            }
            if (!waiting.isEmpty()) {
                return true;
            }
            wasLeft = true;
            left = onLeft;
        }
        left.accept(this);
        return true;
    }

    /** The reply has come: all that wait get it; where none waits, an answer is kept. */
    void end(GatewayReply newReply) {
        Map<Client, Consumer<GatewayReply>> readers;
        synchronized (this) {
            readers = takeReaders();
            reply = readers.isEmpty() && newReply.code() == GatewayReply.OK ? newReply : null;
        }
        readers.values().forEach(then -> then.accept(newReply));
    }

    /**
     * A client had gone before it got the reply: an answer that no client got is kept.
     *
     * @return whether this one is kept
     */
    synchronized boolean tryKeep(GatewayReply lost) {
        told--;
        if (told > 0 || lost.code() != GatewayReply.OK) {
            return false;
        }
        wasLeft = true;
        reply = lost;
        return true;
    }

    /** The first piece has come. A stream is of one client: null if that has gone. */
    synchronized Client endWithStream() {
        return takeReaders().keySet().stream().findFirst().orElse(null);
    }

    private Map<Client, Consumer<GatewayReply>> takeReaders() {
        isOver = true;
        // It holds the request, which must not stay in memory as long as the answer is kept.
        onLeft = null;
        Map<Client, Consumer<GatewayReply>> readers = new LinkedHashMap<>(waiting);
        waiting.clear();
        told = readers.size();
        return readers;
    }

    /** Whether there was a time when no client waited: the request is repeated no more. */
    synchronized boolean wasLeft() {
        return wasLeft;
    }

    /** Whether the reply has come. */
    synchronized boolean isOver() {
        return isOver;
    }

    /** The answer that no client got; null if there is none. */
    synchronized GatewayReply kept() {
        return reply;
    }
}
