package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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

    private Exchange exchangeOf(String caller) {
        Exchange exchange = exchange();
        CallOptions.of(WaitPolicy.ALWAYS, caller).set(exchange);
        return exchange;
    }

    private CompletableFuture<Void> reserve(Exchange exchange) {
        return reserve(memory, exchange);
    }

    private static CompletableFuture<Void> reserve(AnswerMemory memory, Exchange exchange) {
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

    @Test
    void anAnswerOfAnotherCallerWaitsForOneOfManyAndNotForAll() throws Exception {
        Exchange first = exchangeOf("gateway/a");
        memory.reserve(first, PICTURE);
        List<Exchange> many = new ArrayList<>();
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            many.add(exchangeOf("gateway/a"));
            waiting.add(reserve(many.get(i)));
            assertThat(isDone(waiting.get(i), Duration.ofMillis(200))).isFalse();
        }
        Exchange other = exchangeOf("gateway/b");
        CompletableFuture<Void> ofOther = reserve(other);
        assertThat(isDone(ofOther, Duration.ofMillis(200))).isFalse();

        end(first);
        waiting.get(0).get(10, TimeUnit.SECONDS);
        assertThat(ofOther).isNotDone();
        end(many.get(0));

        ofOther.get(10, TimeUnit.SECONDS);
        assertThat(waiting.subList(1, 3)).allMatch(each -> !each.isDone());
        end(other);
        waiting.get(1).get(10, TimeUnit.SECONDS);
        end(many.get(1));
        waiting.get(2).get(10, TimeUnit.SECONDS);
    }

    @Test
    void anAnswerWhoseThreadIsInterruptedLeavesTheLine() throws Exception {
        Exchange first = exchangeOf("gateway/a");
        memory.reserve(first, PICTURE);
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> memory.reserve(exchangeOf("gateway/b"), PICTURE))
                .isInstanceOf(InterruptedException.class);

        end(first);
        assertThat(memory.free()).isEqualTo(HEAP);
    }

    /** The exchange that has its turn may itself wait for this one. */
    @Test
    void anAnswerDoesNotWaitForEver() throws InterruptedException {
        AnswerMemory impatient = new AnswerMemory(HEAP, Duration.ofMillis(1));
        impatient.reserve(exchange(), PICTURE);

        impatient.reserve(exchange(), PICTURE);

        assertThat(impatient.free()).isZero();
    }

    /** A hundred that wait in a long line must not all go on at a time. */
    @Test
    void theLineMovingOnBeginsThePatienceAnew() throws Exception {
        AnswerMemory moving = new AnswerMemory(HEAP, Duration.ofSeconds(3));
        List<Exchange> line = new ArrayList<>();
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            Exchange each = exchange();
            line.add(each);
            CompletableFuture<Void> future = reserve(moving, each);
            waiting.add(future);
            isDone(future, Duration.ofMillis(200));
        }
        for (int i = 0; i < 4; i++) {
            assertThat(isDone(waiting.get(4), Duration.ofMillis(1_500))).isFalse();
            end(line.get(i));
        }

        waiting.get(4).get(60, TimeUnit.SECONDS);
        end(line.get(4));
        assertThat(moving.free()).isEqualTo(HEAP);
    }
}
