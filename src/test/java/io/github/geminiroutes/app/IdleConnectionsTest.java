package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpConnection;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Which connections are closed, and when. */
class IdleConnectionsTest {

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final AtomicLong now = new AtomicLong();
    private final List<HttpConnection> closed = new ArrayList<>();
    private final IdleConnections connections = new IdleConnections(2, IDLE, now::get);

    /** Only its end matters. */
    private HttpConnection connect() {
        HttpConnection connection =
                (HttpConnection)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {HttpConnection.class},
                                (proxy, method, arguments) ->
                                        switch (method.getName()) {
                                            case "close" -> {
                                                closed.add((HttpConnection) proxy);
                                                yield Future.succeededFuture();
                                            }
                                            case "hashCode" -> System.identityHashCode(proxy);
                                            case "equals" -> proxy == arguments[0];
                                            case "toString" -> "connection";
                                            default -> null;
                                        });
        connections.add(connection);
        return connection;
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
        connections.closeIdle();
    }

    @Test
    void oneWithoutARequestIsClosedOnceItIsIdle() {
        HttpConnection silent = connect();
        HttpConnection asking = connect();
        pass(IDLE);
        connections.touch(asking);
        pass(Duration.ofSeconds(1));
        assertThat(closed).containsExactly(silent);

        pass(IDLE);
        assertThat(closed).containsExactly(silent, asking);
    }

    @Test
    void oneWhoseRequestWaitsStaysHoweverLongItWaits() {
        HttpConnection waiting = connect();
        connections.begin(waiting);
        pass(Duration.ofMinutes(10));
        assertThat(closed).isEmpty();

        connections.end(waiting);
        pass(IDLE);
        assertThat(closed).isEmpty();
        pass(Duration.ofSeconds(1));
        assertThat(closed).containsExactly(waiting);
    }

    @Test
    void theOldestThatHasNoRequestGoesForOneThatIsTooMany() {
        HttpConnection waiting = connect();
        connections.begin(waiting);
        HttpConnection idle = connect();

        HttpConnection next = connect();
        assertThat(closed).containsExactly(idle);

        connections.begin(next);
        HttpConnection refused = connect();
        assertThat(closed).containsExactly(idle, refused);
        connections.remove(next);
        connect();
        assertThat(closed).hasSize(2);
    }

    /** Between two requests, of which the second waits behind the first, it looks idle. */
    @Test
    void oneThatWasJustUsedStaysWhereOthersNeverWere() {
        HttpConnection used = connect();
        HttpConnection silent = connect();
        connections.begin(used);
        connections.end(used);
        connect();

        assertThat(closed).containsExactly(silent);
    }
}
