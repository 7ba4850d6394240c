package io.github.geminiroutes.app;

import io.github.geminiroutes.event.Events;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.folder.PromptCounters;
import io.github.geminiroutes.generate.QuotaPolicy;
import io.github.geminiroutes.message.MessageProcessor;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of a program that ends, their answers, and the events of these. */
final class CallsInFlight {

    private static final Logger LOG = LoggerFactory.getLogger(CallsInFlight.class);

    private static final long CHECK_MILLIS = 20;
    private static final int QUIET_CHECKS = 3;

    /** An endpoint that takes no event for so long is down: it was refused six times meanwhile. */
    private static final Duration NO_SIGN = Duration.ofSeconds(7);

    private final QuotaPolicy quota;
    private final PromptCounters prompts;
    private final MessageProcessor messages;
    private final Events events;

    CallsInFlight(CamelContext camel) {
        quota = camel.getRegistry().lookupByNameAndType(QuotaPolicy.BEAN, QuotaPolicy.class);
        DropFolderService inbox = DropFolderService.of(camel);
        prompts = inbox == null ? null : inbox.counters();
        messages = MessageProcessor.of(camel);
        events = Events.of(camel);
    }

    /**
     * Starts no further call and gives the calls in flight, and their answers, time to end.
     *
     * @param time how long at most
     * @param stopped ends the wait
     */
    void letFinish(Duration time, CountDownLatch stopped) {
        quota.stopCalls();
        long deadline = System.nanoTime() + time.toNanos();
        try {
            awaitCalls(deadline, stopped);
            deliverEvents(deadline, stopped);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitCalls(long deadline, CountDownLatch stopped) throws InterruptedException {
        for (int quiet = 0; quiet < QUIET_CHECKS && System.nanoTime() < deadline; ) {
            boolean isBusy = isBusy();
            if (!isBusy && messages == null && prompts != null && prompts.inFlight() == 0) {
                return;
            }
            // While an answer passes from one counter to the other, neither counts it.
            quiet = isBusy ? 0 : quiet + 1;
            stopped.await(CHECK_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** What an endpoint does not take now is kept for the next start. */
    private void deliverEvents(long deadline, CountDownLatch stopped) throws InterruptedException {
        if (events == null) {
            return;
        }
        // On a busy machine, a short drain is over before the route has looked for them.
        events.adopt();
        long pending = events.pending();
        long lastSign = System.nanoTime();
        while (pending > 0
                && System.nanoTime() < deadline
                && System.nanoTime() - lastSign < NO_SIGN.toNanos()) {
            stopped.await(CHECK_MILLIS, TimeUnit.MILLISECONDS);
            long now = events.pending();
            lastSign = now < pending ? System.nanoTime() : lastSign;
            pending = now;
        }
        if (pending > 0) {
            LOG.warn("{} events are not delivered: they are kept for the next start", pending);
        }
    }

    private boolean isBusy() {
        return quota.openCalls() > 0
                || prompts != null && prompts.settling() > 0
                || messages != null && messages.counters().settling() > 0;
    }
}
