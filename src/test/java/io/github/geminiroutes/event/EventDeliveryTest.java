package io.github.geminiroutes.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.Test;

class EventDeliveryTest {

    private static List<Throwable> logged(Throwable error) {
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        AbstractAppender appender =
                new AbstractAppender("thrown", null, null, true, Property.EMPTY_ARRAY) {
                    @Override
                    public void append(LogEvent event) {
                        thrown.add(event.getThrown());
                    }
                };
        appender.start();
        Logger log = (Logger) LogManager.getLogger(EventDelivery.class);
        log.addAppender(appender);
        try {
            Exchange exchange = new DefaultExchange(new DefaultCamelContext());
            exchange.setProperty(Exchange.EXCEPTION_CAUGHT, error);
            new EventDelivery().process(exchange);
        } finally {
            log.removeAppender(appender);
        }
        return thrown;
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
