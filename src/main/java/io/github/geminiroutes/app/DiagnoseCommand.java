package io.github.geminiroutes.app;

import io.github.geminiroutes.diagnostics.DiagnosticReport;
import io.github.geminiroutes.diagnostics.ReportFiles;
import io.github.geminiroutes.diagnostics.ReportJson;
import io.github.geminiroutes.diagnostics.StandaloneSweep;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.FileModes;
import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs one sweep and reports it as text and as JSON. */
@Command(
        name = "diagnose",
        description =
                "Checks what the program needs and reports what is wrong. Exit code 0: healthy"
                        + " (warnings allowed), 1: an error was found.",
        mixinStandardHelpOptions = true,
        footerHeading = ProfileOption.EXAMPLE,
        footer = "  gemini-routes diagnose --offline --output report.json",
        versionProvider = Version.class)
public final class DiagnoseCommand implements Callable<Integer> {

    private static final int LEAST_WIDTH = 60;
    private static final int MOST_WIDTH = 120;

    @Mixin private ProfileOption profile;
    @Spec private CommandSpec spec;

    @Option(names = "--quiet", description = "Print only warnings and errors.")
    private boolean quiet;

    @Option(
            names = "--output",
            paramLabel = "FILE",
            description =
                    "Write the JSON report to FILE, too, not only to"
                            + " LOG_DIR/diagnostics/latest.json.")
    private Path output;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Thresholds, directories and endpoints of your own, and checks to skip (JSON).")
    private Path config;

    @Option(names = "--offline", description = "Do not use the network.")
    private boolean offline;

    @Override
    public Integer call() {
        Settings settings = profile.settings();
        limitPermissions(settings);
        DiagnosticConfig used =
                config == null ? StandaloneSweep.config(settings) : DiagnosticConfig.read(config);
        if (output != null) {
            requireOutput(output);
        }
        Runnable settingsCheck = new SettingsValidator(settings)::requireUsable;
        DiagnosticReport report =
                new StandaloneSweep(settings, settingsCheck, used, RunCommand.ROUTES, offline)
                        .run();
        PrintWriter out = spec.commandLine().getOut();
        new TextReport(width(), quiet, DiagnoseCommand::coloured)
                .lines(report)
                .forEach(out::println);
        writeLatest(settings, report, out);
        out.flush();
        writeOutput(report);
        return report.status() == Status.ERROR ? 1 : 0;
    }

    private static void limitPermissions(Settings settings) {
        try {
            FileModes.limitTo(settings.permissions("gemini.default-perms"));
        } catch (SettingsException e) {
            // The report contains that finding; until then its owner alone reads it.
            FileModes.limitTo(0700);
        }
    }

    private int width() {
        int columns = spec.usageMessage().autoWidth(true).width();
        return Math.max(LEAST_WIDTH, Math.min(MOST_WIDTH, columns));
    }

    private static String coloured(Status status, String word) {
        String style =
                switch (status) {
                    case OK -> "green";
                    case WARN -> "yellow";
                    case ERROR -> "bold,red";
                };
        return Ansi.AUTO.string("@|" + style + " " + word + "|@");
    }

    /** A missing directory is a finding; the command does not create it. */
    private void writeLatest(Settings settings, DiagnosticReport report, PrintWriter out) {
        Path logs = settings.directory("gemini.log-dir");
        if (!Files.isDirectory(logs)) {
            return;
        }
        ReportFiles files = new ReportFiles(logs);
        try {
            files.writeLatest(report);
            if (!quiet) {
                out.println("Report: " + files.latest());
            }
        } catch (IOException e) {
            // The report contains the finding about the directory.
            if (!quiet) {
                out.println("Report: not written, " + logs + " takes no file");
            }
        }
    }

    /**
     * @throws SettingsException if the report cannot be renamed to that name, or would remove what
     *     has it
     */
    static void requireOutput(Path output) {
        Path parent = output.toAbsolutePath().getParent();
        if (Files.isDirectory(output) || parent == null || !Files.isDirectory(parent)) {
            throw new SettingsException(
                    "--output=" + output + ": must be a file in a directory that exists");
        }
        // The report is renamed to its name, which would remove a device or a link such as
        // /dev/stdout.
        if (Files.exists(output, LinkOption.NOFOLLOW_LINKS)
                && !Files.isRegularFile(output, LinkOption.NOFOLLOW_LINKS)) {
            throw new SettingsException(
                    "--output=" + output + ": must be a regular file or a new name, and no link");
        }
    }

    private void writeOutput(DiagnosticReport report) {
        if (output == null) {
            return;
        }
        try {
            AtomicFile.write(output.toAbsolutePath(), ReportJson.bytes(report));
        } catch (IOException e) {
            throw new SettingsException(
                    "--output="
                            + output
                            + ": must be a file that can be written ("
                            + e.getClass().getSimpleName()
                            + ")");
        }
    }
}
