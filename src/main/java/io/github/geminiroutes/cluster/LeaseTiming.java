package io.github.geminiroutes.cluster;

import java.time.Duration;

/**
 * How the parts of a lease's life follow from its length, in the proportions of Kubernetes' own
 * controllers (15 s, 10 s, 2 s).
 *
 * @param lease so long after its last renewal a lease is free for others
 * @param renewDeadline so long after its last renewal its holder stops working by itself
 * @param retry between two looks at the lease
 * @param request what one call to the API server may take
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
