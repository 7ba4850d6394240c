package io.github.geminiroutes.folder;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * The time of prompts, or documents, that take long to read, for which all others wait: half of the
 * time at most, whether a few take seconds each or thousands take a part of one. After a second of
 * such work there is a rest, which is as long as the work was. In a rest they are tried for a short
 * time each, and for half a second in all. Thread-safe.
 */
final class SlowReads {

    /** Nearly all prompts take less time, and count nothing. */
    private static final long NOTABLE = Duration.ofMillis(50).toNanos();

    private static final long WORK = Duration.ofSeconds(1).toNanos();
    private static final long TRIES = Duration.ofMillis(500).toNanos();

    private final Rest rest;
    private final Set<String> slow = new HashSet<>();
    private long work;
    private long tries;

    /**
     * @param nanoTime such as {@link System#nanoTime}
     */
    SlowReads(LongSupplier nanoTime) {
        this.rest = new Rest(nanoTime);
    }

    /** Whether there is no rest. */
    synchronized boolean mayWork() {
        return !rest.isOn();
    }

    /** Notes how long a file was read while there was no rest. */
    synchronized void worked(Duration time) {
        work += notable(time);
        if (work > WORK) {
            rest.begin(work);
            work = 0;
            tries = 0;
            slow.clear();
        }
    }

    /** Whether a file is worth a try in this rest. */
    synchronized boolean mayTry(String name) {
        return tries < TRIES && !slow.contains(task(name));
    }

    /**
     * Notes how long a file was tried in a rest.
     *
     * @param wasEnded whether the time was too short; the other documents of its task, which have
     *     the same template, are not tried in this rest
     */
    synchronized void tried(String name, Duration time, boolean wasEnded) {
        // Not all of the reading can be ended, and what it took was no rest.
        tries += notable(time);
        rest.prolong(notable(time));
        if (wasEnded) {
            slow.add(task(name));
        }
    }

    private static long notable(Duration time) {
        long nanos = time.toNanos();
        return nanos > NOTABLE ? nanos : 0;
    }

    /** The upper folder of a document; a prompt is its own. */
    private static String task(String name) {
        int end = name.indexOf('/');
        return end < 0 ? name : name.substring(0, end + 1);
    }
}
