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
 * The requests under way. By choice they are coalesced: a request that a token sends again while
 * the same one is under way waits for the reply to that one. A client that hangs up and asks again
 * gets the answer that was made for it. Requests are taken on the event loop; their replies come on
 * any thread.
 */
final class RequestCoalescing {

    /** A larger one takes so long to digest that others would notice on the event loop. */
    private static final int SMALL = 16 * 1_024;

    private static final int SHARE_OF_HEAP = 32;

    /** They parse and prepare; what waits holds none. */
    private static final int THREADS = 4;

    private final Gateway gateway;
    private final RequestBody bodies;
    private final GatewayRoute route;
    private final TokenThreads threads;
    private final Map<String, CoalescedRequest> joinable = new ConcurrentHashMap<>();
    private final PaidAnswers paid;

    /**
     * @param bodies gets the memory of a request back once it has its reply
     */
    RequestCoalescing(CamelContext context, Gateway gateway, RequestBody bodies, Vertx vertx) {
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
        CoalescedRequest known = known(key);
        if (known == null || !tryJoin(known, client, asked, key)) {
            begin(client, asked, key);
        }
    }

    /** The same request, under way or with an answer that no client got; null if there is none. */
    private CoalescedRequest known(Supplier<String> key) {
        if (!gateway.joins() && paid.isEmpty()) {
            return null;
        }
        CoalescedRequest shared = joinable.get(key.get());
        if (shared != null) {
            return shared;
        }
        shared = paid.take(key.get());
        if (shared != null && gateway.joins()) {
            joinable.put(key.get(), shared);
        }
        return shared;
    }

    private boolean tryJoin(
            CoalescedRequest known, Client client, Asked asked, Supplier<String> key) {
        ClientPatience patience = gateway.patience(asked.timeout(), asked.age());
        boolean wasLeft = known.wasLeft();
        boolean isJoined;
        if (wasLeft) {
            // It is repeated no more: where it fails, this client's request is asked by itself.
            isJoined =
                    known.tryJoin(
                            client,
                            patience,
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
            isJoined = known.tryJoin(client, patience, reply -> reply(client, reply, key, known));
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
        ClientPatience patience = gateway.patience(asked.timeout(), asked.age());
        RequestMemory.Held memory = bodies.held(asked);
        String query = ListQuery.of(asked.path(), asked.request());
        Exchange exchange =
                route.exchange(
                        new GatewayCall(
                                asked.name(), asked.path(), query, asked.body(), memory, patience));
        CoalescedRequest shared =
                new CoalescedRequest(
                        patience,
                        left -> {
                            forget(key, left);
                            patience.end();
                            route.endWait(exchange);
                            if (key != null) {
                                paid.add(key.get(), left);
                            }
                        });
        shared.tryJoin(client, patience, reply -> reply(client, reply, key, shared));
        if (key != null && gateway.joins()) {
            joinable.put(key.get(), shared);
        }
        wait(client, asked, shared, false);
        boolean isEvents = asked.isEvents();
        Runnable release = memory::release;
        // Not by Vert.x, which would wake its event loop once more to say that it is done.
        threads.execute(
                asked.name(),
                () -> send(exchange, release, isEvents, key, shared),
                () -> end(release, FailureReply.stopping(), key, shared));
    }

    /** Replies to a client that waits for a call. */
    private void reply(
            Client client, GatewayReply reply, Supplier<String> key, CoalescedRequest shared) {
        client.send(
                reply,
                () -> {
                    if (shared.tryKeep(reply) && key != null) {
                        paid.add(key.get(), shared);
                    }
                });
    }

    private void end(
            Runnable release, GatewayReply reply, Supplier<String> key, CoalescedRequest shared) {
        release.run();
        forget(key, shared);
        shared.end(reply);
        if (key != null && shared.wasLeft()) {
            paid.settle(key.get(), shared);
        }
    }

    private void forget(Supplier<String> key, CoalescedRequest shared) {
        if (key != null && gateway.joins()) {
            joinable.remove(key.get(), shared);
        }
    }

    private void release(Asked asked) {
        bodies.release(asked.name(), asked.body().length);
    }

    /**
     * @param holdsBody whether the client's own request is in memory until it has its reply
     */
    private void wait(Client client, Asked asked, CoalescedRequest shared, boolean holdsBody) {
        Runnable leave =
                () -> {
                    if (shared.leave(client) && holdsBody) {
                        release(asked);
                    }
                };
        client.onHangUp(leave);
        Duration timeout = asked.timeout();
        if (timeout != null) {
            client.limit(
                    timeout.minus(asked.age()),
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
            CoalescedRequest shared) {
        route.send(
                exchange,
                reply -> end(release, reply, key, shared),
                pieces -> stream(shared, pieces, isEvents, release));
    }

    /** The request stays in memory until its stream has ended. */
    private void stream(
            CoalescedRequest shared, PieceStream pieces, boolean isEvents, Runnable release) {
        Client client = shared.endWithStream();
        if (client == null) {
            pieces.close();
            release.run();
        } else {
            client.stream(pieces, isEvents, gateway.readerTimeout(), release);
        }
    }
}
