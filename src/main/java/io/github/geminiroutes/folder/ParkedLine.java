package io.github.geminiroutes.folder;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The parked prompts in the order in which they go back, as many of the first as the memory has
 * room for: the others are found on disk again when their turn comes. Not thread-safe.
 */
final class ParkedLine {

    private final long most;
    private final TreeSet<ParkedPrompt> waiting =
            new TreeSet<>(
                    Comparator.comparing(ParkedPrompt::notBefore)
                            .thenComparing(ParkedPrompt::file));
    private long weight;

    /** When the first of those goes back that are only on disk; null if all are here. */
    private Instant furtherFrom;

    /**
     * @param most how many bytes they may take, about
     */
    ParkedLine(long most) {
        this.most = most;
    }

    void add(ParkedPrompt prompt) {
        if (waiting.add(prompt)) {
            weight += prompt.weight();
        }
        while (weight > most && waiting.size() > 1) {
            ParkedPrompt last = waiting.pollLast();
            weight -= last.weight();
            if (furtherFrom == null || last.notBefore().isBefore(furtherFrom)) {
                furtherFrom = last.notBefore();
            }
        }
    }

    /** The first whose time has come; null if there is none. */
    ParkedPrompt due(Instant now) {
        return waiting.isEmpty() || waiting.first().notBefore().isAfter(now)
                ? null
                : waiting.first();
    }

    void remove(ParkedPrompt prompt) {
        if (waiting.remove(prompt)) {
            weight -= prompt.weight();
        }
    }

    /** Whether prompts that are only on disk have their turn. */
    boolean isBehind(Instant now) {
        return furtherFrom != null && (waiting.isEmpty() || !furtherFrom.isAfter(now));
    }

    /** All that are on disk are about to be added that are not here. */
    void beginAgain() {
        furtherFrom = null;
    }

    /** The files of those that are here. */
    List<Path> files() {
        return waiting.stream().map(ParkedPrompt::file).toList();
    }

    /** Has some go back at another time. */
    void move(Predicate<ParkedPrompt> some, Instant to) {
        List<ParkedPrompt> moved = waiting.stream().filter(some).toList();
        moved.forEach(this::remove);
        moved.forEach(prompt -> add(prompt.until(to)));
    }

    /** Has all go back earlier. */
    void bringForward(Duration time) {
        List<ParkedPrompt> all = List.copyOf(waiting);
        clear();
        all.forEach(prompt -> add(prompt.until(prompt.notBefore().minus(time))));
    }

    void clear() {
        waiting.clear();
        weight = 0;
    }
}
