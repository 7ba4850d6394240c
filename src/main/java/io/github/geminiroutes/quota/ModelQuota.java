package io.github.geminiroutes.quota;

import io.github.geminiroutes.failure.Failure;
import java.time.Instant;
import java.util.Map;

/**
 * One model's gate at one instant, for metrics and reports.
 *
 * @param model the model
 * @param limits each limit and what is used of it
 * @param closedUntil when the gate opens again; null if it is open
 * @param reason why it is closed for long; null if it is open or only pauses
 * @param nextSlot when a call that joined the queue now would go; in the past or now: at once
 * @param waiting how many permits are in the queue
 * @param tokenRatio actual input tokens for each estimated one
 */
public record ModelQuota(
        String model,
        Map<LimitKind, LimitUse> limits,
        Instant closedUntil,
        Failure reason,
        Instant nextSlot,
        int waiting,
        double tokenRatio) {

    public ModelQuota {
        limits = Map.copyOf(limits);
    }

    /**
     * One limit of the model.
     *
     * @param limit how many are allowed; null if not known
     * @param source where the limit is from
     * @param used how many count against it now, use by other programs included where it is known
     */
    public record LimitUse(Long limit, Source source, long used) {}

    /** Where a limit is from. */
    public enum Source {
        UNKNOWN,
        /** The settings. */
        SET,
        /** A 429. */
        LEARNED
    }
}
