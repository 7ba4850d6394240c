package io.github.geminiroutes.quota;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What other programs use of the same quota. A refusal means that a limit is reached: the
 * difference between the limit and our own log is use by others, and enters the window as external.
 * Further refusals with the same cause give their reservations back and make room for more external
 * use, but the window is never filled beyond the limit: one cause does not count twice.
 */
final class ExternalUsage {

    /** The number of parts that external use is spread over, because its times are not known. */
    private static final int PARTS = 60;

    /** How far into the future, at most, continued external use is assumed. */
    private static final long LONGEST_DOUBT = 30_000_000;

    /** The most doublings: more make no difference. */
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
     * @param repetitions how many refusals came in a row: then others use at once what leaves the
     *     window, and each attempt would waste a call. The server's time counts at first, and less
     *     with each repetition
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
        long doubted = Math.min(LONGEST_DOUBT, named << Math.min(repetitions, MOST_DOUBLINGS));
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

    /** Spreads an amount: the first part leaves at {@code first}, the last at {@code last}. */
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
