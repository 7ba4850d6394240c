package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.diagnostics.section.DiagnosticConfig.Thresholds;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Section;
import io.github.geminiroutes.diagnostics.section.SectionName;
import io.github.geminiroutes.diagnostics.section.Units;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Camel with its routes and components, and the JVM. */
final class RuntimeSection implements Section {

    private static final String VIRTUAL = "camel.threads.virtual.enabled";

    private final RuntimeView camel;
    private final Thresholds thresholds;

    RuntimeSection(RuntimeView camel, Thresholds thresholds) {
        this.camel = camel;
        this.thresholds = thresholds;
    }

    @Override
    public SectionName name() {
        return SectionName.RUNTIME;
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        String profile = camel.profile();
        findings.add(Finding.ok("camel", camel.version()));
        findings.add(Finding.ok("profile", profile.isEmpty() ? "none" : profile));
        findings.addAll(camel.routes());
        findings.add(components());
        findings.add(heap(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage()));
        findings.add(threads(ManagementFactory.getThreadMXBean()));
        findings.add(virtualThreads(Runtime.version().feature(), Boolean.getBoolean(VIRTUAL)));
        return findings;
    }

    private Finding components() {
        Map<String, String> all = new TreeMap<>(camel.components());
        String missing =
                all.entrySet().stream()
                        .filter(component -> !component.getValue().isEmpty())
                        .map(Map.Entry::getKey)
                        .collect(Collectors.joining(", "));
        return missing.isEmpty()
                ? Finding.ok("components", String.join(", ", all.keySet()))
                : Finding.error(
                        "components",
                        "not on the class path: " + missing,
                        "Add Camel's jars of these components, in the version of Camel, to the program's libraries.");
    }

    private Finding heap(MemoryUsage heap) {
        double used = Units.percent(heap.getUsed(), heap.getMax());
        String value =
                Units.bytes(heap.getUsed())
                        + " of "
                        + Units.bytes(heap.getMax())
                        + " ("
                        + Units.percentText(used)
                        + ")";
        return used > thresholds.heapUsedWarnPercent()
                ? Finding.warn("heap", value, "Raise -Xmx, or lower MAX_CONCURRENCY.")
                : Finding.ok("heap", value);
    }

    private static Finding threads(ThreadMXBean threads) {
        long[] deadlocked = threads.findDeadlockedThreads();
        String value = threads.getThreadCount() + ", at most " + threads.getPeakThreadCount();
        return deadlocked == null
                ? Finding.ok("threads", value)
                : Finding.error(
                        "threads",
                        value + ", " + deadlocked.length + " are deadlocked",
                        "Restart the program, and report it with a thread dump (jstack).");
    }

    static Finding virtualThreads(int java, boolean isAsked) {
        String name = "virtual-threads";
        if (java < 21) {
            return isAsked
                    ? Finding.warn(
                            name,
                            VIRTUAL + " has no effect on Java " + java,
                            "Use Java 21 or newer, or remove the property.")
                    : Finding.ok(name, "none: they need Java 21");
        }
        return Finding.ok(name, isAsked ? "in use" : "not in use (" + VIRTUAL + ")");
    }
}
