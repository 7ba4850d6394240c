package io.github.geminiroutes.app;

import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.Seconds;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.component.file.cluster.FileLockClusterService;

/** How several instances on one data directory agree who works: by a lock on a file beside it. */
final class FileLock {

    /**
     * A leader that did not look after the lock for so many intervals is taken for dead. The lock
     * itself is the system's and outlives no process, so this only says when it is tried.
     */
    private static final int SILENT_INTERVALS = 3;

    private FileLock() {}

    static CamelClusterService service(Settings settings, Path directory) {
        long interval = Seconds.toMillis(settings.number("gemini.cluster.lock-interval"));
        FileLockClusterService service = new FileLockClusterService();
        service.setRoot(directory.toString());
        service.setAcquireLockDelay(interval, TimeUnit.MILLISECONDS);
        service.setAcquireLockInterval(interval, TimeUnit.MILLISECONDS);
        service.setHeartbeatTimeoutMultiplier(SILENT_INTERVALS);
        return service;
    }
}
