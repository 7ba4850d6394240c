package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.junit.jupiter.api.Test;

class JvmErrorLogTest {

    private final List<Error> heard = new ArrayList<>();
    private final JvmErrorLog log = new JvmErrorLog(heard::add);

    private void log(String logger, Throwable thrown) {
        log.append(Log4jLogEvent.newBuilder().setLoggerName(logger).setThrown(thrown).build());
    }

    @Test
    void whatALibraryHasCaughtIsHeard() {
        OutOfMemoryError full = new OutOfMemoryError("Java heap space");

        log("io.vertx.core.impl.ContextImpl", full);
        log("org.apache.camel.component.timer", new IllegalStateException(full));

        assertThat(heard).containsExactly(full, full);
    }

    @Test
    void whatIsNoErrorOfTheJvmIsNot() {
        log("io.netty.channel", null);
        log("io.netty.channel", new IllegalStateException());
        log("io.netty.channel", new StackOverflowError());

        assertThat(heard).isEmpty();
    }

    /** Its broker gives it up; after a restart it would come again. */
    @Test
    void aMessageThatNoClientCanReadDoesNotEndTheProgram() {
        log("org.apache.activemq.artemis.core.client", new OutOfMemoryError());
        log("org.apache.qpid.jms.provider.amqp", new OutOfMemoryError());

        assertThat(heard).isEmpty();
    }
}
