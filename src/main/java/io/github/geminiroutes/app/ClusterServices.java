package io.github.geminiroutes.app;

import io.github.geminiroutes.cluster.LeaseClusterService;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.LockPermissions;
import io.github.geminiroutes.support.Seconds;
import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.component.file.cluster.FileLockClusterService;

/**
 * The cluster service that the settings ask for, where several instances share a data directory.
 */
final class ClusterServices {

    /** What the instances elect a leader for. */
    static final String NAMESPACE = "gemini";

    /**
     * A leader whose heartbeat is this many intervals old counts as dead. The operating system
     * frees the lock of a process that ends, so this only decides when others try to take it.
     */
    private static final int MISSED_HEARTBEATS = 3;

    /** What Camel locks, and writes, for {@link #NAMESPACE}. */
    private static final List<String> FILES = List.of(NAMESPACE, NAMESPACE + ".dat");

    private ClusterServices() {}

    /**
     * The cluster service that elects the working instance; null if this is the only instance.
     *
     * @throws io.github.geminiroutes.support.SettingsException if the lock directory cannot be
     *     created or written
     */
    static CamelClusterService of(Settings settings) {
        if (!settings.text("gemini.cluster.lock-dir").isEmpty()) {
            Path locks = settings.directory("gemini.cluster.lock-dir");
            RequiredDirectories.create(settings, locks);
            closeToReaders(locks);
            return fileLock(settings, locks);
        }
        return settings.text("gemini.cluster.kubernetes-lease").isEmpty()
                ? null
                : kubernetesLease(settings);
    }

    /** Camel makes these files as the umask says: each user who may read them could lock them. */
    private static void closeToReaders(Path locks) {
        for (String name : FILES) {
            try {
                LockPermissions.prepare(locks.resolve(name));
            } catch (IOException e) {
                throw new SettingsException(
                        "gemini.cluster.lock-dir="
                                + locks
                                + ": "
                                + name
                                + " cannot be made ("
                                + e
                                + "): name a directory that takes files");
            }
        }
    }

    private static CamelClusterService fileLock(Settings settings, Path directory) {
        long interval = Seconds.toMillis(settings.number("gemini.cluster.lock-interval"));
        FileLockClusterService service = new FileLockClusterService();
        service.setRoot(directory.toString());
        service.setAcquireLockDelay(interval, TimeUnit.MILLISECONDS);
        service.setAcquireLockInterval(interval, TimeUnit.MILLISECONDS);
        service.setHeartbeatTimeoutMultiplier(MISSED_HEARTBEATS);
        return service;
    }

    private static CamelClusterService kubernetesLease(Settings settings) {
        LeaseClusterService service = new LeaseClusterService();
        service.setLease(settings.text("gemini.cluster.kubernetes-lease"));
        service.setLeaseSeconds(
                Math.toIntExact(
                        settings.wholeNumber(
                                "gemini.cluster.kubernetes-lease-duration", 3, 3_600)));
        return service;
    }
}
