package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HeapWatchTest {

    private static final long MOST = 64_000;

    private long free = 1_000;
    private long freeAfterCollection = 1_000;
    private long collections;
    private boolean isCollecting = true;

    private final HeapWatch watch =
            new HeapWatch(MOST, () -> free, () -> collections, this::collect);

    private void collect() {
        if (isCollecting) {
            collections++;
            free = freeAfterCollection;
        }
    }

    @Test
    void aHeapThatStaysFullIsFull() {
        assertThat(watch.isFull()).isFalse();
        assertThat(watch.isFull()).isFalse();
        assertThat(watch.isFull()).isTrue();
    }

    @Test
    void aHeapThatWasFullForAMomentIsNot() {
        watch.isFull();
        watch.isFull();
        free = MOST / 2;
        watch.isFull();
        free = 1_000;

        assertThat(watch.isFull()).isFalse();
        assertThat(watch.isFull()).isFalse();
    }

    @Test
    void aHeapThatIsFullOfGarbageIsNot() {
        freeAfterCollection = MOST / 2;
        for (int look = 0; look < 5; look++) {
            free = 1_000;
            assertThat(watch.isFull()).isFalse();
        }
    }

    /** As with -XX:+DisableExplicitGC. */
    @Test
    void whatCannotBeToldIsNot() {
        isCollecting = false;
        for (int look = 0; look < 5; look++) {
            assertThat(watch.isFull()).isFalse();
        }
    }

    @Test
    void aHeapWithRoomIsNotCollected() {
        free = MOST / 2;

        assertThat(watch.isFull()).isFalse();
        assertThat(collections).isZero();
    }
}
