package io.github.geminiroutes.folder;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.support.cluster.ClusterServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this instance may touch the folders. It may always, unless several share them: then one
 * of them, the leader, does, as Camel's cluster service says. An instance that was the leader and
 * finds that it is no more lets go of what it has not asked yet.
 */
public final class Leadership implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(Leadership.class);
    private static final Pattern MASTER = Pattern.compile("master:([^:]+):");

    private CamelContext context;
    private String namespace;
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

    /** Whether several instances share the folders. */
    boolean isShared() {
        return namespace != null;
    }

    /** Whether this instance is the one that works. */
    public boolean holds() {
        return namespace == null || service().isLeader(namespace);
    }

    private CamelClusterService service() {
        CamelClusterService known = service;
        if (known == null) {
            known = ClusterServiceHelper.mandatoryLookupService(context);
            service = known;
        }
        return known;
    }

    /** Tells once of each change. */
    synchronized void look() {
        boolean holds = holds();
        if (isShared() && (told == null || told != holds)) {
            LOG.info(
                    holds
                            ? "This instance takes the prompts"
                            : "Standing by: another instance takes the prompts");
            told = holds;
        }
    }
}
