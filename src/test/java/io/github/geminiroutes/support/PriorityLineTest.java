package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The order in which a line is served. */
class PriorityLineTest {

    private final PriorityLine<String> line = new PriorityLine<>();

    private List<String> take(int count) {
        List<String> taken = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            taken.add(line.poll());
        }
        return taken;
    }

    @Test
    void theMoreUrgentGoFirstAndWithinOnePriorityTheFirst() {
        line.add("low", Priority.LOW);
        line.add("normal 1", Priority.NORMAL);
        line.add("normal 2", Priority.NORMAL);
        line.add("high", Priority.HIGH);

        assertThat(take(5)).containsExactly("high", "normal 1", "normal 2", "low", null);
    }

    @Test
    void oneTurnInTenIsForWhatIsPassedOver() {
        for (int i = 0; i < 100; i++) {
            line.add("high", Priority.HIGH);
            line.add("low", Priority.LOW);
        }

        assertThat(take(100)).filteredOn("low"::equals).hasSize(10);
    }

    @Test
    void ownersHaveTurnsAndOfOneOwnerItsKinds() {
        line.add("a1", Priority.NORMAL, "a", "one");
        line.add("a2", Priority.NORMAL, "a", "one");
        line.add("a3", Priority.NORMAL, "a", "two");
        line.add("b1", Priority.NORMAL, "b", "one");
        line.add("b2", Priority.NORMAL, "b", "one");

        assertThat(take(6)).containsExactly("a1", "b1", "a3", "b2", "a2", null);
    }

    @Test
    void aKindThatMayNotGoHoldsNoOtherOfItsOwnerUp() {
        line.add("slow", Priority.NORMAL, "a", "one");
        line.add("quick", Priority.NORMAL, "a", "two");

        assertThat(line.poll(one -> !one.equals("slow"))).isEqualTo("quick");
        assertThat(line.poll(one -> !one.equals("slow"))).isNull();
        assertThat(line.removeIf("slow"::equals)).isTrue();
        assertThat(line.poll()).isNull();
    }

    @Test
    void whatIsTakenOutIsNotServed() {
        line.add("a", Priority.NORMAL);
        line.add("b", Priority.NORMAL);

        assertThat(line.removeIf("a"::equals)).isTrue();
        assertThat(line.removeIf("a"::equals)).isFalse();
        assertThat(take(2)).containsExactly("b", null);
    }
}
