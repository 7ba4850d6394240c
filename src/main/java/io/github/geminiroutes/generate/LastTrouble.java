package io.github.geminiroutes.generate;

import java.util.concurrent.atomic.AtomicReference;

/** The trouble that was told last: as long as it lasts it is not told again. Thread-safe. */
final class LastTrouble {

    private final AtomicReference<String> told = new AtomicReference<>();

    /** Notes a trouble; returns whether it is another one than before, and is to be told. */
    boolean tryNote(String reason) {
        return !reason.equals(told.getAndSet(reason));
    }

    /** Notes that all is well. */
    void end() {
        if (told.get() != null) {
            told.set(null);
        }
    }
}
