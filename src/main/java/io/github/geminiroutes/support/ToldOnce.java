package io.github.geminiroutes.support;

import java.util.HashSet;
import java.util.Set;

/**
 * What the log has been told and is not to be told again. It is bounded: a flood fills neither the
 * memory nor the log. Thread-safe.
 */
public final class ToldOnce {

    private static final int MOST = 100;

    private final Set<Object> told = new HashSet<>();

    /** Whether this is to be told: it was not told yet, and not too many others were. */
    public synchronized boolean isNew(Object what) {
        return told.size() < MOST && told.add(what);
    }

    /** This is over: it is told again where it comes back. */
    public synchronized void forget(Object what) {
        told.remove(what);
    }
}
