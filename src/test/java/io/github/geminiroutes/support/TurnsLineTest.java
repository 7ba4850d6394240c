package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Turns of the owners: the first letter of each text is its owner. */
class TurnsLineTest {

    private final TurnsLine<String> line = new TurnsLine<>(text -> text.substring(0, 1));

    @Test
    void eachOwnerHasATurnHoweverManyAnotherBrings() {
        line.addAll(List.of("a1", "a2", "a3", "b1", "c1", "b2"));

        assertThat(line).containsExactly("a1", "b1", "c1", "a2", "b2", "a3").hasSize(6);
    }

    @Test
    void anOwnerThatWasServedGoesToTheEnd() {
        line.addAll(List.of("a1", "a2", "b1"));
        List<String> served = new ArrayList<>();
        while (!line.isEmpty()) {
            String first = line.iterator().next();
            line.served(first);
            assertThat(line.take(first)).isTrue();
            served.add(first);
            if (first.equals("a1")) {
                line.add("c1");
            }
        }

        assertThat(served).containsExactly("a1", "b1", "a2", "c1");
    }

    @Test
    void whatIsTakenOutLeavesTheOthersTheirOrder() {
        line.addAll(List.of("a1", "b1", "a2", "b2"));

        assertThat(line.take("a1")).isTrue();
        assertThat(line.take("a1")).isFalse();
        assertThat(line.has("b1")).isTrue();
        assertThat(line.has("a1")).isFalse();
        Iterator<String> each = line.iterator();
        assertThat(each.next()).isEqualTo("a2");
        each.remove();
        assertThat(line).containsExactly("b1", "b2").hasSize(2);
    }
}
