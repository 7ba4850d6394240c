package io.github.geminiroutes.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private int waits;

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

    /** Others take so much of the time that all share. */
    private static void take(Duration time) throws InterruptedException {
        SchemaLimits.awaitTurn();
        SchemaLimits.endTurn(time.toNanos());
    }

    @Test
    void anAnswerWaitsWhereOthersHaveUsedUpTheTimeOfSlowOnes() throws Exception {
        String answer = slowAnswer();
        OutputFormat format = format();
        take(Duration.ofSeconds(31));
        try {
            assertThat(SlowChecks.tryRead(() -> checked.add(format.check(answer)))).isFalse();
            assertThat(checked).isEmpty();

            SlowChecks.read(() -> checked.add(format.check(answer)), () -> waits++);
        } finally {
            take(Duration.ofSeconds(-30));
        }

        assertThat(waits).isEqualTo(1);
        assertThat(checked).hasSize(1);
        assertThat(checked.get(0).isCheckable()).isTrue();
        assertThat(checked.get(0).violations()).isEmpty();
    }
}
