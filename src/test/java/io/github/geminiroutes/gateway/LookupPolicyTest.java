package io.github.geminiroutes.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A request that needs no permit, where the program stops. */
@Timeout(60)
class LookupPolicyTest {

    private final CamelContext context = new DefaultCamelContext();
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void oneWhoseStepsHaveEndedIsToldOfTheStop() throws Exception {
        context.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:lookup")
                                .routeId("lookup")
                                .errorHandler(noErrorHandler())
                                .policy(new LookupPolicy())
                                .process(exchange -> awaitEnd())
                                .to("log:google");
                    }
                });
        context.start();
        Future<Exchange> asked =
                context.createProducerTemplate()
                        .asyncSend("direct:lookup", exchange -> call().set(exchange));
        begun.await();

        context.getRouteController().stopRoute("lookup", 1, TimeUnit.MILLISECONDS);
        end.countDown();

        Exchange answered = asked.get(30, TimeUnit.SECONDS);
        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody())
                .isInstanceOfSatisfying(
                        GatewayReply.class, reply -> assertThat(reply.code()).isEqualTo(503));
    }

    private void awaitEnd() throws InterruptedException {
        begun.countDown();
        end.await();
    }

    private static GatewayCall call() {
        ClientPatience patience =
                new ClientPatience(Clock.systemUTC(), Duration.ofMinutes(1), () -> Duration.ZERO);
        return new GatewayCall(
                "client",
                new GatewayPath(Operation.COUNT_TOKENS, "m"),
                "",
                new byte[0],
                null,
                patience);
    }
}
