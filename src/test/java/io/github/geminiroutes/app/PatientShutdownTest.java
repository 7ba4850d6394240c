package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.AsyncProcessorAwaitManager;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PatientShutdownTest {

    @Test
    void aThreadThatIsAboutToGoOnIsNotInterruptedByTheStop() throws Exception {
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.start();
        CountDownLatch isBlocked = new CountDownLatch(1);
        CountDownLatch isStopping = new CountDownLatch(1);
        AsyncProcessorSupport writer =
                new AsyncProcessorSupport() {
                    @Override
                    public boolean process(Exchange exchange, AsyncCallback callback) {
                        CompletableFuture.runAsync(
                                () -> goOn(isStopping, callback),
                                task -> new Thread(task, "writer").start());
                        isBlocked.countDown();
                        return false;
                    }
                };
        AsyncProcessorAwaitManager waits =
                camel.getCamelContextExtension().getContextPlugin(AsyncProcessorAwaitManager.class);
        Exchange exchange = new DefaultExchange(camel);
        Thread timer = new Thread(() -> waits.process(writer, exchange), "timer");
        timer.start();
        isBlocked.await();
        while (waits.size() == 0) {
            Thread.onSpinWait();
        }

        camel.setShutdownStrategy(new PatientShutdown(camel, Duration.ofSeconds(20)));
        isStopping.countDown();
        camel.stop();
        timer.join();

        assertThat(exchange.getException()).isNull();
    }

    /** So late that the stop has come to the threads that are blocked. */
    private static void goOn(CountDownLatch isStopping, AsyncCallback callback) {
        try {
            isStopping.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS)
                .execute(() -> callback.done(false));
    }
}
