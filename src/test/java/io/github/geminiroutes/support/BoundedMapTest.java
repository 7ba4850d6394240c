package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundedMapTest {

    @Test
    void forgetsTheFirstEntryForANewOne() {
        Map<String, Integer> map = BoundedMap.byEntry(2);
        map.put("a", 1);
        map.put("b", 2);
        map.put("a", 3);
        map.get("a");

        map.put("c", 4);

        assertThat(map).containsOnlyKeys("b", "c");
    }

    @Test
    void byUseForgetsTheEntryThatWasUsedLongestAgo() {
        Map<String, Integer> map = BoundedMap.byUse(3);
        map.put("read", 1);
        map.put("written", 2);
        map.put("idle", 3);
        map.get("read");
        map.put("written", 4);

        map.put("new", 5);

        assertThat(map).containsOnlyKeys("read", "written", "new");
    }
}
