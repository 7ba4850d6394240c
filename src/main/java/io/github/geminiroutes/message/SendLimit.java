package io.github.geminiroutes.message;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends an attempt to reach a sender that takes too long. A client may wait without end for a queue
 * that is full, and the consumer with it: the replies of one sender would hold all consumers. It
 * begins before each attempt; {@link #end} comes after it.
 */
public final class SendLimit extends ServiceSupport implements Processor, CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(SendLimit.class);

    /** The name of the exchange property. */
    private static final String PROPERTY = "gemini-send-attempt";

    private ReplyHealth replyHealth;
    private CamelContext context;
    private ScheduledExecutorService timer;

    /** What knows the senders that take nothing. */
    public void setReplyHealth(ReplyHealth health) {
        replyHealth = health;
    }

    @Override
    public void setCamelContext(CamelContext camelContext) {
        context = camelContext;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    protected void doStart() {
        timer =
                context.getExecutorServiceManager()
                        .newSingleThreadScheduledExecutor(this, "gemini-send-limit");
    }

    @Override
    protected void doStop() {
        // A context whose start failed stops what has not begun, too.
        if (timer != null) {
            context.getExecutorServiceManager().shutdownNow(timer);
        }
    }

    /** An attempt begins, on this thread. */
    @Override
    public void process(Exchange exchange) {
        end(exchange);
        Attempt attempt = new Attempt(Thread.currentThread());
        exchange.setProperty(PROPERTY, attempt);
        Duration limit = replyHealth.limit(InFlightMessage.of(exchange));
        try {
            timer.schedule(attempt::interrupt, limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("The route stops: the attempt has no limit of its own", e);
        }
    }

    /** The attempt of an exchange has ended, if there is one; on its thread. */
    static void end(Exchange exchange) {
        if (exchange.removeProperty(PROPERTY) instanceof Attempt attempt) {
            attempt.end();
        }
    }

    /** The attempt was successful. */
    public void endAttempt(Exchange exchange) {
        end(exchange);
    }

    private static final class Attempt {

        private final Thread thread;
        private boolean isOver;
        private boolean isInterrupted;

        Attempt(Thread thread) {
            this.thread = thread;
        }

        synchronized void interrupt() {
            if (!isOver) {
                isInterrupted = true;
                thread.interrupt();
            }
        }

        synchronized void end() {
            isOver = true;
            if (isInterrupted && thread == Thread.currentThread()) {
                // What comes next on this thread is not what was too slow.
                Thread.interrupted();
            }
        }
    }
}
