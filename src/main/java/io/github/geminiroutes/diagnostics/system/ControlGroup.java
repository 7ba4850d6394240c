package io.github.geminiroutes.diagnostics.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The limits that the Linux kernel sets for this process: control groups, version 2 or 1
 * (https://docs.kernel.org/admin-guide/cgroup-v2.html). Empty without a limit, and on other
 * systems.
 */
final class ControlGroup {

    /** Version 1 writes the largest number of pages when there is no limit. */
    private static final double UNLIMITED = 1L << 60;

    private final Path root;

    /**
     * @param root the root of the file system; another one in tests
     */
    ControlGroup(Path root) {
        this.root = root;
    }

    Optional<Double> memoryLimit() {
        return first("memory.max", "memory/memory.limit_in_bytes").filter(b -> b < UNLIMITED);
    }

    /** The memory in use that the kernel cannot simply drop: without cached files. */
    Optional<Double> memoryUsed() {
        return first("memory.current", "memory/memory.usage_in_bytes")
                .map(used -> Math.max(0, used - inactiveFiles()));
    }

    private double inactiveFiles() {
        return stat("memory.stat", "inactive_file")
                .or(() -> stat("memory/memory.stat", "total_inactive_file"))
                .orElse(0.0);
    }

    /** How often the kernel killed a process of this group because memory ran out. */
    double killed() {
        return stat("memory.events", "oom_kill")
                .or(() -> stat("memory/memory.oom_control", "oom_kill"))
                .orElse(0.0);
    }

    /** The limit of processor time, in processors. */
    Optional<Double> processors() {
        Optional<String[]> max = read("cpu.max").map(line -> line.split("\\s+"));
        if (max.isPresent() && max.get().length == 2) {
            return number(max.get()[0])
                    .flatMap(quota -> number(max.get()[1]).map(period -> quota / period));
        }
        return read("cpu/cpu.cfs_quota_us")
                .flatMap(ControlGroup::number)
                .filter(quota -> quota > 0)
                .flatMap(
                        quota ->
                                read("cpu/cpu.cfs_period_us")
                                        .flatMap(ControlGroup::number)
                                        .map(period -> quota / period));
    }

    Optional<Double> processes() {
        return first("pids.max", "pids/pids.max");
    }

    private Optional<Double> first(String newer, String older) {
        return read(newer).or(() -> read(older)).flatMap(ControlGroup::number);
    }

    private Optional<Double> stat(String file, String name) {
        return read(file)
                .flatMap(
                        text ->
                                text.lines()
                                        .map(line -> line.split("\\s+"))
                                        .filter(pair -> pair.length == 2 && pair[0].equals(name))
                                        .findFirst())
                .flatMap(pair -> number(pair[1]));
    }

    private Optional<String> read(String file) {
        for (Path directory : directories()) {
            try {
                return Optional.of(Files.readString(directory.resolve(file)).strip());
            } catch (IOException e) {
                // This version, or this level, has no such file.
            }
        }
        return Optional.empty();
    }

    /** The process's own group if the whole tree is visible, otherwise the visible root. */
    private List<Path> directories() {
        Path tree = root.resolve("sys/fs/cgroup");
        try {
            return Files.readString(root.resolve("proc/self/cgroup"))
                    .lines()
                    .filter(line -> line.startsWith("0::/") && !line.contains(".."))
                    .map(line -> tree.resolve(line.substring("0::/".length())))
                    .findFirst()
                    .map(own -> Arrays.asList(own, tree))
                    .orElse(List.of(tree));
        } catch (IOException e) {
            return List.of(tree);
        }
    }

    private static Optional<Double> number(String text) {
        try {
            return Optional.of(Double.valueOf(text));
        } catch (NumberFormatException e) {
            // "max" stands for no limit.
            return Optional.empty();
        }
    }
}
