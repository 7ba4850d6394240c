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
 * A Camel cluster service for {@code master:} whose leader is the holder of a Kubernetes Lease. It
 * follows the rules of Kubernetes' own controllers: the holder renews the Lease, and stops work
 * when it cannot; another instance takes a Lease that was not renewed. The service only gets,
 * creates and patches this one Lease.
 *
 * <p>The API server, the namespace and the credentials come from the pod's service account; outside
 * a cluster, from the kubeconfig.
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
     * How long, in seconds, a Lease that is not renewed stays with its holder. All instances need
     * the same value.
     */
    public void setLeaseSeconds(int seconds) {
        if (seconds < MIN_SECONDS) {
            throw new IllegalArgumentException(
                    "leaseSeconds=" + seconds + ": must be at least " + MIN_SECONDS);
        }
        leaseSeconds = seconds;
    }

    /** The identity of this instance in the Lease; no two instances may share it. */
    public void setIdentity(String identity) {
        this.identity = identity;
    }

    /** In Kubernetes the host is the pod. A process that restarts in it is another instance. */
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
            throw new IllegalStateException("The name of the Lease is missing");
        }
        if (served != null && !served.equals(namespace)) {
            throw new IllegalStateException(
                    "The Lease %s is for %s: %s needs a cluster service of its own"
                            .formatted(lease, served, namespace));
        }
        served = namespace;
        return new LeaseView(
                this, namespace, lease, identity, LeaseTiming.of(Duration.ofSeconds(leaseSeconds)));
    }

    /** A client whose calls end before the lease does. */
    static KubernetesClient client(LeaseTiming timing) {
        int millis = (int) timing.request().toMillis();
        Config config =
                new ConfigBuilder()
                        .withConnectionTimeout(millis)
                        .withRequestTimeout(millis)
                        .withRequestRetryBackoffLimit(0)
                        // The proxies of the environment are for Gemini; the API server is local.
                        .withHttpProxy(null)
                        .withHttpsProxy(null)
                        .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }
}
