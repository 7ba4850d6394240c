package io.github.geminiroutes.task.rows;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Which thread reads on in a file of rows: whichever comes, one at a time, as none waits. In a file
 * whose rows take long it is the one thread for those, in which such files take turns. Thread-safe.
 */
final class ReadingTurns {

    private final Executor slowly;
    private final BooleanSupplier isSlow;
    private final Turn turn;
    private final AtomicInteger turns = new AtomicInteger();
    private final AtomicBoolean isInLine = new AtomicBoolean();

    /** Reads on. */
    @FunctionalInterface
    interface Turn {

        /**
         * @param hasTime whether the thread has time for slow rows
         */
        void take(boolean hasTime);
    }

    /**
     * @param slowly runs the turns of slow files, one after another
     * @param isSlow whether the file is one, which it stays
     */
    ReadingTurns(Executor slowly, BooleanSupplier isSlow, Turn turn) {
        this.slowly = slowly;
        this.isSlow = isSlow;
        this.turn = turn;
    }

    /** Takes a turn, here or behind the other slow files. */
    void goOn() {
        if (!isSlow.getAsBoolean()) {
            take(false);
        } else if (isInLine.compareAndSet(false, true)) {
            slowly.execute(
                    () -> {
                        isInLine.set(false);
                        take(true);
                    });
        }
    }

    /** If another thread reads already, it takes one more turn. */
    private void take(boolean hasTime) {
        if (turns.getAndIncrement() != 0) {
            return;
        }
        int missed = 1;
        while (missed != 0) {
            if (!hasTime && isSlow.getAsBoolean()) {
                turns.set(0);
                goOn();
                return;
            }
            turn.take(hasTime);
            missed = turns.addAndGet(-missed);
        }
        if (!hasTime && isSlow.getAsBoolean()) {
            goOn();
        }
    }
}
