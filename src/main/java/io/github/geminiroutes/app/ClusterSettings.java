package io.github.geminiroutes.app;

import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import io.lettuce.core.RedisURI;
import java.net.URI;
import java.net.URISyntaxException;

/** Checks the settings of several instances: the shared quota, and which of them works. */
final class ClusterSettings {

    private static final String KUBERNETES_CLIENT =
            "/io/fabric8/kubernetes/client/KubernetesClient.class";

    private ClusterSettings() {}

    /**
     * @throws SettingsException for the first setting that cannot be used
     */
    static void requireUsable(Settings settings) {
        settings.wholeNumber("gemini.quota.instances", 1, 1_000);
        String redis = "gemini.quota.redis-url";
        if (!settings.text(redis).isEmpty() && !isRedis(settings.text(redis))) {
            throw settings.refused(
                    redis, "must be an address such as redis://:password@host:6379 or rediss://…");
        }
        String interval = "gemini.cluster.lock-interval";
        double seconds = settings.number(interval);
        if (seconds < 0.1 || seconds > 3_600) {
            throw settings.refused(interval, "must be a number of seconds from 0.1 to 3600");
        }
        if (!settings.text("gemini.cluster.lock-dir").isEmpty()) {
            DirectorySetting.requirePlace(
                    settings,
                    "gemini.cluster.lock-dir",
                    settings.directory("gemini.cluster.lock-dir"));
        }
        requireLease(settings);
    }

    private static void requireLease(Settings settings) {
        settings.wholeNumber("gemini.cluster.kubernetes-lease-duration", 3, 3_600);
        String lease = "gemini.cluster.kubernetes-lease";
        if (settings.text(lease).isEmpty()) {
            return;
        }
        if (!settings.text(lease).matches("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?")) {
            throw settings.refused(
                    lease, "must be the name of a Lease: small letters, digits, - and .");
        }
        if (!settings.text("gemini.cluster.lock-dir").isEmpty()) {
            throw settings.refused(
                    lease, "must be empty with gemini.cluster.lock-dir: set only one of them");
        }
        if (ClusterSettings.class.getResource(KUBERNETES_CLIENT) == null) {
            throw settings.refused(
                    lease, "needs the Kubernetes client: build the program with -Pkubernetes");
        }
    }

    private static boolean isRedis(String address) {
        try {
            URI uri = new URI(address);
            return ("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getFragment() == null
                    && RedisURI.create(uri).getDatabase() >= 0;
        } catch (URISyntaxException | IllegalArgumentException e) {
            return false;
        }
    }
}
