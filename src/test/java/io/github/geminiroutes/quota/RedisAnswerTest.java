package io.github.geminiroutes.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An answer of another shape, as that of another program at the address of Redis. */
class RedisAnswerTest {

    private static List<Object> answer(long code, Object... details) {
        List<Object> values = new ArrayList<>(Collections.nCopies(10, 0L));
        values.set(0, code);
        values.addAll(List.of(details));
        return values;
    }

    @Test
    void readsTheFourDecisionsOfTheScript() {
        assertThat(RedisAnswer.of(answer(0)).isPermitted()).isTrue();
        assertThat(RedisAnswer.of(answer(0, 1L, 2L, 3L)).isPermitted()).isTrue();
        assertThat(RedisAnswer.of(answer(1, 1L, 2L, 3L)).isDelayed()).isTrue();
        assertThat(RedisAnswer.of(answer(2, 5L, "capacity", "full")).isStopped()).isTrue();
        assertThat(RedisAnswer.of(answer(3, 5L)).requestsPerDay()).isEqualTo(5);
    }

    @Test
    void anythingElseIsNoAnswer() {
        assertThat(RedisAnswer.of(List.of())).isNull();
        assertThat(RedisAnswer.of(List.of("OK"))).isNull();
        assertThat(RedisAnswer.of(List.of(0L, 1L))).isNull();
        assertThat(RedisAnswer.of(new ArrayList<>(Collections.nCopies(12, "x")))).isNull();
        assertThat(RedisAnswer.of(new ArrayList<>(Collections.nCopies(12, null)))).isNull();
        assertThat(RedisAnswer.of(answer(0, 1L))).isNull();
        assertThat(RedisAnswer.of(answer(0, 1L, 2L, "x"))).isNull();
        assertThat(RedisAnswer.of(answer(1))).isNull();
        assertThat(RedisAnswer.of(answer(2, 5L))).isNull();
        assertThat(RedisAnswer.of(answer(2, 5L, "capacity", 7L))).isNull();
        assertThat(RedisAnswer.of(answer(3, "x"))).isNull();
        assertThat(RedisAnswer.of(answer(9, 1L, 2L, 3L))).isNull();
    }
}
