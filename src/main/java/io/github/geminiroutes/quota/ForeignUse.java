package io.github.geminiroutes.quota;

import java.util.Map;

/**
 * What other programs eat of the same quota. A refusal says that a limit is reached; what our own
 * log lacks to it was used by others, and is noted in the window as theirs. The refusals that
 * follow of the same lesson give their own reservations back and so make room for more of it, but
 * the window is never filled beyond the limit: one lesson is not counted twice.
 */
final class ForeignUse {

    /** Into how many parts a foreign use is spread, as nobody knows when it was. */
    private static final int PARTS = 12;

    private final Window window;

    ForeignUse(Window window) {
        this.window = window;
    }

    /**
     * @param limits the limits that the server says are reached
     * @param callTokens the input tokens of the refused call, which are not in the window
     * @param now the time of the refusal, in microseconds
     * @param firstLeaves when the server has room again, in microseconds
     */
    void note(Map<LimitKind, Long> limits, long callTokens, long now, long firstLeaves) {
        long last = now + Window.LENGTH.toMillis() * 1_000;
        long first = Math.min(firstLeaves, last);
        Long requests = limits.get(LimitKind.REQUESTS_PER_MINUTE);
        if (requests != null) {
            spread(requests - window.requests(), true, first, last);
        }
        Long tokens = limits.get(LimitKind.INPUT_TOKENS_PER_MINUTE);
        if (tokens != null) {
            spread(tokens + 1 - callTokens - window.tokens(), false, first, last);
        }
    }

    /** The first part leaves when the server has room again, the last after a whole minute. */
    private void spread(long amount, boolean requests, long first, long last) {
        int parts = (int) Math.min(amount, PARTS);
        for (int i = 0; i < parts; i++) {
            long part = amount * (i + 1) / parts - amount * i / parts;
            long end = parts == 1 ? first : first + (last - first) * i / (parts - 1);
            window.addUntil(end, requests ? part : 0, requests ? 0 : part);
        }
    }
}
