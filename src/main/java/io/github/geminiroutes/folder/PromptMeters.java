package io.github.geminiroutes.folder;

import io.github.geminiroutes.usage.MeterRegistrySource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/** The meters of the drop folder: what became of prompts, and how many lie where. */
public final class PromptMeters implements CamelContextAware {

    /**
     * The gauge of prompts by state. Prometheus takes the names of a counter and of a gauge for one
     * but for the counter's {@code _total}, so this one cannot be {@code gemini.prompts}, too.
     */
    public static final String STATE = "gemini.prompts.state";

    private static final String OUTCOME = "gemini.prompts";
    private static final String COUNTS = "gemini-folder-counts";

    private CamelContext context;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * Makes the meters. Each looks up the counts when it is read: the YAML DSL makes every bean
     * twice, and the first ones are soon put aside.
     */
    public void start() {
        MeterRegistry registry = MeterRegistrySource.registry(context);
        outcome(registry, "answered", PromptCounters::answered);
        outcome(registry, "failed", PromptCounters::failed);
        outcome(registry, "parked", PromptCounters::parked);
        state(registry, "inbox", FolderCounts::inbox);
        state(registry, "in_flight", FolderCounts::inFlight);
        state(registry, "parked", FolderCounts::parked);
        state(registry, "failed", FolderCounts::failed);
    }

    private void outcome(
            MeterRegistry registry, String outcome, ToDoubleFunction<PromptCounters> count) {
        if (registry.find(OUTCOME).tag("outcome", outcome).functionCounter() != null) {
            return;
        }
        FunctionCounter.builder(OUTCOME, context, here -> count.applyAsDouble(counts().tally()))
                .description("Prompts of the drop folder by what became of them")
                .tags("outcome", outcome)
                .register(registry);
    }

    private void state(MeterRegistry registry, String state, ToDoubleFunction<FolderCounts> count) {
        if (registry.find(STATE).tag("state", state).gauge() != null) {
            return;
        }
        Gauge.builder(STATE, context, here -> count.applyAsDouble(counts()))
                .description("Prompts of the drop folder by where they are")
                .tags("state", state)
                .register(registry);
    }

    private FolderCounts counts() {
        return context.getRegistry().lookupByNameAndType(COUNTS, FolderCounts.class);
    }
}
