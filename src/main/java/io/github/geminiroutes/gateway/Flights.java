package io.github.geminiroutes.gateway;

import io.github.geminiroutes.generate.PieceStream;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/**
 * The requests under way. By choice, a request that a token sends again while the same one is under
 * way waits for the reply to that one. A client that hangs up and asks again gets the answer that
 * was made for it. Requests are taken on the event loop; their replies come on any thread.
 */
final class Flights {

    /** A larger one takes so long to digest that others would notice on the event loop. */
    private static final int SMALL = 16 * 1_024;

    private static final int SHARE_OF_HEAP = 32;

    /** They parse and prepare; what waits holds none. */
    private static final int THREADS = 4;

    private final Gateway gateway;
    private final RequestBody bodies;
    private final GatewayRoute route;
    private final TokenThreads threads;
    private final Map<String, Flight> joinable = new ConcurrentHashMap<>();
    private final PaidAnswers paid;

    /**
     * @param bodies gets the memory of a request back once it has its reply
     */
    Flights(CamelContext context, Gateway gateway, RequestBody bodies, Vertx vertx) {
        this.gateway = gateway;
        this.bodies = bodies;
        this.route = new GatewayRoute(context);
        this.threads = new TokenThreads(context, this, "gemini-gateway-request", THREADS);
        this.paid =
                new PaidAnswers(
                        Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP,
                        (time, action) -> vertx.setTimer(time.toMillis(), now -> action.run()));
    }

    /** Asks what a client asks, or has it wait for the same. On the event loop. */
    void ask(Client client, Asked asked) {
        client.onCode(code -> route.count(asked, code));
        if (asked.path().operation() != Operation.GENERATE) {
            begin(client, asked, null);
        } else if (asked.body().length <= SMALL) {
            ask(client, asked, asked::key);
        } else {
            threads.execute(
                    asked.name(),
                    () -> {
                        String key = asked.key();
                        client.runOnLoop(() -> ask(client, asked, () -> key));
                    },
                    () -> {
                        release(asked);
                        client.send(FailureReply.stopping());
                    });
        }
    }

    private void ask(Client client, Asked asked, Supplier<String> key) {
        if (client.isReplied()) {
            release(asked);
            return;
        }
        Flight known = known(key);
        if (known == null || !tryJoin(known, client, asked, key)) {
            begin(client, asked, key);
        }
    }

    /** The same request, under way or with an answer that nobody got; null if there is none. */
    private Flight known(Supplier<String> key) {
        if (!gateway.joins() && paid.isEmpty()) {
            return null;
        }
        Flight flight = joinable.get(key.get());
        if (flight != null) {
            return flight;
        }
        flight = paid.take(key.get());
        if (flight != null && gateway.joins()) {
            joinable.put(key.get(), flight);
        }
        return flight;
    }

    private boolean tryJoin(Flight known, Client client, Asked asked, Supplier<String> key) {
        boolean wasLeft = known.wasLeft();
        boolean isJoined;
        if (wasLeft) {
            // It is repeated no more: where it fails, this client's request is asked by itself.
            isJoined =
                    known.tryBoard(
                            client,
                            reply -> {
                                forget(key, known);
                                if (reply.code() == GatewayReply.OK) {
                                    release(asked);
                                    reply(client, reply, key, known);
                                } else {
                                    client.runOnLoop(() -> ask(client, asked, key));
                                }
                            });
        } else {
            isJoined = known.tryBoard(client, reply -> reply(client, reply, key, known));
            if (isJoined) {
                release(asked);
            }
        }
        if (isJoined) {
            wait(client, asked, known, wasLeft);
        } else {
            forget(key, known);
        }
        return isJoined;
    }

    /**
     * @param key null for a request that is never joined: it costs nothing, or comes in pieces
     */
    private void begin(Client client, Asked asked, Supplier<String> key) {
        ClientPatience patience = gateway.patience(timeout(asked));
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
                        left -> {
                            forget(key, left);
                            patience.end();
                            route.endWait(exchange);
                            if (key != null) {
                                paid.add(key.get(), left);
                            }
                        });
        flight.tryBoard(client, reply -> reply(client, reply, key, flight));
        if (key != null && gateway.joins()) {
            joinable.put(key.get(), flight);
        }
        wait(client, asked, flight, false);
        String name = asked.name();
        int size = asked.body().length;
        boolean isEvents = asked.isEvents();
        Runnable release = () -> bodies.release(name, size);
        // Not by Vert.x, which would wake its event loop once more to say that it is done.
        threads.execute(
                name,
                () -> send(exchange, release, isEvents, key, flight),
                () -> end(release, FailureReply.stopping(), key, flight));
    }

    /** Replies to a client that waits for a call. */
    private void reply(Client client, GatewayReply reply, Supplier<String> key, Flight flight) {
        client.send(
                reply,
                () -> {
                    if (flight.tryKeep(reply) && key != null) {
                        paid.add(key.get(), flight);
                    }
                });
    }

    private void end(Runnable release, GatewayReply reply, Supplier<String> key, Flight flight) {
        release.run();
        forget(key, flight);
        flight.land(reply);
        if (key != null && flight.wasLeft()) {
            paid.settle(key.get(), flight);
        }
    }

    private void forget(Supplier<String> key, Flight flight) {
        if (key != null && gateway.joins()) {
            joinable.remove(key.get(), flight);
        }
    }

    private static Duration timeout(Asked asked) {
        return ServerTimeout.of(asked.request().getHeader(ServerTimeout.HEADER));
    }

    private void release(Asked asked) {
        bodies.release(asked.name(), asked.body().length);
    }

    /**
     * @param holdsBody whether the client's own request is in memory until it has its reply
     */
    private void wait(Client client, Asked asked, Flight flight, boolean holdsBody) {
        Runnable leave =
                () -> {
                    if (flight.leave(client) && holdsBody) {
                        release(asked);
                    }
                };
        client.onHangUp(leave);
        Duration timeout = timeout(asked);
        if (timeout != null) {
            client.limit(
                    timeout,
                    () -> {
                        client.send(FailureReply.late());
                        leave.run();
                    });
        }
    }

    private void send(
            Exchange exchange,
            Runnable release,
            boolean isEvents,
            Supplier<String> key,
            Flight flight) {
        route.send(
                exchange,
                reply -> end(release, reply, key, flight),
                pieces -> {
                    release.run();
                    stream(flight, pieces, isEvents);
                });
    }

    private void stream(Flight flight, PieceStream pieces, boolean isEvents) {
        Client client = flight.landStream();
        if (client == null) {
            pieces.close();
        } else {
            client.stream(pieces, isEvents, gateway.readerTimeout());
        }
    }
}
