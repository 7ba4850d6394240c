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
 * Saves the gate's state in its file, at most once a second, on the thread that changed it; other
 * threads continue. A failure is reported once and stops nothing.
 */
final class QuotaStore {

    private static final long PAUSE_MILLIS = 1_000;

    private final QuotaFile file;
    private final String scope;
    private final Clock clock;
    private final Consumer<String> notices;
    private final AtomicBoolean isChanged = new AtomicBoolean();
    private final ReentrantLock writing = new ReentrantLock();
    private volatile long writtenAt = Long.MIN_VALUE / 2;
    private boolean hasFailed;

    /**
     * @param path null to keep no state
     */
    QuotaStore(Path path, String scope, Clock clock, Consumer<String> notices) {
        this.file = path == null ? null : new QuotaFile(path);
        this.scope = scope;
        this.clock = clock;
        this.notices = notices;
    }

    /** The kept state; empty if there is none or it cannot be read. */
    Map<String, ModelState> load() {
        if (file == null || !file.exists()) {
            return Map.of();
        }
        try {
            return file.read(scope);
        } catch (IOException | RuntimeException e) {
            reportUnusable(e);
            return Map.of();
        }
    }

    /** Reports that the kept state cannot be used. */
    void reportUnusable(Exception why) {
        notices.accept(
                "The quota state in "
                        + file
                        + " cannot be used ("
                        + why.getClass().getSimpleName()
                        + "): limits are learned again, and earlier calls of the day are not counted");
    }

    /**
     * Accepts the request of another process to open closed models; returns whether there was one.
     */
    boolean takeReopenRequest() {
        try {
            return file != null && file.takeRequest();
        } catch (IOException e) {
            notices.accept("Cannot remove the request to reopen beside " + file + ": " + e);
            return false;
        }
    }

    /** The state has changed and is to be saved. */
    void markChanged() {
        if (!isChanged.get()) {
            isChanged.set(true);
        }
    }

    /** Writes the state if it has changed and the last writing was a second ago. */
    void saveIfDue(Supplier<Map<String, ModelState>> state) {
        if (file == null || !isChanged.get()) {
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

    /** Writes the state if it has changed. */
    void save(Supplier<Map<String, ModelState>> state) {
        if (file != null && isChanged.get()) {
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
        isChanged.set(false);
        try {
            file.write(scope, new TreeMap<>(state.get()));
            if (hasFailed) {
                hasFailed = false;
                notices.accept("The quota state is written again");
            }
        } catch (IOException | RuntimeException e) {
            isChanged.set(true);
            if (!hasFailed) {
                hasFailed = true;
                notices.accept(
                        "Cannot write the quota state to "
                                + file
                                + " ("
                                + e.getMessage()
                                + "): a restart would learn limits again; free some space or make"
                                + " it writable");
            }
        }
    }
}
