package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Filter;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.junit.jupiter.api.Test;

class JvmErrorLogTest {

    private final List<Error> heard = new ArrayList<>();
    private final JvmErrorLog log = new JvmErrorLog(heard::add);

    private Filter.Result log(String logger, Throwable thrown) {
        return log.filter(
                Log4jLogEvent.newBuilder()
                        .setLevel(Level.ERROR)
                        .setLoggerName(logger)
                        .setThrown(thrown)
                        .build());
    }

    /** Each thread that is not to be had would have a trace, and none says where they went. */
    @Test
    void theWantOfThreadsIsHeardAndNotWritten() {
        OutOfMemoryError noThread = new OutOfMemoryError("unable to create native thread: limit");

        assertThat(log("org.apache.camel.processor", noThread)).isEqualTo(Filter.Result.DENY);
        assertThat(log("x", new IllegalStateException(noThread))).isEqualTo(Filter.Result.DENY);
        assertThat(log("x", new OutOfMemoryError("Java heap space")))
                .isEqualTo(Filter.Result.NEUTRAL);
        assertThat(heard).hasSize(3);
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
