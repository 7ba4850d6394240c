package io.github.geminiroutes.quota;

/**
 * What all instances together had used of one model's window when the shared quota last answered.
 * Times in nanoseconds of {@link System#nanoTime()}. Thread-safe.
 */
final class SharedUsage {

    private long requests;
    private long tokens;
    private long at;
    private boolean isNew;

    synchronized void update(long newRequests, long newTokens, long now) {
        requests = newRequests;
        tokens = newTokens;
        at = now;
        isNew = true;
    }

    /** Hands the last answer over, once, to a gate that has to decide alone. */
    synchronized void handOver(ModelGate gate, long now) {
        if (isNew && now - at < RecentCalls.REMEMBERED) {
            gate.decideAlone(requests, tokens, (now - at) / 1_000);
        }
        isNew = false;
    }
}
