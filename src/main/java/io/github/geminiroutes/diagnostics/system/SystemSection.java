package io.github.geminiroutes.diagnostics.system;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig.Thresholds;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Section;
import io.github.geminiroutes.diagnostics.section.SectionName;
import io.github.geminiroutes.diagnostics.section.Units;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The machine, the JVM, the user, the limits of a container, and the clock. */
public final class SystemSection implements Section {

    /** Open files besides one per call: libraries, logs, prompts and answers. */
    private static final int OTHER_DESCRIPTORS = 200;

    private static final double TIGHT_PERCENT = 90;

    private final DiagnosticInput input;
    private final Thresholds thresholds;
    private final Clock clock;
    private final Path root;
    private final Supplier<Optional<Duration>> clockSkew;

    /**
     * @param root the root of the file system; another one in tests
     * @param clockSkew waits for how far this machine's clock is ahead of the API's; empty if
     *     unknown
     */
    public SystemSection(
            DiagnosticInput input,
            Thresholds thresholds,
            Clock clock,
            Path root,
            Supplier<Optional<Duration>> clockSkew) {
        this.input = input;
        this.thresholds = thresholds;
        this.clock = clock;
        this.root = root;
        this.clockSkew = clockSkew;
    }

    @Override
    public SectionName name() {
        return SectionName.SYSTEM;
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("platform", platform()));
        findings.add(Finding.ok("java", java()));
        findings.add(Finding.ok("user", user()));
        findings.add(Finding.ok("container", container()));
        ControlGroup group = new ControlGroup(root);
        findings.add(limits(group));
        descriptors().ifPresent(findings::add);
        findings.add(Finding.ok("time-zone", timeZone()));
        findings.add(clock());
        return findings;
    }

    private String platform() {
        String name =
                System.getProperty("os.name")
                        + " "
                        + System.getProperty("os.version")
                        + " "
                        + System.getProperty("os.arch");
        return line("etc/os-release", "PRETTY_NAME=")
                .map(pretty -> name + ", " + pretty.replace("\"", ""))
                .orElse(name);
    }

    private static String java() {
        return System.getProperty("java.version")
                + " ("
                + System.getProperty("java.vendor")
                + "), "
                + System.getProperty("java.home");
    }

    private String user() {
        StringBuilder user = new StringBuilder(System.getProperty("user.name"));
        line("proc/self/status", "Uid:").ifPresent(ids -> user.append(", uid ").append(first(ids)));
        line("proc/self/status", "Gid:").ifPresent(ids -> user.append(", gid ").append(first(ids)));
        line("proc/self/status", "Groups:")
                .filter(groups -> !groups.isBlank())
                .ifPresent(groups -> user.append(", groups ").append(groups.strip()));
        return user.toString();
    }

    private static String first(String ids) {
        return ids.strip().split("\\s+")[0];
    }

    private String container() {
        if (!input.variable("KUBERNETES_SERVICE_HOST").isEmpty()) {
            return "Kubernetes";
        }
        if (Files.exists(root.resolve(".dockerenv"))) {
            return "Docker";
        }
        return Files.exists(root.resolve("run/.containerenv")) ? "Podman" : "none detected";
    }

    private static Finding limits(ControlGroup group) {
        List<String> limits = new ArrayList<>();
        Optional<Double> memory = group.memoryLimit();
        memory.ifPresent(
                limit ->
                        limits.add(
                                "memory "
                                        + Units.bytes(limit)
                                        + group.memoryUsed()
                                                .map(used -> " (" + Units.bytes(used) + " used)")
                                                .orElse("")));
        group.processors().ifPresent(n -> limits.add(Units.decimal(n) + " processors"));
        group.processes().ifPresent(n -> limits.add(Units.count(n) + " processes"));
        if (group.killed() > 0) {
            return Finding.warn(
                    "limits",
                    String.join(", ", limits)
                            + "; out-of-memory kills: "
                            + Units.count(group.killed()),
                    "Raise the container's memory limit, or lower -Xmx and MAX_CONCURRENCY.");
        }
        boolean isTight =
                memory.isPresent()
                        && Units.percent(group.memoryUsed().orElse(0.0), memory.get())
                                > TIGHT_PERCENT;
        String value = limits.isEmpty() ? "none" : String.join(", ", limits);
        return isTight
                ? Finding.warn(
                        "limits",
                        value,
                        "Raise the container's memory limit, or lower -Xmx: the kernel kills what exceeds it.")
                : Finding.ok("limits", value);
    }

    /** Without a free descriptor the JVM cannot count them, and calls that an error of its own. */
    static String open(LongSupplier count) {
        try {
            return Units.count(count.getAsLong());
        } catch (InternalError noneIsFree) {
            return "all";
        }
    }

    private Optional<Finding> descriptors() {
        if (!(ManagementFactory.getOperatingSystemMXBean()
                instanceof UnixOperatingSystemMXBean unix)) {
            return Optional.empty();
        }
        long most = unix.getMaxFileDescriptorCount();
        double wanted = input.number("gemini.max-concurrency").orElse(0.0) + OTHER_DESCRIPTORS;
        String value =
                open(unix::getOpenFileDescriptorCount) + " of " + Units.count(most) + " open";
        return Optional.of(
                most < wanted
                        ? Finding.warn(
                                "descriptors",
                                value,
                                "Raise the limit of open files (ulimit -n) to "
                                        + Units.count(wanted)
                                        + " or more, or lower MAX_CONCURRENCY.")
                        : Finding.ok("descriptors", value));
    }

    private String timeZone() {
        return ZoneId.systemDefault()
                + "; daily quotas end at midnight in Los Angeles, where it is "
                + ZonedDateTime.ofInstant(clock.instant(), ZoneId.of("America/Los_Angeles"))
                        .format(DateTimeFormatter.ofPattern("HH:mm"));
    }

    private Finding clock() {
        Optional<Duration> skew = clockSkew.get();
        if (skew.isEmpty()) {
            return Finding.ok("clock", "not compared: no answer with a time");
        }
        double seconds = skew.get().toMillis() / 1000.0;
        double apart = Math.abs(seconds);
        String value =
                apart < 1
                        ? "same as the server's"
                        : Units.count(apart)
                                + " s "
                                + (seconds > 0 ? "ahead of" : "behind")
                                + " the server's";
        if (apart <= thresholds.clockSkewWarnSeconds()) {
            return Finding.ok("clock", value);
        }
        String advice =
                "Set this machine's clock (NTP): certificates, daily quotas and parked prompts depend on it.";
        return apart <= thresholds.clockSkewErrorSeconds()
                ? Finding.warn("clock", value, advice)
                : Finding.error("clock", value, advice);
    }

    /** The rest of the first line with this beginning; empty if there is no such line or file. */
    private Optional<String> line(String file, String beginning) {
        try (Stream<String> lines = Files.lines(root.resolve(file))) {
            return lines.filter(line -> line.startsWith(beginning))
                    .map(line -> line.substring(beginning.length()))
                    .findFirst();
        } catch (IOException e) {
            // Not a Linux system.
            return Optional.empty();
        }
    }
}
