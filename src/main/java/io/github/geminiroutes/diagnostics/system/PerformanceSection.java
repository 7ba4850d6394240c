package io.github.geminiroutes.diagnostics.system;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig.Thresholds;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Section;
import io.github.geminiroutes.diagnostics.section.SectionName;
import io.github.geminiroutes.diagnostics.section.Stopwatch;
import io.github.geminiroutes.diagnostics.section.Units;
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

/** Short measurements of memory, processors, the disk of the data directory, and JSON. */
public final class PerformanceSection implements Section {

    private static final int DISK_BYTES = 1 << 20;
    private static final int JSON_CHARS = 1 << 18;

    private final DiagnosticInput input;
    private final Thresholds thresholds;
    private final Path root;

    /**
     * @param root the root of the file system; another one in tests
     */
    public PerformanceSection(DiagnosticInput input, Thresholds thresholds, Path root) {
        this.input = input;
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
        input.directory("gemini.data-dir")
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

    /** Free memory, including what the kernel can reclaim (cached files). */
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

    /** Writes a file, forces it to disk and renames it, as each answer does. */
    private Finding disk(Path directory) {
        Path file = null;
        try {
            file = TrialFile.create(directory);
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
                    directory + " cannot take a file of 1 MiB (" + Directories.reason(e) + ")",
                    "Free space on this file system, or make it writable.");
        } finally {
            TrialFile.remove(file);
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
                            "json", Units.bytes(encoded.length) + " written and read in " + watch)
                    : Finding.error(
                            "json",
                            "a request changed when it was written and read",
                            "Check the class path for a second version of Jackson.");
        } catch (IOException e) {
            return Finding.error(
                    "json",
                    "a request cannot be written and read (" + e.getClass().getSimpleName() + ")",
                    "Check the class path for a second version of Jackson.");
        }
    }
}
