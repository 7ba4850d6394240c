package io.github.geminiroutes.app;

import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The connections of a server whose requests may wait for minutes without a byte, which Vert.x
 * would take for idle ones. A connection without such a request is closed once it is idle, or, the
 * one that has been unused for longest first, where there are too many. Thread-safe.
 */
final class IdleConnections {

    private final int most;
    private final long idleNanos;
    private final LongSupplier nanoTime;

    /** The one whose last request is the longest ago comes first. */
    private final Map<HttpConnection, Use> open = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param most how many there may be
     * @param idle after how long without a request one is closed
     */
    IdleConnections(int most, Duration idle, LongSupplier nanoTime) {
        this.most = most;
        this.idleNanos = idle.toNanos();
        this.nanoTime = nanoTime;
    }

    /** A client has connected. */
    void add(HttpConnection connection) {
        HttpConnection oldest = null;
        synchronized (open) {
            open.put(connection, new Use(nanoTime.getAsLong()));
            if (open.size() > most) {
                oldest =
                        open.entrySet().stream()
                                .filter(each -> each.getValue().requests == 0)
                                .map(Map.Entry::getKey)
                                .findFirst()
                                .orElse(connection);
                open.remove(oldest);
            }
        }
        if (oldest != null) {
            oldest.close();
        }
    }

    /** A connection is closed. */
    void remove(HttpConnection connection) {
        synchronized (open) {
            open.remove(connection);
        }
    }

    /** A request came that is answered at once. */
    void touch(HttpConnection connection) {
        change(connection, 0);
    }

    /** A request came that may wait. */
    void begin(HttpConnection connection) {
        change(connection, 1);
    }

    /** A request that might wait has its reply. */
    void end(HttpConnection connection) {
        change(connection, -1);
    }

    private void change(HttpConnection connection, int requests) {
        synchronized (open) {
            Use use = open.get(connection);
            if (use != null) {
                use.requests += requests;
                use.since = nanoTime.getAsLong();
            }
        }
    }

    /** Closes those that are idle for too long. To be called every few seconds. */
    void closeIdle() {
        List<HttpConnection> idle = new ArrayList<>();
        synchronized (open) {
            long now = nanoTime.getAsLong();
            Iterator<Map.Entry<HttpConnection, Use>> each = open.entrySet().iterator();
            while (each.hasNext()) {
                Map.Entry<HttpConnection, Use> one = each.next();
                if (one.getValue().requests == 0 && now - one.getValue().since > idleNanos) {
                    idle.add(one.getKey());
                    each.remove();
                }
            }
        }
        idle.forEach(HttpConnection::close);
    }

    /** What a connection does. */
    private static final class Use {

        private long since;
        private int requests;

        Use(long since) {
            this.since = since;
        }
    }
}
