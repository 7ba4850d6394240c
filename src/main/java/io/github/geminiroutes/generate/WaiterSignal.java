package io.github.geminiroutes.generate;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells those that wait for a model that they wait in vain, or no longer have to. Thread-safe. */
final class WaiterSignal {

    private final List<Consumer<String>> waiters = new CopyOnWriteArrayList<>();

    /**
     * @param waiter has its calls ask again whether they may go; gets the key of the model's quota
     */
    void add(Consumer<String> waiter) {
        waiters.add(waiter);
    }

    /** Has all that wait for a model ask again. */
    void signal(String quotaKey) {
        waiters.forEach(waiter -> waiter.accept(quotaKey));
    }
}
