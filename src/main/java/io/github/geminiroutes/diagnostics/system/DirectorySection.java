package io.github.geminiroutes.diagnostics.system;

import io.github.geminiroutes.diagnostics.section.DiagnosticConfig;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig.Thresholds;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.diagnostics.section.Section;
import io.github.geminiroutes.diagnostics.section.SectionName;
import io.github.geminiroutes.diagnostics.section.Units;
import io.github.geminiroutes.folder.DropFolder;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directories: whether they exist and are writable, whether there is space, and whether the
 * folders of prompts are on one file system. Reading, writing and moving are tried with a real
 * file.
 */
public final class DirectorySection implements Section {

    private final DiagnosticInput input;
    private final DiagnosticConfig config;
    private final Inodes inodes;

    /** The section for the directories of the settings and of the configuration. */
    public DirectorySection(DiagnosticInput input, DiagnosticConfig config) {
        this(input, config, new Inodes());
    }

    DirectorySection(DiagnosticInput input, DiagnosticConfig config, Inodes inodes) {
        this.input = input;
        this.config = config;
        this.inodes = inodes;
    }

    @Override
    public SectionName name() {
        return SectionName.DIRECTORIES;
    }

    @Override
    public List<Finding> examine() {
        List<Path> directories = new ArrayList<>(input.directories());
        config.directories().stream()
                .filter(directory -> !directories.contains(directory))
                .forEach(directories::add);
        if (directories.isEmpty()) {
            return List.of(Finding.ok("directories", "none is set"));
        }
        List<Path> folders = folders();
        Map<Path, Inodes.Count> free =
                inodes.of(
                        Stream.concat(directories.stream(), folders.stream())
                                .filter(Files::isDirectory)
                                .toList());
        List<Finding> findings = new ArrayList<>();
        for (Path directory : directories) {
            findings.add(look(directory, Optional.ofNullable(free.get(directory))));
        }
        if (!folders.isEmpty()) {
            findings.addAll(ofFolders(folders, free));
            FolderMoves.finding(folders).ifPresent(findings::add);
        }
        return findings;
    }

    /** A finding for each folder with a problem, and one for all the others. */
    private List<Finding> ofFolders(List<Path> folders, Map<Path, Inodes.Count> free) {
        List<Finding> findings = new ArrayList<>();
        List<String> usable = new ArrayList<>();
        for (Path folder : folders) {
            Finding finding = look(folder, Optional.ofNullable(free.get(folder)));
            if (finding.status() == Status.OK) {
                usable.add(folder.getFileName().toString());
            } else {
                findings.add(finding);
            }
        }
        findings.add(
                Finding.ok(
                        "folders",
                        usable.isEmpty()
                                ? "none is usable"
                                : String.join(", ", usable) + ": usable"));
        return findings;
    }

    /** The folders of prompts; none if no prompts are taken or there is no data directory. */
    private List<Path> folders() {
        if (input.text("gemini.prompts.enabled").equals("false")) {
            return List.of();
        }
        return input.directory("gemini.data-dir")
                .filter(Files::isDirectory)
                .map(data -> DropFolder.FOLDERS.stream().map(data::resolve).toList())
                .orElse(List.of());
    }

    private Finding look(Path directory, Optional<Inodes.Count> free) {
        String name = directory.toString();
        String problem = Directories.problem(directory);
        if (problem == null) {
            TrialFile.removeOld(directory);
        }
        if (problem != null && !Files.isDirectory(directory)) {
            return absent(name, problem, Files.exists(directory));
        }
        String value = owner(directory);
        try {
            FileStore store = Files.getFileStore(directory);
            double percent = Units.percent(store.getUsableSpace(), store.getTotalSpace());
            value += ", " + room(store, percent, free);
            if (problem != null) {
                return Finding.error(
                        name, problem + ": " + value, advice(problem, store.isReadOnly()));
            }
            return room(name, value, percent, free);
        } catch (IOException e) {
            return Finding.error(
                    name,
                    (problem == null ? "" : problem + ": ") + value + ", " + Directories.reason(e),
                    "Check the mount: it does not report its free space.");
        }
    }

    private static Finding absent(String name, String problem, boolean isFile) {
        return Finding.error(
                name,
                problem,
                isFile
                        ? "Move that file away, then run init."
                        : "Run init as the user of the program, or correct DATA_DIR, LOG_DIR, CACHE_DIR,"
                                + " TMP_DIR and REQUIRED_DIRS.");
    }

    private static String room(FileStore store, double percent, Optional<Inodes.Count> free)
            throws IOException {
        return store.type()
                + (store.isReadOnly() ? " (read-only), " : ", ")
                + Units.bytes(store.getUsableSpace())
                + " ("
                + Units.percentText(percent)
                + ")"
                + free.map(n -> " and " + inodes(n)).orElse("")
                + " free";
    }

    private static String inodes(Inodes.Count count) {
        return Units.percentText(Units.percent(count.free(), count.total())) + " of inodes";
    }

    private Finding room(String name, String value, double space, Optional<Inodes.Count> free) {
        Thresholds limits = config.thresholds();
        double nodes = free.map(n -> Units.percent(n.free(), n.total())).orElse(100.0);
        String advice = "Remove old files from this file system, or make it larger.";
        if (space < limits.diskFreeErrorPercent() || nodes < limits.inodesFreeErrorPercent()) {
            return Finding.error(name, value, advice);
        }
        return space < limits.diskFreeWarnPercent() || nodes < limits.inodesFreeWarnPercent()
                ? Finding.warn(name, value, advice)
                : name.isEmpty() || !isOpenToAll(Path.of(name))
                        ? Finding.ok(name, value)
                        : Finding.warn(
                                name,
                                value,
                                "Take the write permission from others (chmod o-w): every user of this machine can change"
                                        + " prompts and answers.");
    }

    private static String advice(String problem, boolean isReadOnly) {
        if (isReadOnly || problem.contains("Read-only file system")) {
            return "Mount it writable, or choose another directory: this one is mounted read-only.";
        }
        if (problem.contains("No space left") || problem.contains("quota")) {
            return "Free space on this file system: it is full.";
        }
        return "Give the user "
                + System.getProperty("user.name")
                + " permission to list, enter and write it (chown, chmod u+rwx).";
    }

    private static String owner(Path directory) {
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(directory, PosixFileAttributes.class);
            return PosixFilePermissions.toString(attributes.permissions())
                    + " "
                    + attributes.owner().getName()
                    + ":"
                    + attributes.group().getName();
        } catch (IOException | UnsupportedOperationException e) {
            return "owner unknown";
        }
    }

    private static boolean isOpenToAll(Path directory) {
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(directory, PosixFileAttributes.class);
            boolean isSticky = ((int) Files.getAttribute(directory, "unix:mode") & 01000) != 0;
            return attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE) && !isSticky;
        } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
            // This system has no such permissions.
            return false;
        }
    }
}
