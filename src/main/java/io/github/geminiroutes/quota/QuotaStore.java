package io.github.geminiroutes.quota;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps the gate's knowledge in its file: at most once a second, by whoever brings news, one at a
 * time while the others go on. Trouble is told once and is no reason to stop.
 */
final class QuotaStore {

    private static final long PAUSE_MILLIS = 1_000;

    private final QuotaFile file;
    private final String scope;
    private final Clock clock;
    private final Consumer<String> notices;
    private final AtomicBoolean news = new AtomicBoolean();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile long writtenAt = Long.MIN_VALUE / 2;
    private boolean inTrouble;

    /**
     * @param path null to keep nothing
     */
    QuotaStore(Path path, String scope, Clock clock, Consumer<String> notices) {
        this.file = path == null ? null : new QuotaFile(path);
        this.scope = scope;
        this.clock = clock;
        this.notices = notices;
    }

    /** What was kept; empty if there is nothing or it cannot be read. */
    Map<String, ModelState> recall() {
        if (file == null) {
            return Map.of();
        }
        if (!file.exists()) {
            return Map.of();
        }
        try {
            return file.read(scope);
        } catch (IOException | RuntimeException e) {
            forget(e);
            return Map.of();
        }
    }

    /** What was kept turned out to be no use. */
    void forget(Exception why) {
        notices.accept(
                "The kept quota state in "
                        + file
                        + " cannot be used ("
                        + why.getClass().getSimpleName()
                        + "): limits are learned anew");
    }

    /** Whether a person asked, from another process, for what is closed to be opened. */
    boolean takeRequest() {
        try {
            return file != null && file.takeRequest();
        } catch (IOException e) {
            notices.accept("Cannot take away the request to reopen beside " + file + ": " + e);
            return false;
        }
    }

    /** Something changed that is worth keeping. */
    void news() {
        if (!news.get()) {
            news.set(true);
        }
    }

    /** Writes if there is news and a second has gone since the last time. */
    void keepIfDue(Supplier<Map<String, ModelState>> state) {
        if (file == null || !news.get()) {
            return;
        }
        long now = clock.millis();
        boolean isDue = now - writtenAt >= PAUSE_MILLIS || now < writtenAt;
        if (isDue && writing.tryLock()) {
            try {
                writtenAt = now;
                write(state);
            } finally {
                writing.unlock();
            }
        }
    }

    /** Writes if there is news. */
    void keep(Supplier<Map<String, ModelState>> state) {
        if (file != null && news.get()) {
            writing.lock();
            try {
                writtenAt = clock.millis();
                write(state);
            } finally {
                writing.unlock();
            }
        }
    }

    private void write(Supplier<Map<String, ModelState>> state) {
        news.set(false);
        try {
            file.write(scope, new TreeMap<>(state.get()));
            if (inTrouble) {
                inTrouble = false;
                notices.accept("The quota state is kept again");
            }
        } catch (IOException | RuntimeException e) {
            news.set(true);
            if (!inTrouble) {
                inTrouble = true;
                notices.accept(
                        "Cannot keep the quota state in "
                                + file
                                + " ("
                                + e.getMessage()
                                + "): a restart would learn limits anew; free some space or make it writable");
            }
        }
    }
}
