package io.github.geminiroutes.estimate;

import io.github.geminiroutes.estimate.Estimate.Demand;
import io.github.geminiroutes.quota.LimitKind;
import io.github.geminiroutes.quota.ModelQuota;
import io.github.geminiroutes.quota.ModelQuota.LimitUse;
import io.github.geminiroutes.support.PacificDay;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The least time that known limits force: of a limit a minute as many requests leave at once as it
 * allows, and as many again a minute later; what a day does not allow waits for midnight in Los
 * Angeles. Models have limits of their own and do not wait for each other.
 */
public final class QuotaTime {

    private static final long MINUTE = 60;
    private static final long DAY = 86_400;

    private final Map<LimitKind, Long> set;
    private final Collection<ModelQuota> known;
    private final Instant now;

    /**
     * @param set the limits that the settings give every model
     * @param known what is known of the models that were asked before
     */
    public QuotaTime(Map<LimitKind, Long> set, Collection<ModelQuota> known, Instant now) {
        this.set = Map.copyOf(set);
        this.known = List.copyOf(known);
        this.now = now;
    }

    /** Seconds; null if of a model no limit is known. */
    public Long of(Map<String, Demand> demands) {
        long most = 0;
        for (Map.Entry<String, Demand> demand : demands.entrySet()) {
            Long seconds = of(demand.getKey(), demand.getValue());
            if (seconds == null) {
                return null;
            }
            most = Math.max(most, seconds);
        }
        return most;
    }

    private Long of(String model, Demand demand) {
        ModelQuota quota =
                known.stream().filter(one -> one.model().equals(model)).findFirst().orElse(null);
        Long requests = limit(quota, LimitKind.REQUESTS_PER_MINUTE);
        Long tokens = limit(quota, LimitKind.INPUT_TOKENS_PER_MINUTE);
        Long daily = limit(quota, LimitKind.REQUESTS_PER_DAY);
        if (requests == null && tokens == null && daily == null) {
            return null;
        }
        long seconds =
                Math.max(
                        MINUTE * further(demand.requests(), requests),
                        MINUTE * further(demand.inputTokens(), tokens));
        if (daily == null) {
            return seconds;
        }
        LimitUse use = quota == null ? null : quota.limits().get(LimitKind.REQUESTS_PER_DAY);
        long left = Math.max(0, daily - (use == null ? 0 : use.used()));
        if (demand.requests() <= left) {
            return seconds;
        }
        long untilMidnight = Duration.between(now, PacificDay.at(now).end()).toSeconds();
        long days = further(demand.requests() - left, daily);
        return Math.max(seconds, untilMidnight + DAY * days);
    }

    private Long limit(ModelQuota quota, LimitKind kind) {
        LimitUse use = quota == null ? null : quota.limits().get(kind);
        return use == null || use.limit() == null ? set.get(kind) : use.limit();
    }

    /** How often the limit is used up before the last of an amount goes. */
    private static long further(long amount, Long limit) {
        return limit == null || amount <= 0 ? 0 : (amount - 1) / limit;
    }
}
