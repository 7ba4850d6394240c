package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CallOriginTest {

    private static final CamelContext CONTEXT = new DefaultCamelContext();

    /** Only then its headers are of Camel's usual kind. */
    @BeforeAll
    static void start() {
        CONTEXT.start();
    }

    @AfterAll
    static void stop() {
        CONTEXT.stop();
    }

    private final Exchange exchange = new DefaultExchange(CONTEXT);
    private final AtomicInteger looks = new AtomicInteger();
    private Map<String, Object> ofHost;

    @BeforeEach
    void countLooks() {
        exchange.setMessage(
                new DefaultMessage(CONTEXT) {
                    @Override
                    public Object getHeader(String name) {
                        looks.incrementAndGet();
                        return super.getHeader(name);
                    }

                    @Override
                    public Map<String, Object> getHeaders() {
                        return ofHost == null ? super.getHeaders() : ofHost;
                    }
                });
    }

    @Test
    void aMessageWithoutOurHeadersCostsNoLookAtEach() {
        exchange.getMessage().setHeader("CamelFileName", "a.txt");
        exchange.getMessage().setHeader("CamelHttpMethod", "POST");

        CallOrigin origin = CallOrigin.of(exchange, null);

        assertThat(looks).hasValue(0);
        assertThat(origin.headers()).hasSize(8).containsOnlyNulls();
    }

    @Test
    void aHeaderCountsInEitherCase() {
        exchange.getMessage().setHeader("CamelFileName", "a.txt");
        exchange.getMessage().setHeader("camelgeminitopk", 3);
        exchange.getMessage().setHeader("Zone", "x");

        assertThat(CallOrigin.of(exchange, null).headers()).contains(3);
    }

    /** As a host's own kind of headers may be. */
    @Test
    void aMapOfAnotherOrderHidesNoHeader() {
        for (Map<String, Object> map :
                List.<Map<String, Object>>of(new HashMap<>(), new TreeMap<>())) {
            map.put("zone", "x");
            map.put(GeminiHeaders.TASK, "letters");
            exchange.getMessage().setHeader(GeminiHeaders.TASK, "letters");
            ofHost = map;

            assertThat(CallOrigin.of(exchange, null).headers()).contains("letters");
        }
    }
}
