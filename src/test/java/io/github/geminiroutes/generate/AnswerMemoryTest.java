package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AnswerMemoryTest {

    private static final long HEAP = 128L << 20;
    private static final long PICTURE = 20_800_000;

    private final AnswerMemory memory = new AnswerMemory(HEAP, Duration.ofSeconds(20));
    private final DefaultCamelContext context = new DefaultCamelContext();

    private Exchange exchange() {
        return new DefaultExchange(context);
    }

    private CompletableFuture<Void> reserve(Exchange exchange) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        memory.reserve(exchange, PICTURE);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
    }

    @Test
    void smallAnswersNeedNoTurn() throws InterruptedException {
        memory.reserve(exchange(), 64 * 1024);

        assertThat(memory.free()).isEqualTo(HEAP);
    }

    @Test
    void oneLargeAnswerWaitsUntilTheExchangeOfTheOtherHasEnded() throws Exception {
        Exchange first = exchange();
        memory.reserve(first, PICTURE);

        CompletableFuture<Void> second = reserve(exchange());

        assertThat(isDone(second, Duration.ofMillis(200))).isFalse();
        end(first);
        second.get(60, TimeUnit.SECONDS);
    }

    private static boolean isDone(CompletableFuture<Void> future, Duration time)
            throws InterruptedException, ExecutionException {
        try {
            future.get(time.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private static void end(Exchange exchange) {
        exchange.getExchangeExtension()
                .handoverCompletions()
                .forEach(completion -> completion.onComplete(exchange));
    }

    @Test
    void theNextAnswerOfAnExchangeTakesThePlaceOfTheOneBefore() throws InterruptedException {
        Exchange exchange = exchange();
        for (int i = 0; i < 3; i++) {
            memory.reserve(exchange, PICTURE);
        }
        AnswerMemory.release(exchange);

        assertThat(memory.free()).isEqualTo(HEAP);
        end(exchange);
        assertThat(memory.free()).isEqualTo(HEAP);
    }

    /** Behind the one that waits it would hold the line that it has read meanwhile. */
    @Test
    void anExchangeThatHasItsTurnForALineKeepsItForTheAnswer() throws Exception {
        Exchange first = exchange();
        memory.reserve(first, PICTURE);
        CompletableFuture<Void> second = reserve(exchange());
        assertThat(isDone(second, Duration.ofMillis(200))).isFalse();

        assertThat(isDone(reserve(first), Duration.ofSeconds(10))).isTrue();

        assertThat(second).isNotDone();
        end(first);
        second.get(60, TimeUnit.SECONDS);
    }

    /** The exchange that has its turn may itself wait for this one. */
    @Test
    void anAnswerDoesNotWaitForEver() throws InterruptedException {
        AnswerMemory impatient = new AnswerMemory(HEAP, Duration.ofMillis(1));
        impatient.reserve(exchange(), PICTURE);

        impatient.reserve(exchange(), PICTURE);

        assertThat(impatient.free()).isZero();
    }
}
