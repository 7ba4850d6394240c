package io.github.geminiroutes.quota;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What other programs eat of the same quota. A refusal says that a limit is reached; what our own
 * log lacks to it was used by others, and is noted in the window as theirs. The refusals that
 * follow of the same lesson give their own reservations back and so make room for more of it, but
 * the window is never filled beyond the limit: one lesson is not counted twice.
 */
final class ExternalUsage {

    /** Into how many parts a foreign use is spread, as nobody knows when it was. */
    private static final int PARTS = 60;

    /** For how long at the most a use that goes on is not doubted. */
    private static final long NO_DOUBT = 30_000_000;

    /** Doublings beyond this many make no difference. */
    private static final int MOST_DOUBLINGS = 20;

    private final Window window;
    private List<Window.Slice> noted = new ArrayList<>();

    ExternalUsage(Window window) {
        this.window = window;
    }

    /**
     * @param limits the limits that the server says are reached
     * @param callTokens the input tokens of the refused call, which are not in the window
     * @param now the time of the refusal, in microseconds
     * @param firstLeaves when the server has room again, in microseconds
     * @param repetitions how many lessons in a row were as fresh: then the others use up at once
     *     what leaves the window, and trying each time would waste a call each time; the server is
     *     believed at first, and less each time
     */
    void note(
            Map<LimitKind, Long> limits,
            long callTokens,
            long now,
            long firstLeaves,
            int repetitions) {
        Long requests = limits.get(LimitKind.REQUESTS_PER_MINUTE);
        Long tokens = limits.get(LimitKind.INPUT_TOKENS_PER_MINUTE);
        long last = now + Window.LENGTH.toMillis() * 1_000;
        long named = Math.max(0, firstLeaves - now);
        long doubted = Math.min(NO_DOUBT, named << Math.min(repetitions, MOST_DOUBLINGS));
        long first = Math.min(Math.max(firstLeaves, now + doubted), last);
        if (repetitions > 0) {
            noted.forEach(slice -> withdraw(slice, requests != null, tokens != null));
        }
        noted.removeIf(slice -> slice.requests() == 0 && slice.tokens() == 0 || slice.isGone());
        if (requests != null) {
            spread(requests - window.requests(), true, first, last);
        }
        if (tokens != null) {
            spread(tokens + 1 - callTokens - window.tokens(), false, first, last);
        }
    }

    private void withdraw(Window.Slice slice, boolean requests, boolean tokens) {
        window.change(slice, requests ? -slice.requests() : 0, tokens ? -slice.tokens() : 0);
    }

    /** The first part leaves at first, the last after a whole minute. */
    private void spread(long amount, boolean requests, long first, long last) {
        int parts = (int) Math.min(amount, PARTS);
        for (int i = 0; i < parts; i++) {
            long part = share(amount, i + 1, parts) - share(amount, i, parts);
            long end = parts == 1 ? first : first + (last - first) * i / (parts - 1);
            noted.add(window.addUntil(end, requests ? part : 0, requests ? 0 : part));
        }
    }

    private static long share(long amount, int part, int parts) {
        return amount / parts * part + amount % parts * part / parts;
    }
}
