package io.github.geminiroutes.testing;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What a {@link BatchServer} does wrong; without a word, nothing but to shuffle the results. */
public final class BatchScript {

    /** What becomes of a call that creates a job. */
    public enum Creation {
        CREATED,
        /** The job is made, and nobody is told. */
        LOST,
        /** The call does not arrive, and the connection ends. */
        NEVER_CAME,
        /** A 429, without details. */
        FULL,
        /** A 404 that does not say what is missing. */
        NOT_FOUND
    }

    volatile Duration jobTime = BatchServer.USUAL;
    Duration lag = Duration.ZERO;
    Duration listLag = Duration.ZERO;
    long seed = 1;
    final Map<Integer, Creation> creations = new HashMap<>();
    final Map<Integer, String> ends = new HashMap<>();
    final Set<String> missing = new HashSet<>();
    final Set<String> twice = new HashSet<>();
    final Map<String, Integer> errors = new HashMap<>();
    volatile boolean isForeign;
    volatile int vainCancels;

    /** How long a job takes. */
    public BatchScript jobTime(Duration time) {
        jobTime = time;
        return this;
    }

    /** How long after the end of a job its results can be had. */
    public BatchScript lag(Duration time) {
        lag = time;
        return this;
    }

    /** How long after its creation a job is on the list. */
    public BatchScript listLag(Duration time) {
        listLag = time;
        return this;
    }

    /** What becomes of the creation of this number, from 1 on. */
    public BatchScript creation(int number, Creation outcome) {
        creations.put(number, outcome);
        return this;
    }

    /** How the job of this number, from 1 on, ends: a state of Google's, or STUCK. */
    public BatchScript end(int job, String state) {
        ends.put(job, state);
        return this;
    }

    /** So many cancels have no effect. */
    public BatchScript vainCancels(int count) {
        vainCancels = count;
        return this;
    }

    /** The first result of a prompt with this text is missing. */
    public BatchScript missing(String text) {
        missing.add(text);
        return this;
    }

    /** The first result of a prompt with this text comes twice. */
    public BatchScript twice(String text) {
        twice.add(text);
        return this;
    }

    /** The first result of a prompt with this text is an error with a code of gRPC. */
    public BatchScript error(String text, int code) {
        errors.put(text, code);
        return this;
    }

    /** Whether the key in use is one of another project: no job is seen. */
    public void foreign(boolean isForeignNow) {
        isForeign = isForeignNow;
    }
}
