package io.github.geminiroutes.gateway;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A request under way, and the clients that wait for its reply. Thread-safe. */
final class Flight {

    private final List<Client> clients = new ArrayList<>();
    private final Runnable giveUp;
    private boolean isOver;

    /**
     * @param giveUp ends the request because no client waits any more
     */
    Flight(Client first, Runnable giveUp) {
        clients.add(first);
        this.giveUp = giveUp;
    }

    /** Has one more client wait; false if it is too late for that. */
    synchronized boolean tryBoard(Client client) {
        return !isOver && clients.add(client);
    }

    /** A client waits no longer. */
    void leave(Client client) {
        synchronized (this) {
            if (isOver || !clients.remove(client) || !clients.isEmpty()) {
                return;
            }
            isOver = true;
        }
        giveUp.run();
    }

    /** The reply has come. */
    void land(Consumer<Client> reply) {
        List<Client> waiting;
        synchronized (this) {
            isOver = true;
            waiting = List.copyOf(clients);
            clients.clear();
        }
        waiting.forEach(reply);
    }
}
