package io.github.geminiroutes.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A contender at work, watched from its start to its end. */
final class ChildRun implements AutoCloseable {
    private static final long SAMPLE_MILLIS = 200;
    private static final long POLL_MILLIS = 10;

    /** How it ended. */
    record Outcome(
            int exitCode,
            double seconds,
            double cpuMillis,
            double maxResidentMegabytes,
            Instant startedAt,
            Instant endedAt) {}

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor();
    private final double cpuBefore = ProcessFigures.cpuMillisOfEndedChildren();
    private final Instant startedAt;
    private final long startNanos;
    private final Process process;
    private volatile double peak;

    ChildRun(Contender contender, Workspace workspace) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(contender.command());
        workspace.settings().applyTo(builder);
        builder.environment().putAll(contender.environment());
        builder.directory(workspace.settings().root().toFile());
        builder.redirectErrorStream(true).redirectOutput(workspace.output().toFile());
        startedAt = Instant.now();
        startNanos = System.nanoTime();
        process = builder.start();
        process.getOutputStream().close();
        watch.scheduleAtFixedRate(this::sample, 0, SAMPLE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void sample() {
        peak = Math.max(peak, ProcessFigures.peakResidentMegabytes(process.pid()));
    }

    double secondsSinceStart() {
        return (System.nanoTime() - startNanos) / 1e9;
    }

    double residentMegabytes() {
        return ProcessFigures.residentMegabytes(process.pid());
    }

    double cpuMillis() {
        return ProcessFigures.cpuMillis(process.pid());
    }

    long threads() {
        return ProcessFigures.threads(process.pid());
    }

    long descriptors() {
        return ProcessFigures.descriptors(process.pid());
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Seconds from the start until {@code event}; NaN if the limit or the end came first. */
    double secondsUntil(BooleanSupplier event, Duration limit) {
        CompletableFuture<Double> seen = new CompletableFuture<>();
        Runnable look = () -> look(event, seen);
        var polling = watch.scheduleAtFixedRate(look, 0, POLL_MILLIS, TimeUnit.MILLISECONDS);
        double seconds =
                seen.completeOnTimeout(Double.NaN, limit.toMillis(), TimeUnit.MILLISECONDS).join();
        polling.cancel(false);
        return seconds;
    }

    private void look(BooleanSupplier event, CompletableFuture<Double> seen) {
        try {
            if (event.getAsBoolean()) {
                seen.complete(secondsSinceStart());
            } else if (!isAlive()) {
                seen.complete(Double.NaN);
            }
        } catch (RuntimeException e) {
            seen.completeExceptionally(e); // the executor alone would keep it to itself
        }
    }

    /** Calls {@code sampler} each second until {@code end} or the limit. */
    void eachSecondUntil(BooleanSupplier end, Duration limit, Runnable sampler) {
        var sampling = watch.scheduleAtFixedRate(sampler, 1, 1, TimeUnit.SECONDS);
        secondsUntil(end, limit);
        sampling.cancel(false);
    }

    void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL. */
    void kill() {
        process.destroyForcibly();
    }

    /**
     * Waits for the end; a process that outstays the limit is killed and so has a bad exit code.
     */
    Outcome awaitEnd(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            process.destroyForcibly();
        }
        int exitCode = process.waitFor();
        double seconds = secondsSinceStart();
        Instant endedAt = Instant.now();
        double cpu = ProcessFigures.cpuMillisOfEndedChildren() - cpuBefore;
        return new Outcome(exitCode, seconds, cpu, peak, startedAt, endedAt);
    }

    @Override
    public void close() {
        watch.shutdownNow();
        process.destroyForcibly();
    }
}
