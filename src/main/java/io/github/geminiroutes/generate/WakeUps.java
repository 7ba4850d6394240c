package io.github.geminiroutes.generate;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Tells those that wait for a model that they wait in vain, or no longer have to. Thread-safe. */
final class WakeUps {

    private final List<Consumer<String>> sleepers = new CopyOnWriteArrayList<>();

    /**
     * @param sleeper has its calls ask again whether they may go; gets the key of the model's quota
     */
    void add(Consumer<String> sleeper) {
        sleepers.add(sleeper);
    }

    /** Wakes all that wait for a model. */
    void wake(String quotaKey) {
        sleepers.forEach(sleeper -> sleeper.accept(quotaKey));
    }
}
