package io.github.geminiroutes.cluster;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.UUID;
import org.apache.camel.support.cluster.AbstractCamelClusterService;

/**
 * A cluster service of Camel's for {@code master:} whose leader is the holder of a Lease of
 * Kubernetes, by the rules of Kubernetes' own controllers: the holder renews it, and stops by
 * itself when it cannot; another takes it when it was not renewed. It wants no more of the API
 * server than to get, create and patch this Lease.
 *
 * <p>The API server, the namespace and the credentials are those of the pod's service account,
 * elsewhere those of the kubeconfig.
 */
public final class LeaseClusterService extends AbstractCamelClusterService<LeaseView> {

    private static final int MIN_SECONDS = 3;

    private String lease;
    private int leaseSeconds = 15;
    private String identity = uniqueName();
    private String served;

    /** The name of the Lease. */
    public void setLease(String name) {
        lease = name;
    }

    /**
     * How long, in seconds, a Lease that is not renewed stays with its holder; the same for all
     * instances.
     */
    public void setLeaseSeconds(int seconds) {
        if (seconds < MIN_SECONDS) {
            throw new IllegalArgumentException(
                    "leaseSeconds=" + seconds + ": must be at least " + MIN_SECONDS);
        }
        leaseSeconds = seconds;
    }

    /** What the Lease calls this instance; no two may share it. */
    public void setIdentity(String identity) {
        this.identity = identity;
    }

    /** In Kubernetes the host is the pod; a process that begins anew in it is another instance. */
    private static String uniqueName() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "unknown-host";
        }
        return host + "_" + UUID.randomUUID();
    }

    @Override
    protected LeaseView createView(String namespace) {
        if (lease == null) {
            throw new IllegalStateException("No lease is named");
        }
        if (served != null && !served.equals(namespace)) {
            throw new IllegalStateException(
                    "The lease %s is for %s: %s needs a cluster service of its own"
                            .formatted(lease, served, namespace));
        }
        served = namespace;
        return new LeaseView(
                this, namespace, lease, identity, LeaseTiming.of(Duration.ofSeconds(leaseSeconds)));
    }

    /** A client that does not outwait the lease. */
    static KubernetesClient client(LeaseTiming timing) {
        int millis = (int) timing.request().toMillis();
        Config config =
                new ConfigBuilder()
                        .withConnectionTimeout(millis)
                        .withRequestTimeout(millis)
                        .withRequestRetryBackoffLimit(0)
                        // Those of the environment are for Gemini; the API server is near.
                        .withHttpProxy(null)
                        .withHttpsProxy(null)
                        .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
