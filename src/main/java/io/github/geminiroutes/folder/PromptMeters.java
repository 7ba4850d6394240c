package io.github.geminiroutes.folder;

import io.github.geminiroutes.usage.MeterRegistrySource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;

/** The meters of the drop folder: what became of prompts, and how many lie where. */
public final class PromptMeters {

    private static final String STATE = "gemini.prompts";
    private static final String OUTCOME = "gemini.prompts.settled";

    private final CamelContext context;
    private final MeterRegistry registry;

    private PromptMeters(CamelContext context) {
        this.context = context;
        this.registry = MeterRegistrySource.registry(context);
    }

    /**
     * Registers the meters once the context has started: a host may bind its registry after the
     * route files are loaded.
     */
    static void registerAtStart(CamelContext context) {
        try {
            context.addStartupListener((started, wasStarted) -> register(started));
        } catch (Exception e) {
            throw new RuntimeCamelException("The meters of prompts cannot be registered", e);
        }
    }

    /**
     * Registers the meters that are not registered yet. Each looks the drop folder up when it is
     * read, as Camel's YAML DSL makes the bean twice and drops the first one.
     */
    private static void register(CamelContext context) {
        PromptMeters meters = new PromptMeters(context);
        meters.outcome("answered", PromptCounters::answered);
        meters.outcome("failed", PromptCounters::failed);
        meters.outcome("parked", PromptCounters::parked);
        meters.state("inbox", FolderCounts::inbox);
        meters.state("in_flight", FolderCounts::inFlight);
        meters.state("submitted", FolderCounts::submitted);
        meters.state("parked", FolderCounts::parked);
        meters.state("failed", FolderCounts::failed);
        meters.state("held", FolderCounts::held);
        meters.state("left_alone", FolderCounts::leftAlone);
    }

    private static double of(CamelContext here, ToDoubleFunction<DropFolderService> count) {
        DropFolderService service = DropFolderService.of(here);
        return service == null ? 0 : count.applyAsDouble(service);
    }

    private void outcome(String outcome, ToDoubleFunction<PromptCounters> count) {
        if (registry.find(OUTCOME).tag("outcome", outcome).functionCounter() != null) {
            return;
        }
        untilStop(
                FunctionCounter.builder(
                                OUTCOME,
                                context,
                                here -> of(here, folder -> count.applyAsDouble(folder.counters())))
                        .description("Prompts of the drop folder by what became of them")
                        .tags("outcome", outcome)
                        .register(registry));
    }

    private void state(String state, ToDoubleFunction<FolderCounts> count) {
        if (registry.find(STATE).tag("state", state).gauge() != null) {
            return;
        }
        untilStop(
                Gauge.builder(
                                STATE,
                                context,
                                here ->
                                        of(
                                                here,
                                                folder ->
                                                        count.applyAsDouble(folder.folderCounts())))
                        .description("Prompts of the drop folder by where they are")
                        .tags("state", state)
                        .register(registry));
    }

    private void untilStop(Meter meter) {
        MeterRegistrySource.removeAtStop(context, registry, meter);
    }
}
