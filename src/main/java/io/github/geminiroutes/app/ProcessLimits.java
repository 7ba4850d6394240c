package io.github.geminiroutes.app;

import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the system lets this process have: too little is told before anything is started. */
final class ProcessLimits {

    /** Libraries, logs, prompts and answers; each call has one besides. */
    private static final int OTHER_FILES = 200;

    /** Standard calls, as many of the tier flex, and as many streams. */
    private static final int KINDS_OF_CALLS = 3;

    /** Free calls, such as those that list models, and connections that are taken in one go. */
    private static final int BESIDE_CALLS = 32;

    /** Schedules, readers, writers, the HTTP server and the JVM itself. */
    private static final int OTHER_THREADS = 64;

    /** A log is rolled at ten of these, and a table's or a job's results may be larger. */
    private static final long MEBIBYTE = 1024L * 1024;

    private static final long LEAST_FILE_SIZE = 64 * MEBIBYTE;

    private final List<String> lines;
    private final List<String> pids;

    private ProcessLimits(List<String> lines, List<String> pids) {
        this.lines = lines;
        this.pids = pids;
    }

    /** Those of this process; none where the system does not tell them as Linux does. */
    static ProcessLimits own() {
        return of(Path.of("/proc/self/limits"), Path.of("/sys/fs/cgroup/pids.max"));
    }

    /**
     * @param limits as Linux tells those of a process
     * @param pids as a container tells how many threads it may have
     */
    static ProcessLimits of(Path limits, Path pids) {
        return new ProcessLimits(lines(limits), lines(pids));
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            // Another system. What is too little shows when it is used up.
            return List.of();
        }
    }

    /**
     * How many files may be open for the connections of callers: they must leave files to the work.
     * A quarter is theirs in any case, as all kinds of calls are seldom out at the same time.
     *
     * @param calls how many calls of each kind may be out at a time
     */
    long filesBeside(int calls) {
        long free = limit("Max open files") - OTHER_FILES - BESIDE_CALLS;
        return Math.max(free / 4, free - (long) KINDS_OF_CALLS * calls);
    }

    /**
     * @param calls how many calls may be out at a time
     * @throws SettingsException if it may not have enough open, run enough threads, or write no log
     */
    void requireEnough(int calls) {
        require("have %d files open (ulimit -n)", limit("Max open files"), OTHER_FILES, calls);
        int callers = CallThreads.virtual(calls) == null ? calls : 0;
        require("run %d threads (ulimit -u)", limit("Max processes"), OTHER_THREADS, callers);
        require("run %d threads (pids.max)", most(pids.stream()), OTHER_THREADS, callers);
        long size = limit("Max file size");
        if (size < LEAST_FILE_SIZE) {
            throw new SettingsException(
                    "This process may write files of %d bytes (ulimit -f): it must be %d or more, as logs and results grow"
                            .formatted(size, LEAST_FILE_SIZE));
        }
    }

    private static void require(String what, long limit, int others, int calls) {
        if (limit < others + calls) {
            throw new SettingsException(
                    "This process may %s: it must be %d or more%s"
                            .formatted(
                                    what.formatted(limit),
                                    others + calls,
                                    calls == 0
                                            ? ": raise the limit"
                                            : " with MAX_CONCURRENCY=%d: raise the limit, or lower MAX_CONCURRENCY"
                                                    .formatted(calls)));
        }
    }

    /** The soft limit: {@code Max open files 1024 524288 files}. */
    private long limit(String name) {
        return most(
                lines.stream()
                        .filter(line -> line.startsWith(name))
                        .map(line -> line.substring(name.length()).strip().split("\\s+")[0]));
    }

    /** No number stands for no limit. */
    private static long most(Stream<String> texts) {
        return texts.filter(text -> text.matches("[0-9]{1,18}"))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElse(Long.MAX_VALUE);
    }
}
