package io.github.geminiroutes.failure;

import io.github.geminiroutes.support.PacificDay;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a prompt is parked or a message is held. A daily limit, the server's or our own budget,
 * ends at midnight in Los Angeles, whatever delay the 429 names. A fault that a person must correct
 * is retried after an hour, then less often; a fault of the service after minutes, then less often.
 * A limit that was too long to be waited for is parked for as long as the server said.
 */
public final class ParkingTime {

    private static final Duration PERSON = Duration.ofHours(1);
    private static final Duration PERSON_AT_MOST = Duration.ofHours(24);
    private static final Duration SERVICE_AT_MOST = Duration.ofHours(6);
    private static final int MOST_DOUBLINGS = 20;

    private final Duration service;

    /**
     * @param service the first parking for a fault of the service
     */
    public ParkingTime(Duration service) {
        this.service = service;
    }

    /**
     * @param parkings how often the prompt was parked before
     */
    public Instant notBefore(Failure failure, int parkings, Instant now) {
        if (failure.kind() == FailureKind.RATE_LIMIT_PER_DAY
                || failure.kind() == FailureKind.BUDGET_USED_UP) {
            return PacificDay.at(now).end();
        }
        if (failure.kind().disposition() == Disposition.WAIT && failure.retryDelay() != null) {
            return now.plus(longer(failure.retryDelay(), service));
        }
        return failure.kind().disposition() == Disposition.PARK
                        && failure.kind() != FailureKind.OUTAGE
                ? now.plus(doubled(PERSON, PERSON_AT_MOST, parkings))
                : now.plus(doubled(service, SERVICE_AT_MOST, parkings));
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    private static Duration doubled(Duration base, Duration atMost, int times) {
        Duration delay = base.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS));
        return delay.compareTo(atMost) < 0 ? delay : atMost;
    }
}
