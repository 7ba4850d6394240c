package io.github.geminiroutes.folder;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.support.cluster.ClusterServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this instance may work on the folders; one program does at a time. If several instances
 * share the folders, Camel's cluster service elects the leader; otherwise the first program that
 * locks the folders works, and a second one stands by. An instance that is no longer the leader
 * returns the prompts it has not asked yet.
 */
public final class Leadership {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final Pattern MASTER = Pattern.compile("master:([^:]+):");

    private CamelContext context;
    private String namespace;
    private FolderLock lock;
    private LockService release;
    private volatile CamelClusterService service;
    private volatile boolean isKeptOff;
    private Boolean lastLogged;

    void setCamelContext(CamelContext context) {
        this.context = context;
    }

    /**
     * What stands before the inbox's endpoint: empty, or {@code master:NAMESPACE:}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    void setConsumer(String consumer) {
        if (consumer.isBlank()) {
            namespace = null;
            return;
        }
        Matcher matcher = MASTER.matcher(consumer.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "gemini.cluster.consumer=" + consumer + ": must be empty or master:NAME:");
        }
        namespace = matcher.group(1);
    }

    /** The folders that only one program may empty at a time. */
    void setFolder(DropFolder folder) {
        lock = FolderLock.of(context, folder.data());
    }

    /** Whether several instances share the folders. */
    boolean isShared() {
        return namespace != null;
    }

    /** Whether this instance is the one that works. */
    public boolean holds() {
        return isShared() ? isLeader() && !isKeptOff : lock == null || lock.isHeld();
    }

    private boolean isLeader() {
        return service().isLeader(namespace);
    }

    private CamelClusterService service() {
        CamelClusterService known = service;
        if (known == null) {
            known = ClusterServiceHelper.mandatoryLookupService(context);
            service = known;
        }
        return known;
    }

    /** Takes the lock if it is free, and logs each change once. */
    synchronized void refresh() {
        if (context == null || context.isStopping()) {
            return;
        }
        if (!isShared()) {
            lockFolder();
            return;
        }
        if (lock != null) {
            keepOthersOff(isLeader());
        }
        boolean holds = holds();
        if (lastLogged == null || lastLogged != holds) {
            LOG.info(
                    holds
                            ? "This instance takes the prompts"
                            : "Standing by: another instance takes the prompts");
            lastLogged = holds;
        }
    }

    /**
     * The lock keeps programs off that are not in the cluster. It decides between two leaders, too,
     * of which each has a lock directory of its own: where the file system keeps the one lock, it
     * keeps the other. A Lease holds without it, also against a leader that is paused.
     */
    private void keepOthersOff(boolean isLeader) {
        if (!isLeader) {
            lock.close();
            isKeptOff = false;
        } else if (!lock.keep()) {
            if (lock.tryAcquire()) {
                isKeptOff = false;
                releaseWithContext();
            } else if (!isKeptOff && service() instanceof FileLockClusterService) {
                isKeptOff = true;
                LOG.warn(
                        "Standing by: the lock directory lets this instance work, but another one"
                                + " answers the prompts of {} ({}); if it goes on, set"
                                + " gemini.cluster.lock-dir to the same directory for all of them",
                        lock.data(),
                        lock.owner());
            }
        }
    }

    private void lockFolder() {
        if (lock == null) {
            return;
        }
        if (lock.keep()) {
            releaseWithContext();
            return;
        }
        if (lock.tryAcquire()) {
            releaseWithContext();
            if (lastLogged != null) {
                LOG.info("The other program has ended: this one takes the prompts");
            }
            lastLogged = true;
        } else if (lastLogged == null) {
            LOG.warn(
                    "Standing by: another program answers the prompts of {} ({}); this program begins"
                            + " when that one ends",
                    lock.data(),
                    lock.owner());
            lastLogged = false;
        }
    }

    /** Services end after the routes. */
    private void releaseWithContext() {
        if (release != null) {
            return;
        }
        release = new LockService(lock);
        try {
            context.addService(release);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    private static final class LockService extends ServiceSupport {

        private final FolderLock lock;

        LockService(FolderLock lock) {
            this.lock = lock;
        }

        @Override
        protected void doStop() {
            lock.close();
        }
    }
}
