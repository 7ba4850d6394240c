package io.github.geminiroutes.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Alone, because it takes the time that all slow validations share. */
@Isolated
@Timeout(120)
class SlowChecksTest {

    private static final int MOST_FIELDS = 1_600_000;

    private final List<CheckedJson> checked = new ArrayList<>();
    private final CountDownLatch waits = new CountDownLatch(1);

    /** Takes more than half a second, and much less than ten. */
    private static String slowAnswer() throws InterruptedException {
        OutputFormat format = format();
        for (int fields = 25_000; fields < MOST_FIELDS; fields *= 2) {
            String answer = answer(fields);
            SchemaLimits.awaitTurn();
            long begun = System.nanoTime();
            assertThat(format.check(answer).violations()).isEmpty();
            long took = System.nanoTime() - begun;
            SchemaLimits.endTurn();
            if (took > TimeUnit.MILLISECONDS.toNanos(1_500)) {
                return answer;
            }
        }
        return answer(MOST_FIELDS);
    }

    private static OutputFormat format() {
        ObjectNode schema = GeminiJson.MAPPER.createObjectNode();
        ObjectNode patterns = schema.put("type", "object").putObject("patternProperties");
        for (int i = 0; i < 100; i++) {
            patterns.putObject("k.*" + i + "$").put("type", "integer");
        }
        return AnswerSchema.compile(schema, 1);
    }

    private static String answer(int fields) {
        ObjectNode answer = GeminiJson.MAPPER.createObjectNode();
        for (int i = 0; i < fields; i++) {
            answer.put("k" + i, i);
        }
        return ((JsonNode) answer).toString();
    }

    @Test
    void anAnswerWaitsWhereOthersHaveUsedUpTheTimeOfSlowOnes() throws Exception {
        String answer = slowAnswer();
        OutputFormat format = format();
        SchemaLimits.awaitTurn();
        CompletableFuture<Void> reading;
        try {
            reading =
                    CompletableFuture.runAsync(
                            () -> {
                                try {
                                    SlowChecks.read(
                                            () -> checked.add(format.check(answer)),
                                            waits::countDown);
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });
            assertThat(waits.await(60, TimeUnit.SECONDS)).isTrue();
            assertThat(reading).isNotDone();
        } finally {
            SchemaLimits.endTurn();
        }

        reading.get(60, TimeUnit.SECONDS);

        assertThat(checked).hasSize(1);
        assertThat(checked.get(0).isCheckable()).isTrue();
        assertThat(checked.get(0).violations()).isEmpty();
    }
}
