package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.folder.WholeFile;
import io.github.geminiroutes.support.FileModes;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The reports in {@code LOG_DIR/diagnostics}: the latest, and a number of dated ones. */
public final class ReportFiles {

    private static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("'report-'yyyyMMdd'T'HHmmss.SSS'Z.json'")
                    .withZone(ZoneOffset.UTC);
    private static final String DATED = "report-*.json";

    private final Path directory;

    /**
     * @param logDirectory {@code LOG_DIR}
     */
    public ReportFiles(Path logDirectory) {
        directory = logDirectory.resolve("diagnostics");
    }

    /** The file of the latest report. */
    public Path latest() {
        return directory.resolve("latest.json");
    }

    /** Replaces the latest report. A reader sees either the old or the new one, whole. */
    public void writeLatest(DiagnosticReport report) throws IOException {
        Files.createDirectories(directory, FileModes.ofDirectory());
        WholeFile.write(latest(), ReportJson.bytes(report));
    }

    /** Writes a dated report, and removes the oldest ones so that {@code keep} remain. */
    void writeDated(DiagnosticReport report, int keep) throws IOException {
        Files.createDirectories(directory, FileModes.ofDirectory());
        WholeFile.write(directory.resolve(NAME.format(report.at())), ReportJson.bytes(report));
        List<Path> dated = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, DATED)) {
            files.forEach(dated::add);
        }
        // The order of the names is the order of time.
        Collections.sort(dated);
        for (Path old : dated.subList(0, Math.max(0, dated.size() - keep))) {
            Files.deleteIfExists(old);
        }
    }
}
