package io.github.geminiroutes.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock on the API server, with a local view of it. The holder can tell locally, without a call,
 * whether its lease is still valid, even after a pause of the process. The local clock measures how
 * long another holder has not renewed its lease, because the clocks of machines may differ.
 */
final class WatchedLock implements Lock {

    private static final Logger LOG = LoggerFactory.getLogger(WatchedLock.class);

    private final String name;
    private final Lock lock;
    private final Duration renewDeadline;
    private final Clock clock;
    private final LongSupplier nanoTime;
    private LeaderElectionRecord seen;
    private long seenAt;
    private boolean isOutOfReach;
    private volatile long heldUntil;

    /**
     * @param name its name in log lines
     * @param renewDeadline how long after its last renewal the lock is valid
     * @param nanoTime a clock that only goes forward, in nanoseconds
     */
    WatchedLock(
            String name, Lock lock, Duration renewDeadline, Clock clock, LongSupplier nanoTime) {
        this.name = name;
        this.lock = lock;
        this.renewDeadline = renewDeadline;
        this.clock = clock;
        this.nanoTime = nanoTime;
        heldUntil = nanoTime.getAsLong();
    }

    /** Whether this instance holds the lock; no other instance can hold it meanwhile. */
    boolean isHeld() {
        return heldUntil - nanoTime.getAsLong() > 0;
    }

    /** Gives the lock up locally, whatever its state on the API server. */
    void letGo() {
        heldUntil = nanoTime.getAsLong();
    }

    /**
     * The record, with the local time of its first sight as renewal time: the elector compares it
     * with the local clock.
     */
    @Override
    public synchronized LeaderElectionRecord get(KubernetesClient client) {
        LeaderElectionRecord record = ask(() -> lock.get(client));
        if (record == null) {
            letGo();
            return null;
        }
        if (!identity().equals(record.getHolderIdentity())) {
            letGo();
        }
        if (!record.equals(seen)) {
            seen = record;
            seenAt = nanoTime.getAsLong();
        }
        return new LeaderElectionRecord(
                record.getHolderIdentity(),
                record.getLeaseDuration(),
                record.getAcquireTime(),
                ZonedDateTime.ofInstant(
                        clock.instant().minusNanos(nanoTime.getAsLong() - seenAt), ZoneOffset.UTC),
                record.getLeaderTransitions());
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord record) {
        write(() -> lock.create(client, record), record);
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord record) {
        write(() -> lock.update(client, record), record);
    }

    private synchronized void write(Runnable request, LeaderElectionRecord record) {
        boolean isOurs = identity().equals(record.getHolderIdentity());
        if (!isOurs) {
            letGo();
        }
        // The time before the call: others count from a later time.
        long asked = nanoTime.getAsLong();
        ask(
                () -> {
                    request.run();
                    return null;
                });
        if (isOurs) {
            heldUntil = asked + renewDeadline.toNanos();
        }
    }

    /** The elector survives only this kind of exception. */
    private <T> T ask(Supplier<T> question) {
        try {
            T answer = question.get();
            if (isOutOfReach) {
                isOutOfReach = false;
                LOG.info("{}: the API server answers again", describe());
            }
            return answer;
        } catch (KubernetesClientException e) {
            if (e.getCode() != 409) {
                tell(e);
            }
            throw e;
        } catch (RuntimeException e) {
            tell(e);
            throw new KubernetesClientException(describe() + " cannot be read", e);
        }
    }

    /** Logs once, not every two seconds. */
    private void tell(RuntimeException e) {
        if (!isOutOfReach) {
            isOutOfReach = true;
            LOG.warn(
                    "{}: the API server cannot be used, and this instance takes no prompts without"
                            + " it: {}",
                    describe(),
                    reason(e));
        }
    }

    /** The message of the API server, or the reason why it was not reached. */
    private static String reason(RuntimeException e) {
        if (e instanceof KubernetesClientException refused && refused.getCode() > 0) {
            return refused.getMessage();
        }
        return Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                .filter(t -> !(t instanceof KubernetesClientException))
                .filter(t -> !t.getClass().equals(IOException.class))
                .findFirst()
                .map(Throwable::toString)
                .orElse(e.toString());
    }

    @Override
    public String identity() {
        return lock.identity();
    }

    @Override
    public String describe() {
        return name;
    }
}
