package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
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

    @Test
    void aScheduleInTheMiddleOfARunIsNotInterruptedByTheStop() throws Exception {
        CountDownLatch isRunning = new CountDownLatch(1);
        CountDownLatch goesOn = new CountDownLatch(1);
        CompletableFuture<Boolean> isWhole = new CompletableFuture<>();
        DefaultCamelContext camel = new DefaultCamelContext();
        camel.addRoutes(
                new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("scheduler:long-run?initialDelay=0")
                                .process(run -> run(isRunning, goesOn, isWhole));
                    }
                });
        camel.start();
        isRunning.await();
        PatientShutdown shutdown = new PatientShutdown(camel, Duration.ofSeconds(20));
        shutdown.setTimeUnit(TimeUnit.MILLISECONDS);
        shutdown.setTimeout(10);
        camel.setShutdownStrategy(shutdown);

        CompletableFuture.delayedExecutor(300, TimeUnit.MILLISECONDS).execute(goesOn::countDown);
        camel.stop();

        assertThat(isWhole).isCompletedWithValue(true);
    }

    private static void run(
            CountDownLatch isRunning, CountDownLatch goesOn, CompletableFuture<Boolean> isWhole) {
        isRunning.countDown();
        try {
            goesOn.await();
            isWhole.complete(true);
        } catch (InterruptedException e) {
            isWhole.complete(false);
        }
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
