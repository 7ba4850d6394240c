package io.github.geminiroutes.support;

import java.util.HashMap;
import java.util.Map;

/**
 * What the log has been told and is not to be told again. It is bounded: a flood fills neither the
 * memory nor the log. Thread-safe.
 */
public final class ToldOnce {

    private static final int MOST = 100;

    private final Map<Object, String> told = new HashMap<>();

    /** Whether this is to be told: it was not told yet, and not too many others were. */
    public synchronized boolean isNew(Object what) {
        return isNew(what, "");
    }

    /** The same for something that is told again for another reason, or with another text. */
    public synchronized boolean isNew(Object what, String reason) {
        boolean hasPlace = told.size() < MOST || told.containsKey(what);
        return hasPlace && !reason.equals(told.put(what, reason));
    }

    /** This is over: it is told again where it comes back. */
    public synchronized void forget(Object what) {
        told.remove(what);
    }
}
