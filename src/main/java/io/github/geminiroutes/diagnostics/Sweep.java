package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.diagnostics.DiagnosticReport.SectionResult;
import io.github.geminiroutes.diagnostics.network.NetworkProbe;
import io.github.geminiroutes.diagnostics.network.NetworkReport;
import io.github.geminiroutes.diagnostics.network.NetworkSection;
import io.github.geminiroutes.diagnostics.section.Deadline;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig.Thresholds;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Section;
import io.github.geminiroutes.diagnostics.section.SectionName;
import io.github.geminiroutes.diagnostics.section.Stopwatch;
import io.github.geminiroutes.diagnostics.system.DirectorySection;
import io.github.geminiroutes.diagnostics.system.PerformanceSection;
import io.github.geminiroutes.diagnostics.system.SystemSection;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Runs all sections at the same time, within a time limit. A section that waits for the network or
 * for a dead mount does not delay the others.
 */
final class Sweep {

    private static final Duration LIMIT = Duration.ofSeconds(9);
    private static final Duration NETWORK_LIMIT = Duration.ofSeconds(8);
    private static final int NO_LIMIT = 60_000;

    private final DiagnosticInput input;
    private final DiagnosticConfig config;
    private final Runnable settingsCheck;
    private final RuntimeView camel;
    private final boolean isOffline;
    private final Clock clock;
    private boolean listsJobs;
    private final Map<SectionName, FutureTask<SectionResult>> unfinished =
            new EnumMap<>(SectionName.class);

    /**
     * @param settingsCheck throws a SettingsException for a setting that cannot be used
     * @param isOffline whether the network is left alone
     */
    Sweep(
            DiagnosticInput input,
            DiagnosticConfig config,
            Runnable settingsCheck,
            RuntimeView camel,
            boolean isOffline,
            Clock clock) {
        this.input = input;
        this.config = config;
        this.settingsCheck = settingsCheck;
        this.camel = camel;
        this.isOffline = isOffline;
        this.clock = clock;
    }

    /** Compares the batch jobs of the API with those of the data directory, too. */
    void listJobs() {
        listsJobs = true;
    }

    /** Runs one sweep; ends within ten seconds. */
    synchronized DiagnosticReport run() {
        Instant at = clock.instant();
        Stopwatch watch = new Stopwatch();
        Deadline deadline = Deadline.in(LIMIT);
        AtomicInteger number = new AtomicInteger();
        ExecutorService threads =
                Executors.newCachedThreadPool(
                        work -> {
                            Thread thread =
                                    new Thread(
                                            work, "gemini-diagnostics-" + number.incrementAndGet());
                            thread.setDaemon(true);
                            return thread;
                        });
        try {
            List<SectionResult> reports = new ArrayList<>();
            Map<SectionName, FutureTask<SectionResult>> tasks = start(threads, deadline);
            tasks.forEach((name, task) -> reports.add(await(name, task, deadline)));
            return new DiagnosticReport(at, watch.elapsed(), reports);
        } finally {
            threads.shutdownNow();
        }
    }

    private Map<SectionName, FutureTask<SectionResult>> start(
            ExecutorService threads, Deadline deadline) {
        BatchJobsCheck jobs =
                listsJobs && !config.skips(SectionName.API)
                        ? new BatchJobsCheck(input, clock)
                        : null;
        Supplier<Optional<NetworkReport>> network = network(threads, deadline, jobs);
        Thresholds thresholds = config.thresholds();
        Path root = Path.of("/");
        Map<SectionName, FutureTask<SectionResult>> tasks = new EnumMap<>(SectionName.class);
        for (Section section :
                List.of(
                        new SystemSection(
                                input,
                                thresholds,
                                clock,
                                root,
                                () -> network.get().flatMap(NetworkReport::clockSkew)),
                        new DirectorySection(input, config),
                        new ApiSection(input, settingsCheck, network, jobs),
                        new RuntimeSection(camel, thresholds),
                        new NetworkSection(network),
                        new PerformanceSection(input, thresholds, root))) {
            SectionName name = section.name();
            if (config.skips(name)) {
                continue;
            }
            FutureTask<SectionResult> hanging = unfinished.remove(name);
            if (hanging != null && !hanging.isDone()) {
                // One thread waiting for a dead mount is enough.
                tasks.put(name, hanging);
            } else {
                FutureTask<SectionResult> task = new FutureTask<>(() -> examine(section));
                tasks.put(name, task);
                threads.execute(task);
            }
        }
        return tasks;
    }

    private Supplier<Optional<NetworkReport>> network(
            ExecutorService threads, Deadline deadline, BatchJobsCheck jobs) {
        if (isOffline || config.skips(SectionName.NETWORK)) {
            return Optional::empty;
        }
        NetworkProbe probe = new NetworkProbe(input, config, clock, threads);
        if (jobs != null) {
            probe.listJobs(jobs::names);
        }
        FutureTask<NetworkReport> report = new FutureTask<>(() -> probe.probe(NETWORK_LIMIT));
        threads.execute(report);
        return () -> Optional.of(deadline.await(report, NO_LIMIT, NetworkReport.UNFINISHED));
    }

    private SectionResult examine(Section section) {
        Stopwatch watch = new Stopwatch();
        List<Finding> findings;
        try {
            findings = section.examine();
        } catch (RuntimeException e) {
            findings = List.of(broken(e));
        }
        return new SectionResult(
                section.name(),
                watch.elapsed(),
                findings.stream().filter(f -> !config.skips(section.name(), f)).toList());
    }

    /** A section that throws an exception must not end the others. */
    private static Finding broken(RuntimeException e) {
        StackTraceElement[] frames = e.getStackTrace();
        return Finding.error(
                "check",
                "failed: "
                        + e.getClass().getSimpleName()
                        + (frames.length == 0 ? "" : " at " + frames[0]),
                "Please report this: it is a fault in the program.");
    }

    private SectionResult await(
            SectionName name, FutureTask<SectionResult> task, Deadline deadline) {
        Finding late =
                Finding.error(
                        "check",
                        "did not end within " + LIMIT.toSeconds() + " s",
                        name == SectionName.DIRECTORIES || name == SectionName.PERFORMANCE
                                ? "Check the disks and network mounts: one of them does not answer."
                                : "Check the machine: something in it does not answer.");
        SectionResult report =
                deadline.await(task, NO_LIMIT, new SectionResult(name, LIMIT, List.of(late)));
        if (!task.isDone()) {
            unfinished.put(name, task);
        }
        return report;
    }
}
