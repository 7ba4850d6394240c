package io.github.geminiroutes.app;

import io.github.geminiroutes.cluster.LeaseClusterService;
import io.github.geminiroutes.settings.Settings;
import org.apache.camel.cluster.CamelClusterService;

/** How several instances on one data directory agree who works: by a Lease of Kubernetes. */
final class KubernetesLease {

    private KubernetesLease() {}

    static CamelClusterService service(Settings settings) {
        LeaseClusterService service = new LeaseClusterService();
        service.setLease(settings.text("gemini.cluster.kubernetes-lease"));
        service.setLeaseSeconds(
                Math.toIntExact(
                        settings.wholeNumber(
                                "gemini.cluster.kubernetes-lease-duration", 3, 3_600)));
        return service;
    }
}
