package io.github.geminiroutes.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.apache.camel.cluster.CamelClusterMember;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.support.cluster.AbstractCamelClusterView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This instance's view of one Lease, and its part in the election. */
final class LeaseView extends AbstractCamelClusterView {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseView.class);

    private final String lease;
    private final LeaseTiming timing;
    private final Member local;
    private KubernetesClient client;
    private ExecutorService executor;
    private CompletableFuture<?> election;
    private WatchedLock lock;
    private volatile String holder = "";

    LeaseView(
            CamelClusterService service,
            String namespace,
            String lease,
            String identity,
            LeaseTiming timing) {
        super(service, namespace);
        this.lease = lease;
        this.timing = timing;
        local = new Member(identity);
    }

    @Override
    public CamelClusterMember getLocalMember() {
        return local;
    }

    /** Empty until the Lease was read. */
    @Override
    public Optional<CamelClusterMember> getLeader() {
        String name = holder;
        if (name.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(name.equals(local.getId()) ? local : new Member(name));
    }

    /** The other members are not known: a Lease names only its holder. */
    @Override
    public List<CamelClusterMember> getMembers() {
        return getLeader().filter(leader -> leader != local).isPresent()
                ? List.of(local, getLeader().orElseThrow())
                : List.of(local);
    }

    @Override
    protected synchronized void doStart() {
        client = LeaseClusterService.client(timing);
        String place = Optional.ofNullable(client.getNamespace()).orElse("default");
        lock =
                new WatchedLock(
                        "Lease " + place + "/" + lease,
                        new LeaseLock(place, lease, local.getId()),
                        timing.renewDeadline(),
                        Clock.systemUTC(),
                        System::nanoTime);
        executor =
                getClusterService()
                        .getCamelContext()
                        .getExecutorServiceManager()
                        .newSingleThreadExecutor(this, "gemini-lease");
        elect();
    }

    /** An elector that has lost does not run again: a new one takes part in the next election. */
    private synchronized void elect() {
        if (executor == null) {
            return;
        }
        LeaderElectionConfig config =
                new LeaderElectionConfig(
                        lock,
                        timing.lease(),
                        timing.renewDeadline(),
                        timing.retry(),
                        new LeaderCallbacks(this::changed, this::changed, this::heldBy),
                        true,
                        lease);
        election = new LeaderElector(client, config, executor).start();
        election.whenComplete((nothing, failure) -> electAgain());
    }

    private void electAgain() {
        lock.letGo();
        changed();
        ExecutorService running;
        synchronized (this) {
            running = executor;
        }
        if (running != null) {
            running.execute(this::elect);
        }
    }

    private void heldBy(String identity) {
        holder = identity == null ? "" : identity;
    }

    /** An exception of a listener must not end the election. */
    private void changed() {
        try {
            fireLeadershipChangedEvent(getLeader().orElse(null));
        } catch (RuntimeException e) {
            LOG.error("{}: a listener failed", lock.describe(), e);
        }
    }

    /** Releases the Lease at once, so that others need not wait until it expires. */
    @Override
    protected void doStop() {
        CompletableFuture<?> running;
        ExecutorService last;
        synchronized (this) {
            running = election;
            last = executor;
            executor = null;
        }
        if (running == null || last == null) {
            return;
        }
        running.cancel(true);
        getClusterService().getCamelContext().getExecutorServiceManager().shutdownNow(last);
        client.close();
    }

    private final class Member implements CamelClusterMember {
        private final String name;

        Member(String name) {
            this.name = name;
        }

        /** For this instance the answer is valid now; for another, it is as of the last read. */
        @Override
        public boolean isLeader() {
            return isLocal() ? lock != null && lock.isHeld() : name.equals(holder);
        }

        @Override
        public boolean isLocal() {
            return this == local;
        }

        @Override
        public String getId() {
            return name;
        }
    }
}
