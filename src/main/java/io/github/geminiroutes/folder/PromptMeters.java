package io.github.geminiroutes.folder;

import io.github.geminiroutes.usage.MeterRegistrySource;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;

/** The meters of the drop folder: what became of prompts, and how many lie where. */
public final class PromptMeters {

    private static final String STATE = "gemini.prompts";
    private static final String OUTCOME = "gemini.prompts.settled";

    private PromptMeters() {}

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
        MeterRegistrySource.counters(
                context,
                OUTCOME,
                "Prompts of the drop folder by what became of them",
                "outcome",
                Map.of(
                        "answered", here -> outcome(here, PromptCounters::answered),
                        "failed", here -> outcome(here, PromptCounters::failed),
                        "parked", here -> outcome(here, PromptCounters::parked)));
        MeterRegistrySource.gauges(
                context,
                STATE,
                "Prompts of the drop folder by where they are",
                "state",
                Map.of(
                        "inbox", here -> state(here, FolderCounts::inbox),
                        "in_flight", here -> state(here, FolderCounts::inFlight),
                        "submitted", here -> state(here, FolderCounts::submitted),
                        "parked", here -> state(here, FolderCounts::parked),
                        "failed", here -> state(here, FolderCounts::failed),
                        "waiting", here -> state(here, FolderCounts::waiting),
                        "held", here -> state(here, FolderCounts::held),
                        "left_alone", here -> state(here, FolderCounts::leftAlone)));
    }

    private static double outcome(CamelContext here, ToDoubleFunction<PromptCounters> count) {
        DropFolderService service = DropFolderService.of(here);
        return service == null ? 0 : count.applyAsDouble(service.counters());
    }

    private static double state(CamelContext here, ToDoubleFunction<FolderCounts> count) {
        DropFolderService service = DropFolderService.of(here);
        return service == null ? 0 : count.applyAsDouble(service.folderCounts());
    }
}
