package io.github.geminiroutes.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.geminiroutes.generate.PieceStream;
import io.github.geminiroutes.generate.QuotaPolicy;
import io.github.geminiroutes.support.Sha256;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/**
 * The requests under way. By choice, a request that a token sends again while the same one is under
 * way waits for the reply to that one: a client that retries costs nothing more. Thread-safe.
 */
final class Flights {

    private final CamelContext context;
    private final Gateway gateway;
    private final RequestBody bodies;
    private final GatewayRoute route;
    private final Map<String, Flight> joinable = new ConcurrentHashMap<>();

    /**
     * @param bodies gets the memory of a request back once it has its reply
     */
    Flights(CamelContext context, Gateway gateway, RequestBody bodies) {
        this.context = context;
        this.gateway = gateway;
        this.bodies = bodies;
        this.route = new GatewayRoute(context);
    }

    /** Asks what a client asks, or has it wait for the same. On the event loop. */
    void ask(Client client, Asked asked) {
        Duration timeout = ServerTimeout.of(asked.request().getHeader(ServerTimeout.HEADER));
        String key = key(asked);
        Flight known = key == null ? null : joinable.get(key);
        if (known != null && known.tryBoard(client)) {
            bodies.release(asked.name(), asked.body().length);
            wait(client, timeout, known);
            return;
        }
        ClientPatience patience = gateway.patience(timeout);
        Exchange exchange =
                route.exchange(
                        new GatewayCall(
                                asked.name(),
                                asked.path(),
                                ListQuery.of(asked.path(), asked.request()),
                                asked.body(),
                                patience));
        Flight flight =
                new Flight(
                        client,
                        () -> {
                            forget(key);
                            patience.end();
                            endWait(exchange);
                        });
        if (key != null) {
            joinable.put(key, flight);
        }
        wait(client, timeout, flight);
        client.runApart(() -> send(exchange, asked, key, flight));
    }

    /** Null for a request that is never joined: the others cost nothing, or come in pieces. */
    private String key(Asked asked) {
        return gateway.joins() && asked.path().operation() == Operation.GENERATE
                ? Sha256.hex(
                        (asked.name() + ' ' + asked.path().model() + ' ').getBytes(UTF_8),
                        asked.body())
                : null;
    }

    private void forget(String key) {
        if (key != null) {
            joinable.remove(key);
        }
    }

    private static void wait(Client client, Duration timeout, Flight flight) {
        client.onHangUp(() -> flight.leave(client));
        if (timeout != null) {
            client.limit(
                    timeout,
                    () -> {
                        client.send(FailureReply.late());
                        flight.leave(client);
                    });
        }
    }

    private void send(Exchange exchange, Asked asked, String key, Flight flight) {
        int size = asked.body().length;
        route.send(
                exchange,
                reply -> {
                    bodies.release(asked.name(), size);
                    forget(key);
                    flight.land(client -> client.send(reply));
                },
                pieces -> {
                    bodies.release(asked.name(), size);
                    land(flight, pieces, asked.isEvents());
                });
    }

    /** A stream is of one client; that may have gone. */
    private static void land(Flight flight, PieceStream pieces, boolean isEvents) {
        boolean[] isTaken = {false};
        flight.land(
                client -> {
                    isTaken[0] = true;
                    client.stream(pieces, isEvents);
                });
        if (!isTaken[0]) {
            pieces.close();
        }
    }

    private void endWait(Exchange exchange) {
        QuotaPolicy policy =
                context.getRegistry().lookupByNameAndType(QuotaPolicy.BEAN, QuotaPolicy.class);
        if (policy != null) {
            policy.endWait(exchange);
        }
    }
}
