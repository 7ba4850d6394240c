package io.github.geminiroutes.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.Logger;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;

/** What is logged below a name, until it is closed. */
public final class LogCapture implements AutoCloseable {

    private final List<LogEvent> events = new CopyOnWriteArrayList<>();
    private final Logger root = (Logger) LogManager.getRootLogger();
    private final AbstractAppender appender;

    /** The warnings and errors. */
    public LogCapture(String name) {
        this(name, Level.WARN);
    }

    /**
     * @param name of a logger, or what the names of several begin with
     * @param least the level from which on it is kept
     */
    public LogCapture(String name, Level least) {
        appender =
                new AbstractAppender("capture-" + name, null, null, true, Property.EMPTY_ARRAY) {
                    @Override
                    public void append(LogEvent event) {
                        if (event.getLoggerName().startsWith(name)
                                && event.getLevel().isMoreSpecificThan(least)) {
                            events.add(event.toImmutable());
                        }
                    }
                };
        appender.start();
        Configurator.setLevel(name, least);
        root.addAppender(appender);
    }

    /** What was logged so far, by other tests that run beside this one, too. */
    public List<LogEvent> events() {
        return List.copyOf(events);
    }

    @Override
    public void close() {
        root.removeAppender(appender);
    }
}
