package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PromptBulkheadTest {

    private static final int PLACES = 16;

    private final PromptBulkhead room = new PromptBulkhead();

    @BeforeEach
    void setUp() {
        room.setMaxConcurrency(2);
    }

    private boolean take(String prompt) throws InterruptedException {
        return room.take(prompt, 1);
    }

    /** Takes prompts and has each wait for the model until one may not. */
    private int fillWith(String model) throws InterruptedException {
        for (int i = 0; ; i++) {
            assertThat(take(model + i)).isTrue();
            if (!room.mayWait(model + i, model)) {
                room.release(model + i);
                return i;
            }
        }
    }

    @Test
    void holdsNoMoreThanItHasPlacesFor() throws InterruptedException {
        for (int i = 0; i < PLACES; i++) {
            assertThat(take("p" + i)).isTrue();
        }

        assertThat(take("one more")).isFalse();
        room.release("p0");
        assertThat(take("one more")).isTrue();
    }

    @Test
    void oneModelMayFillHalfOfItTheNextAQuarter() throws InterruptedException {
        assertThat(fillWith("a")).isEqualTo(PLACES / 2);
        assertThat(fillWith("b")).isEqualTo(PLACES / 4);
        assertThat(take("of another model")).isTrue();
    }

    @Test
    void whoMayWaitOnceMayWaitOn() throws InterruptedException {
        int waiting = fillWith("a");

        assertThat(room.mayWait("a0", "a")).isTrue();
        assertThat(waiting).isPositive();
    }

    @Test
    void whoWasLeftIsWorthTakingOnceThereIsRoomForItsModel() throws InterruptedException {
        String left = "a" + fillWith("a");
        assertThat(room.isWorthTaking(left)).isFalse();
        assertThat(room.isWorthTaking("unknown")).isTrue();

        room.release("a0");
        assertThat(room.isWorthTaking(left)).isTrue();
    }

    @Test
    void whoIsTakenAgainCountsAtOnceSoThatOthersStay() throws InterruptedException {
        int waiting = fillWith("a");
        for (int i = waiting + 1; i < waiting + 5; i++) {
            assertThat(take("a" + i)).isTrue();
            assertThat(room.mayWait("a" + i, "a")).isFalse();
            room.release("a" + i);
        }
        room.release("a0");

        assertThat(take("a" + waiting)).isTrue();
        assertThat(room.isWorthTaking("a" + (waiting + 1))).isFalse();
    }

    @Test
    void nobodyIsKeptOutByThoseWhoNeverCameBack() throws InterruptedException {
        int waiting = fillWith("a");
        for (int i = 0; i < waiting; i++) {
            room.release("a" + i);
        }

        assertThat(room.isWorthTaking("a" + waiting)).isTrue();
        assertThat(fillWith("a")).isEqualTo(PLACES / 2);
    }
}
