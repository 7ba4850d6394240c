package io.github.geminiroutes.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What Linux knows of a process. Elsewhere, and for a process that is gone, every figure is 0. */
final class ProcessFigures {
    private static final double MILLIS_PER_TICK = 10; // USER_HZ is 100 on every Linux Java runs on
    private static final double KILOBYTES_PER_MEGABYTE = 1024;

    private ProcessFigures() {}

    /** Resident memory now. */
    static double residentMegabytes(long pid) {
        return status(pid, "VmRSS:") / KILOBYTES_PER_MEGABYTE;
    }

    /** The most resident memory so far. */
    static double peakResidentMegabytes(long pid) {
        return status(pid, "VmHWM:") / KILOBYTES_PER_MEGABYTE;
    }

    /** Threads now. */
    static long threads(long pid) {
        return (long) status(pid, "Threads:");
    }

    /** Open files, sockets and pipes now. */
    static long descriptors(long pid) {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.count();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }

    /** CPU time of a process so far. */
    static double cpuMillis(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(java.time.Duration::toMillis)
                .orElse(0L);
    }

    /** CPU time of all children that have ended: exact, where sampling misses the last moments. */
    static double cpuMillisOfEndedChildren() {
        try {
            String stat = Files.readString(Path.of("/proc/self/stat"));
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) * MILLIS_PER_TICK;
        } catch (IOException e) {
            return 0;
        }
    }

    /** CPU time of this JVM, that is: mostly of the stand-in server. */
    static double ownCpuMillis() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(java.time.Duration::toMillis)
                .orElse(0L);
    }

    private static double status(long pid, String field) {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith(field))
                    .map(line -> line.replaceAll("\\D", ""))
                    .mapToDouble(Double::parseDouble)
                    .findFirst()
                    .orElse(0);
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0;
        }
    }
}
