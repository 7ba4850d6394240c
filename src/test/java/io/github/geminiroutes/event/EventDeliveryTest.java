package io.github.geminiroutes.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.LogCapture;
import java.util.List;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.logging.log4j.core.LogEvent;
import org.junit.jupiter.api.Test;

class EventDeliveryTest {

    private static List<Throwable> logged(Throwable error) {
        try (LogCapture log = new LogCapture(EventDelivery.class.getName())) {
            Exchange exchange = new DefaultExchange(new DefaultCamelContext());
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, error);
            new EventDelivery().process(exchange);
            return log.events().stream().map(LogEvent::getThrown).toList();
        }
    }

    /** By the log the program ends: HttpClient, for one, is closed by such an error for good. */
    @Test
    void anErrorOfTheJvmIsLogged() {
        OutOfMemoryError full = new OutOfMemoryError("Java heap space");

        assertThat(logged(new CamelExecutionException("x", null, full))).containsExactly(full);
    }

    @Test
    void aRefusalIsNot() {
        assertThat(logged(new IllegalStateException("HTTP 503"))).isEmpty();
    }
}
