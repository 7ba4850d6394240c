package io.github.geminiroutes.app;

import java.io.PrintStream;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.Core;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.plugins.Plugin;
import org.apache.logging.log4j.core.config.plugins.PluginAttribute;
import org.apache.logging.log4j.core.config.plugins.PluginElement;
import org.apache.logging.log4j.core.config.plugins.PluginFactory;

/**
 * Writes the log to the standard error, and waits for nobody who does not read it: a pipe whose
 * reader is stopped, a terminal that is held. Log4j's own console would hold up each thread that
 * logs, and its asynchronous appender tells of a full queue on the same standard error. A line is
 * written before the thread goes on, unless the reader has kept one for a second; beyond a thousand
 * lines that wait, further ones are left out and counted. The log file has them all.
 */
@Plugin(name = "ConsoleLines", category = Core.CATEGORY_NAME, elementType = Appender.ELEMENT_TYPE)
public final class ConsoleLines extends AbstractAppender {

    private static final int MOST_WAITING = 1_000;

    private static final long PATIENCE_MILLIS = 1_000;

    private final PrintStream target;
    private final BlockingQueue<Line> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicLong leftOut = new AtomicLong();
    private volatile boolean isHeld;

    private record Line(byte[] bytes, CountDownLatch written) {}

    private ConsoleLines(String name, Layout<? extends Serializable> layout, PrintStream target) {
        super(name, null, layout, true, Property.EMPTY_ARRAY);
        this.target = target;
    }

    /**
     * @param name in the configuration of the log
     * @param layout writes the event
     */
    @PluginFactory
    public static ConsoleLines of(
            @PluginAttribute("name") String name,
            @PluginElement("Layout") Layout<? extends Serializable> layout) {
        return of(name, layout, System.err);
    }

    static ConsoleLines of(String name, Layout<? extends Serializable> layout, PrintStream target) {
        return new ConsoleLines(name, layout, target);
    }

    @Override
    public void start() {
        super.start();
        Thread writer = new Thread(this::write, "gemini-console");
        writer.setDaemon(true);
        writer.start();
    }

    @Override
    public void append(LogEvent event) {
        Line line = new Line(getLayout().toByteArray(event), new CountDownLatch(1));
        if (!waiting.offer(line)) {
            leftOut.incrementAndGet();
        } else if (!isHeld) {
            await(line);
        }
    }

    private void await(Line line) {
        try {
            if (!line.written().await(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                isHeld = true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The bytes go out in one piece: other texts of the program go to the same stream. */
    private void write() {
        try {
            while (true) {
                Line line = waiting.take();
                target.write(line.bytes(), 0, line.bytes().length);
                target.flush();
                line.written().countDown();
                isHeld = false;
                tellLeftOut();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tellLeftOut() {
        long lines = waiting.isEmpty() ? leftOut.getAndSet(0) : 0;
        if (lines > 0) {
            byte[] bytes =
                    (lines
                                    + " lines are left out here, as nobody read them: see the log file"
                                    + System.lineSeparator())
                            .getBytes(StandardCharsets.UTF_8);
            target.write(bytes, 0, bytes.length);
            target.flush();
        }
    }
}
