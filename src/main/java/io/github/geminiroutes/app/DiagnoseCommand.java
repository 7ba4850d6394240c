package io.github.geminiroutes.app;

import io.github.geminiroutes.diagnostics.Checklist;
import io.github.geminiroutes.diagnostics.Diagnosis;
import io.github.geminiroutes.diagnostics.Report;
import io.github.geminiroutes.diagnostics.ReportFiles;
import io.github.geminiroutes.diagnostics.ReportJson;
import io.github.geminiroutes.diagnostics.Status;
import io.github.geminiroutes.diagnostics.TextReport;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** One look at everything, for people and as JSON. */
@Command(
        name = "diagnose",
        description =
                "Tries what the program needs and says what is wrong: exit code 0 healthy (warnings allowed), 1 an"
                        + " error was found.",
        mixinStandardHelpOptions = true,
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
            description = "Write the JSON report there, beside LOG_DIR/diagnostics/latest.json.")
    private Path output;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Thresholds, directories and endpoints of your own, and checks to skip (JSON).")
    private Path config;

    @Option(names = "--offline", description = "Leave the network alone.")
    private boolean offline;

    @Override
    public Integer call() {
        Settings settings = profile.settings();
        Checklist checklist =
                config == null ? Diagnosis.checklist(settings) : Checklist.read(config);
        requireOutput();
        Report report = new Diagnosis(settings, checklist, RunCommand.ROUTES, offline).run();
        PrintWriter out = spec.commandLine().getOut();
        new TextReport(width(), quiet, DiagnoseCommand::coloured)
                .lines(report)
                .forEach(out::println);
        writeLatest(settings, report, out);
        out.flush();
        writeOutput(report);
        return report.status() == Status.ERROR ? 1 : 0;
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

    /** A directory that is missing is a finding, and not made here. */
    private void writeLatest(Settings settings, Report report, PrintWriter out) {
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
            // That the directory takes no file is in the report.
            if (!quiet) {
                out.println("Report: not written, " + logs + " takes no file");
            }
        }
    }

    private void requireOutput() {
        if (output == null) {
            return;
        }
        Path parent = output.toAbsolutePath().getParent();
        if (Files.isDirectory(output) || parent == null || !Files.isDirectory(parent)) {
            throw new SettingsException(
                    "--output=" + output + ": must be a file in a directory that exists");
        }
    }

    private void writeOutput(Report report) {
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
