package io.github.geminiroutes.testing;

import java.time.Duration;

/** One violated quota and the time after which the same call would pass. */
record QuotaRefusal(QuotaKind kind, long limit, Duration delay) {

    /** What Google says beside a daily quota, whatever the time of day. */
    static final Duration MISLEADING_DELAY = Duration.ofSeconds(32);
}
