package io.github.geminiroutes.folder;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.support.DefaultPollingConsumerPollStrategy;
import org.apache.camel.support.cluster.ClusterServiceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this instance may touch the folders: it may if no other program does. Where several share
 * them, one of them, the leader, does, as Camel's cluster service says; else it is the first that
 * locks them, and a second one stands by. An instance that was the leader and finds that it is no
 * more lets go of what it has not asked yet.
 */
public final class Leadership extends DefaultPollingConsumerPollStrategy
        implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final Pattern MASTER = Pattern.compile("master:([^:]+):");

    private CamelContext context;
    private String namespace;
    private FolderLock lock;
    private LockService release;
    private volatile CamelClusterService service;
    private Boolean told;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    /**
     * What stands before the inbox's endpoint: empty, or {@code master:NAMESPACE:}.
     *
     * @throws IllegalArgumentException if it is neither
     */
    public void setConsumer(String consumer) {
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
    public void setFolder(DropFolder folder) {
        lock = new FolderLock(folder.data());
    }

    /** Whether several instances share the folders. */
    boolean isShared() {
        return namespace != null;
    }

    /** Whether this instance is the one that works. */
    public boolean holds() {
        return isShared() ? service().isLeader(namespace) : lock == null || lock.isHeld();
    }

    /** The inbox is looked into by the one that works only. */
    @Override
    public boolean begin(Consumer consumer, Endpoint endpoint) {
        look();
        return holds();
    }

    private CamelClusterService service() {
        CamelClusterService known = service;
        if (known == null) {
            known = ClusterServiceHelper.mandatoryLookupService(context);
            service = known;
        }
        return known;
    }

    /** Takes the lock if it is free. Tells once of each change. */
    synchronized void look() {
        if (context == null || context.isStopping()) {
            return;
        }
        if (!isShared()) {
            lockFolder();
            return;
        }
        boolean holds = holds();
        if (lock != null) {
            keepOthersOff(holds);
        }
        if (told == null || told != holds) {
            LOG.info(
                    holds
                            ? "This instance takes the prompts"
                            : "Standing by: another instance takes the prompts");
            told = holds;
        }
    }

    /**
     * Against programs that know nothing of the cluster; within it, what the cluster says holds.
     */
    private void keepOthersOff(boolean holds) {
        if (!holds) {
            lock.close();
        } else if (!lock.isHeld() && lock.tryAcquire()) {
            releaseWithContext();
        }
    }

    private void lockFolder() {
        if (holds()) {
            return;
        }
        if (lock.tryAcquire()) {
            releaseWithContext();
            if (told != null) {
                LOG.info("The other program has ended: this one takes the prompts");
            }
            told = true;
        } else if (told == null) {
            LOG.warn(
                    "Standing by: another program answers the prompts of {} ({}); this one begins when"
                            + " that one ends",
                    lock.data(),
                    lock.owner());
            told = false;
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
