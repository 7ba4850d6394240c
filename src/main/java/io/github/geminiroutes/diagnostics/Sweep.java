package io.github.geminiroutes.diagnostics;

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
 * All sections at once, within a time limit: what waits for the network or for a dead mount holds
 * up nothing else.
 */
final class Sweep {

    private static final Duration LIMIT = Duration.ofSeconds(9);
    private static final Duration NETWORK_LIMIT = Duration.ofSeconds(8);
    private static final int FAR = 60_000;

    private final Subject subject;
    private final Checklist checklist;
    private final Runnable settingsCheck;
    private final RuntimeView camel;
    private final boolean isOffline;
    private final Clock clock;
    private final Map<SectionName, FutureTask<SectionReport>> unfinished =
            new EnumMap<>(SectionName.class);

    /**
     * @param settingsCheck throws a SettingsException for a setting that cannot be used
     * @param isOffline whether the network is left alone
     */
    Sweep(
            Subject subject,
            Checklist checklist,
            Runnable settingsCheck,
            RuntimeView camel,
            boolean isOffline,
            Clock clock) {
        this.subject = subject;
        this.checklist = checklist;
        this.settingsCheck = settingsCheck;
        this.camel = camel;
        this.isOffline = isOffline;
        this.clock = clock;
    }

    /** One sweep; ends within ten seconds. */
    synchronized Report run() {
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
            List<SectionReport> reports = new ArrayList<>();
            Map<SectionName, FutureTask<SectionReport>> tasks = start(threads, deadline);
            tasks.forEach((name, task) -> reports.add(await(name, task, deadline)));
            return new Report(at, watch.elapsed(), reports);
        } finally {
            threads.shutdownNow();
        }
    }

    private Map<SectionName, FutureTask<SectionReport>> start(
            ExecutorService threads, Deadline deadline) {
        Supplier<Optional<Exploration>> network = network(threads, deadline);
        Thresholds thresholds = checklist.thresholds();
        Path root = Path.of("/");
        Map<SectionName, FutureTask<SectionReport>> tasks = new EnumMap<>(SectionName.class);
        for (Section section :
                List.of(
                        new SystemSection(subject, thresholds, clock, root, network),
                        new DirectorySection(subject, checklist, new Inodes()),
                        new ApiSection(subject, settingsCheck, network),
                        new RuntimeSection(camel, thresholds),
                        new NetworkSection(network),
                        new PerformanceSection(subject, thresholds, root))) {
            SectionName name = section.name();
            if (checklist.skips(name)) {
                continue;
            }
            FutureTask<SectionReport> hanging = unfinished.remove(name);
            if (hanging != null && !hanging.isDone()) {
                // One thread that waits for a dead mount is enough.
                tasks.put(name, hanging);
            } else {
                FutureTask<SectionReport> task = new FutureTask<>(() -> examine(section));
                tasks.put(name, task);
                threads.execute(task);
            }
        }
        return tasks;
    }

    private Supplier<Optional<Exploration>> network(ExecutorService threads, Deadline deadline) {
        if (isOffline || checklist.skips(SectionName.NETWORK)) {
            return Optional::empty;
        }
        NetworkProbe probe = new NetworkProbe(subject, checklist, clock, threads);
        FutureTask<Exploration> way = new FutureTask<>(() -> probe.explore(NETWORK_LIMIT));
        threads.execute(way);
        return () -> Optional.of(deadline.await(way, FAR, Exploration.UNFINISHED));
    }

    private SectionReport examine(Section section) {
        Stopwatch watch = new Stopwatch();
        List<Finding> findings;
        try {
            findings = section.examine();
        } catch (RuntimeException e) {
            findings = List.of(broken(e));
        }
        return new SectionReport(
                section.name(),
                watch.elapsed(),
                findings.stream().filter(f -> !checklist.skips(section.name(), f)).toList());
    }

    /** One section that fails must not take the others with it. */
    private static Finding broken(RuntimeException e) {
        StackTraceElement[] frames = e.getStackTrace();
        return Finding.error(
                "check",
                "failed itself: "
                        + e.getClass().getSimpleName()
                        + (frames.length == 0 ? "" : " at " + frames[0]),
                "Please report this: it is a fault of the program.");
    }

    private SectionReport await(
            SectionName name, FutureTask<SectionReport> task, Deadline deadline) {
        Finding late =
                Finding.error(
                        "check",
                        "had no end within " + LIMIT.toSeconds() + " s",
                        name == SectionName.DIRECTORIES || name == SectionName.PERFORMANCE
                                ? "Look at the disks and network mounts: one of them does not answer."
                                : "Look at the machine: something in it does not answer.");
        SectionReport report =
                deadline.await(task, FAR, new SectionReport(name, LIMIT, List.of(late)));
        if (!task.isDone()) {
            unfinished.put(name, task);
        }
        return report;
    }
}
