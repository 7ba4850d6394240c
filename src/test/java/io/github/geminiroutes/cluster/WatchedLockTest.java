package io.github.geminiroutes.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

class WatchedLockTest {

    private static final Duration LEASE = Duration.ofSeconds(15);
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");

    private final OneRecord server = new OneRecord();
    private long nanos = 17;
    private final WatchedLock lock =
            new WatchedLock(
                    "Lease a/b",
                    server,
                    Duration.ofSeconds(10),
                    Clock.fixed(NOW, ZoneOffset.UTC),
                    () -> nanos);

    /** The API server: one record, an answer that takes its time, a fault now and then. */
    private final class OneRecord implements Lock {
        private LeaderElectionRecord record;
        private RuntimeException fault;
        private int answerSeconds;

        private void answer() {
            pass(answerSeconds);
            if (fault != null) {
                throw fault;
            }
        }

        @Override
        public LeaderElectionRecord get(KubernetesClient client) {
            answer();
            return record;
        }

        @Override
        public void create(KubernetesClient client, LeaderElectionRecord created) {
            update(client, created);
        }

        @Override
        public void update(KubernetesClient client, LeaderElectionRecord updated) {
            answer();
            record = updated;
        }

        @Override
        public String identity() {
            return "me";
        }

        @Override
        public String describe() {
            return "a lease";
        }
    }

    private void pass(int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    private static LeaderElectionRecord record(String holder, Instant renewed) {
        ZonedDateTime time = renewed.atZone(ZoneOffset.UTC);
        return new LeaderElectionRecord(holder, LEASE, time, time, 0);
    }

    @Test
    void isHeldFromTheRenewalToTheDeadline() {
        assertThat(lock.isHeld()).isFalse();

        lock.create(null, record("me", NOW));
        assertThat(lock.isHeld()).isTrue();

        pass(9);
        assertThat(lock.isHeld()).isTrue();
        pass(1);
        assertThat(lock.isHeld()).as("nobody told it to stop").isFalse();

        lock.update(null, record("me", NOW.plusSeconds(10)));
        assertThat(lock.isHeld()).isTrue();
    }

    @Test
    void countsFromBeforeARenewalThatTookLong() {
        server.answerSeconds = 8;
        lock.update(null, record("me", NOW));

        pass(1);
        assertThat(lock.isHeld()).isTrue();
        pass(1);
        assertThat(lock.isHeld()).isFalse();
    }

    @Test
    void aRenewalThatFailedIsNone() {
        lock.create(null, record("me", NOW));
        pass(9);
        server.fault = new KubernetesClientException("no route");
        assertThatThrownBy(() -> lock.update(null, record("me", NOW))).isSameAs(server.fault);
        assertThat(lock.isHeld()).isTrue();
        pass(1);
        assertThat(lock.isHeld()).isFalse();
    }

    @Test
    void isLetGoWhenAnotherHoldsItOrItIsGone() {
        lock.create(null, record("me", NOW));
        server.record = record("another", NOW);
        lock.get(null);
        assertThat(lock.isHeld()).isFalse();

        lock.update(null, record("me", NOW));
        server.record = null;
        assertThat(lock.get(null)).isNull();
        assertThat(lock.isHeld()).isFalse();
    }

    @Test
    void isLetGoBeforeItIsGivenBack() {
        lock.create(null, record("me", NOW));
        server.fault = new KubernetesClientException("no route");
        assertThatThrownBy(() -> lock.update(null, record(null, NOW)))
                .isInstanceOf(KubernetesClientException.class);
        assertThat(lock.isHeld()).isFalse();
    }

    @Test
    void theAgeOfAnotherOnesRenewalIsWhatPassedHere() {
        server.record = record("another", NOW.minus(Duration.ofDays(1)));
        assertThat(lock.get(null).getRenewTime().toInstant()).isEqualTo(NOW);
        pass(14);
        assertThat(lock.get(null).getRenewTime().toInstant()).isEqualTo(NOW.minusSeconds(14));

        server.record = record("another", NOW.plus(Duration.ofDays(1)));
        assertThat(lock.get(null).getRenewTime().toInstant()).isEqualTo(NOW);
        assertThat(lock.get(null).getHolderIdentity()).isEqualTo("another");
    }

    @Test
    void whatCannotBeReadDoesNotEndTheElection() {
        server.fault = new NullPointerException("no spec");
        assertThatThrownBy(() -> lock.get(null))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessage("Lease a/b cannot be read");
    }
}
