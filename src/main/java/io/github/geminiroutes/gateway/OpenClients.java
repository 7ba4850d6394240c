package io.github.geminiroutes.gateway;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The clients whose requests have not ended. Thread-safe. */
final class OpenClients {

    private final Set<Client> open = ConcurrentHashMap.newKeySet();

    void add(Client client) {
        open.add(client);
    }

    void remove(Client client) {
        open.remove(client);
    }

    /**
     * Replies to all that have no reply yet. At the end of the program some are still to send their
     * requests, and some wait for a step that ends with Camel: a connection that is closed without
     * a word would leave these to guess.
     */
    void endAll() {
        open.forEach(client -> client.refuse(FailureReply.stopping()));
    }
}
