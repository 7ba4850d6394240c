package io.github.geminiroutes.folder;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** An {@link InboxCensus} while it is taken. Not thread-safe. */
final class InboxCount {

    private long prompts;
    private long waiting;
    private long submitted;
    private long held;
    private long leftAlone;
    private final Map<String, String> troubles = new TreeMap<>();
    private final Map<String, String> waits = new TreeMap<>();
    private final Map<String, String> examples = new TreeMap<>();

    void prompt() {
        prompts++;
    }

    long prompts() {
        return prompts;
    }

    /** One of the prompts waits for the budget of its task. */
    void waiting() {
        waiting++;
    }

    /** The rows of one of the prompts, a table, are in batch jobs. */
    void submitted() {
        submitted++;
    }

    void held() {
        held++;
    }

    void wait(String task, String reason) {
        if (waits.size() < InboxCensus.MOST_EXAMPLES) {
            waits.put(task, reason);
        }
    }

    void trouble(String task, String reason) {
        if (troubles.size() < InboxCensus.MOST_EXAMPLES) {
            troubles.put(task, reason);
        }
    }

    /**
     * @param reason asked only as long as examples are kept; null if the file is gone
     */
    void leftAlone(String name, Supplier<String> reason) {
        leftAlone++;
        if (examples.size() < InboxCensus.MOST_EXAMPLES) {
            String text = reason.get();
            if (text != null) {
                examples.put(name, text);
            }
        }
    }

    void add(InboxCount other) {
        prompts += other.prompts;
        waiting += other.waiting;
        submitted += other.submitted;
        held += other.held;
        leftAlone += other.leftAlone;
        other.troubles.forEach(this::trouble);
        other.waits.forEach(this::wait);
        other.examples.forEach(
                (name, reason) -> {
                    if (examples.size() < InboxCensus.MOST_EXAMPLES) {
                        examples.put(name, reason);
                    }
                });
    }

    InboxCensus census() {
        return new InboxCensus(
                prompts, waiting, waits, submitted, held, troubles, leftAlone, examples);
    }
}
