package io.github.geminiroutes.cluster;

import java.time.Duration;

/**
 * The times of a lease, derived from its length in the proportions of Kubernetes' own controllers
 * (15 s, 10 s, 2 s).
 *
 * @param lease how long after its last renewal a lease may be taken by another instance
 * @param renewDeadline how long after its last renewal the holder stops work by itself
 * @param retry the time between two attempts to get or renew the lease
 * @param request the time limit of one call to the API server
 */
record LeaseTiming(Duration lease, Duration renewDeadline, Duration retry, Duration request) {

    static LeaseTiming of(Duration lease) {
        return new LeaseTiming(
                lease,
                lease.multipliedBy(10).dividedBy(15),
                lease.multipliedBy(2).dividedBy(15),
                lease.multipliedBy(3).dividedBy(15));
    }
}
