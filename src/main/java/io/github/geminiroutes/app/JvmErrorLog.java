package io.github.geminiroutes.app;

import io.github.geminiroutes.support.JvmError;
import java.util.List;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.filter.AbstractFilter;

/**
 * Finds the errors of the JVM that a library has caught: all that it does with them is to write
 * them to the log. Netty, Vert.x, Camel and Kafka's client do so, on threads of their own. Where
 * the JVM has no thread left, each of them would write the same with a trace of its own: {@link
 * JvmErrorGuard} says it once.
 */
final class JvmErrorLog extends AbstractFilter {

    /**
     * Of a message that says that it has a billion bytes, a broker's client runs out of memory, and
     * has it again a moment later. The broker gives such a message up, see {@link
     * io.github.geminiroutes.message.JmsContainers}; it must not end the program at each start.
     */
    private static final List<String> OF_ONE_MESSAGE =
            List.of(
                    "org.apache.activemq",
                    "org.apache.qpid",
                    "org.apache.camel.component.jms",
                    "org.springframework.jms");

    private final Consumer<Error> failed;

    JvmErrorLog(Consumer<Error> failed) {
        this.failed = failed;
    }

    /**
     * Adds it to the log of the program, whatever the configuration of the log says.
     *
     * @param failed is told of each such error
     */
    static void addTo(Consumer<Error> failed) {
        JvmErrorLog log = new JvmErrorLog(failed);
        log.start();
        ((LoggerContext) LogManager.getContext(false))
                .getConfiguration()
                .getRootLogger()
                .addFilter(log);
    }

    @Override
    public Result filter(LogEvent event) {
        VirtualMachineError ofJvm = JvmError.in(event.getThrown());
        if (ofJvm == null
                || !event.getLevel().isMoreSpecificThan(Level.WARN)
                || OF_ONE_MESSAGE.stream().anyMatch(event.getLoggerName()::startsWith)) {
            return Result.NEUTRAL;
        }
        failed.accept(ofJvm);
        return JvmEnd.isOfThreads(ofJvm) ? Result.DENY : Result.NEUTRAL;
    }
}
