package io.github.geminiroutes.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Memory, processors, the disk of the data directory, and JSON: measured, briefly. */
final class PerformanceSection implements Section {

    private static final int DISK_BYTES = 1 << 20;
    private static final int JSON_CHARS = 1 << 18;

    private final Subject subject;
    private final Thresholds thresholds;
    private final Path root;

    /**
     * @param root the root of the file system; another one in tests
     */
    PerformanceSection(Subject subject, Thresholds thresholds, Path root) {
        this.subject = subject;
        this.thresholds = thresholds;
        this.root = root;
    }

    @Override
    public SectionName name() {
        return SectionName.PERFORMANCE;
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
            findings.add(memory(system));
            findings.add(processors(system));
        }
        subject.directory("gemini.data-dir")
                .filter(Files::isWritable)
                .map(this::disk)
                .ifPresent(findings::add);
        findings.add(json());
        return findings;
    }

    private Finding memory(OperatingSystemMXBean system) {
        double total = system.getTotalMemorySize();
        double free = available().orElse((double) system.getFreeMemorySize());
        double percent = Units.percent(free, total);
        String value = Units.bytes(free) + " of " + Units.bytes(total) + " available";
        return percent < thresholds.memoryFreeWarnPercent()
                ? Finding.warn(
                        "memory", value, "Stop other programs, or give this machine more memory.")
                : Finding.ok("memory", value);
    }

    /** Free memory, and what the kernel gives back when it is asked for (cached files). */
    private Optional<Double> available() {
        ControlGroup group = new ControlGroup(root);
        Optional<Double> limit = group.memoryLimit();
        if (limit.isPresent()) {
            return group.memoryUsed().map(used -> Math.max(0, limit.get() - used));
        }
        try (Stream<String> lines = Files.lines(root.resolve("proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .map(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) * 1024)
                    .findFirst();
        } catch (IOException e) {
            // Not a Linux system.
            return Optional.empty();
        }
    }

    private Finding processors(OperatingSystemMXBean system) {
        int processors = system.getAvailableProcessors();
        double load = system.getSystemLoadAverage();
        double own = system.getProcessCpuLoad();
        String value =
                processors
                        + (load < 0 ? "" : ", load " + Units.decimal(load))
                        + (own < 0
                                ? ""
                                : ", " + Units.percentText(own * 100) + " used by this process");
        return load / processors > thresholds.loadWarnPerProcessor()
                ? Finding.warn(
                        "processors",
                        value,
                        "Stop other programs, or give this machine more processors.")
                : Finding.ok("processors", value);
    }

    /** What each answer costs: a file is written, forced to disk and renamed. */
    private Finding disk(Path directory) {
        Path file = null;
        try {
            file = Files.createTempFile(directory, ".gemini-check-", ".tmp");
            Stopwatch all = new Stopwatch();
            long written;
            long forced;
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.allocate(DISK_BYTES);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                written = all.elapsed().toMillis();
                channel.force(false);
                forced = all.elapsed().toMillis();
            }
            Path renamed = file.resolveSibling(file.getFileName() + ".2.tmp");
            Files.move(file, renamed, StandardCopyOption.ATOMIC_MOVE);
            file = renamed;
            long total = all.elapsed().toMillis();
            String value =
                    "1 MiB written in %d ms, forced to disk in %d ms, renamed in %d ms"
                            .formatted(written, forced - written, total - forced);
            return total > thresholds.diskWriteWarnMillis()
                    ? Finding.warn(
                            "disk",
                            value,
                            "Put the data directory on a faster disk: every answer is forced to it.")
                    : Finding.ok("disk", value);
        } catch (IOException e) {
            return Finding.error(
                    "disk",
                    directory + " takes no file of 1 MiB (" + Directories.reason(e) + ")",
                    "Make room on this file system, or make it writable.");
        } finally {
            remove(file);
        }
    }

    private static void remove(Path file) {
        try {
            if (file != null) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            // The section about directories tells what is wrong with it.
        }
    }

    private static Finding json() {
        Stopwatch watch = new Stopwatch();
        ObjectNode request = GeminiJson.MAPPER.createObjectNode();
        request.putArray("contents")
                .addObject()
                .putArray("parts")
                .addObject()
                .put("text", "\u00e9\n\"ab".repeat(JSON_CHARS / 5));
        try {
            byte[] encoded = GeminiJson.MAPPER.writeValueAsBytes(request);
            JsonNode back = GeminiJson.MAPPER.readTree(encoded);
            return back.equals(request)
                    ? Finding.ok(
                            "json", Units.bytes(encoded.length) + " there and back in " + watch)
                    : Finding.error(
                            "json",
                            "a request is not the same after writing and reading it",
                            "Look for a Jackson of another version on the class path.");
        } catch (IOException e) {
            return Finding.error(
                    "json",
                    "a request cannot be written and read (" + e.getClass().getSimpleName() + ")",
                    "Look for a Jackson of another version on the class path.");
        }
    }
}
