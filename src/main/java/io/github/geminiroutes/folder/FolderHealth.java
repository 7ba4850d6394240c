package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether the folders take files. A fault is logged when it starts and when it is over, however
 * many prompts wait for its end. Meanwhile no prompt is taken, because an answer that cannot be
 * written still costs money. Thread-safe.
 */
public final class FolderHealth {

    private static final Logger LOG = LoggerFactory.getLogger(FolderHealth.class);

    private final List<Path> folders;
    private final FolderTrial trial;
    private final Map<Object, FolderFault> waiting = new HashMap<>();
    private final Set<String> reported = new HashSet<>();
    private FolderFault seen;
    private String held;
    private volatile String reason;
    private volatile boolean isWaiting;

    /**
     * @param folders the inbox, then those that prompts and answers go to
     */
    FolderHealth(List<Path> folders) {
        this.folders = List.copyOf(folders);
        this.trial = new FolderTrial(folders);
    }

    /** What is wrong with the folders and what to do; null while they take files. */
    public String reason() {
        return reason;
    }

    boolean isWell() {
        return reason == null;
    }

    /**
     * Reports that something could not be written, moved or read, and waits.
     *
     * @param waiter what waits until {@link #succeeded} is called with it: the path of a prompt in
     *     the inbox, or anything else
     */
    synchronized void failed(Object waiter, IOException failure) {
        FolderFault fault =
                failure instanceof FolderException known
                        ? faultOf(known)
                        : new FolderFault(CompanionNames.printable(failure.toString()), false);
        waiting.put(waiter, fault);
        isWaiting = true;
        report(fault);
        update();
    }

    /**
     * What a folder's refusal says. One within one of the folders, as of a task whose outbox is
     * another user's, concerns only what goes there.
     */
    FolderFault faultOf(FolderException failure) {
        Path directory = failure.directory();
        for (Path upper : folders) {
            if (directory.startsWith(upper) && !directory.equals(upper)) {
                IOException cause = new IOException(failure.reason());
                FolderFault ofAll =
                        FolderFault.of(new FolderException(upper, failure.bytes(), cause));
                return ofAll.concernsAll()
                        ? ofAll
                        : new FolderFault(FolderFault.of(failure).text(), false);
            }
        }
        return FolderFault.of(failure);
    }

    /** Has nothing be taken for a reason that no folder shows; null ends it. */
    synchronized void hold(String why) {
        held = why;
        update();
    }

    /** Reports that what waited is done. */
    void succeeded(Object waiter) {
        if (isWaiting) {
            check(waiter);
        }
    }

    /**
     * Checks the folders, the first time by trying what an answer will need; for a timer, as a
     * folder can disappear, or become another one, while nothing is written to it.
     */
    void check() {
        check(null);
    }

    private synchronized void check(Object done) {
        seen = null;
        for (Path folder : folders) {
            FolderFault fault = FolderFault.seen(folder);
            if (fault != null) {
                report(fault);
                seen = seen == null ? fault : seen;
            }
        }
        if (seen == null) {
            seen = trial.fault();
            if (seen != null) {
                report(seen);
            }
        }
        waiting.remove(done);
        // A prompt that was removed from the inbox waits for nothing.
        waiting.keySet().removeIf(this::isGone);
        isWaiting = !waiting.isEmpty();
        update();
    }

    private boolean isGone(Object waiter) {
        return waiter instanceof Path prompt
                // Its own folder may be gone with it.
                && Files.isDirectory(folders.get(0))
                && !WholeFile.exists(prompt);
    }

    private void update() {
        FolderFault worst = seen;
        for (FolderFault fault : waiting.values()) {
            worst = worst == null && fault.concernsAll() ? fault : worst;
        }
        reason = worst == null ? held : worst.text();
        if (worst == null && waiting.isEmpty() && !reported.isEmpty()) {
            reported.clear();
            LOG.info("The folders take files again");
        }
    }

    private void report(FolderFault fault) {
        if (reported.add(fault.text())) {
            LOG.error(
                    "{}{}",
                    fault.text(),
                    fault.concernsAll()
                            ? " | No prompt is taken meanwhile; answers that are here are kept and"
                                    + " written as soon as it is over"
                            : " | It is tried again");
        }
    }
}
