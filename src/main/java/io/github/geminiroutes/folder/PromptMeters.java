package io.github.geminiroutes.folder;

import io.github.geminiroutes.usage.MeterRegistrySource;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;

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
     * Registers the meters that are not registered yet. Each looks the drop folder up when it is
     * read, as Camel's YAML DSL makes the bean twice and drops the first one.
     */
    static void register(CamelContext context) {
        PromptMeters meters = new PromptMeters(context);
        meters.outcome("answered", PromptCounters::answered);
        meters.outcome("failed", PromptCounters::failed);
        meters.outcome("parked", PromptCounters::parked);
        meters.state("inbox", FolderCounts::inbox);
        meters.state("in_flight", FolderCounts::inFlight);
        meters.state("parked", FolderCounts::parked);
        meters.state("failed", FolderCounts::failed);
        meters.state("left_alone", FolderCounts::leftAlone);
    }

    private void outcome(String outcome, ToDoubleFunction<PromptCounters> count) {
        if (registry.find(OUTCOME).tag("outcome", outcome).functionCounter() != null) {
            return;
        }
        untilStop(
                FunctionCounter.builder(
                                OUTCOME,
                                context,
                                here -> count.applyAsDouble(DropFolderService.of(here).counters()))
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
                                        count.applyAsDouble(
                                                DropFolderService.of(here).folderCounts()))
                        .description("Prompts of the drop folder by where they are")
                        .tags("state", state)
                        .register(registry));
    }

    private void untilStop(Meter meter) {
        MeterRegistrySource.removeAtStop(context, registry, meter);
    }
}
