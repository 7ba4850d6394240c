package io.github.geminiroutes.app;

import io.github.geminiroutes.diagnostics.DiagnosticReport;
import io.github.geminiroutes.diagnostics.DiagnosticReport.SectionResult;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;

/**
 * The report as text, in lines of a given width, in plain ASCII. Picocli's text table would break
 * addresses and paths in the middle, so that they could not be copied.
 */
public final class TextReport {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'").withZone(ZoneOffset.UTC);
    private static final int STATUS_COLUMNS = 8;
    private static final int LEAST_NAME_COLUMNS = 17;

    private final int width;
    private final boolean isQuiet;
    private final BiFunction<Status, String, String> colour;

    /**
     * @param width columns of the terminal
     * @param isQuiet whether only warnings and errors are printed
     * @param colour colours a word by a status, or returns it unchanged
     */
    public TextReport(int width, boolean isQuiet, BiFunction<Status, String, String> colour) {
        this.width = width;
        this.isQuiet = isQuiet;
        this.colour = colour;
    }

    /** The lines; none if there is nothing to print. */
    public List<String> lines(DiagnosticReport report) {
        List<String> lines = new ArrayList<>();
        if (!isQuiet) {
            lines.add("gemini-routes diagnostics, " + TIME.format(report.at()));
        }
        for (SectionResult section : report.sections()) {
            if (!isQuiet || section.status() != Status.OK) {
                add(section, lines);
            }
        }
        if (!isQuiet) {
            lines.add("");
            lines.add(summary(report));
        }
        return lines;
    }

    private void add(SectionResult section, List<String> lines) {
        if (!lines.isEmpty()) {
            lines.add("");
        }
        String title = section.name().title();
        String status = section.status().name();
        lines.add(
                title
                        + " ".repeat(Math.max(1, width - title.length() - status.length()))
                        + colour.apply(section.status(), status));
        int columns = nameColumns(section);
        List<Finding> findings =
                section.findings().stream()
                        .filter(finding -> !isQuiet || finding.status() != Status.OK)
                        .toList();
        for (int i = 0; i < findings.size(); i++) {
            Finding finding = findings.get(i);
            add(finding, columns, lines);
            // The same advice for several findings in a row is printed once, below the last.
            boolean isLast =
                    i + 1 == findings.size()
                            || !findings.get(i + 1).advice().equals(finding.advice());
            if (isLast) {
                advise(finding.advice(), lines);
            }
        }
    }

    /** The width of the longest name, up to a third of the line. */
    private int nameColumns(SectionResult section) {
        int longest =
                section.findings().stream().mapToInt(f -> plain(f.name()).length()).max().orElse(0);
        return Math.max(LEAST_NAME_COLUMNS, Math.min(longest + 2, width / 3));
    }

    private void add(Finding finding, int nameColumns, List<String> lines) {
        String word = finding.status() == Status.OK ? "ok" : finding.status().name();
        String start =
                "  "
                        + colour.apply(finding.status(), word)
                        + " ".repeat(STATUS_COLUMNS - 2 - word.length());
        String indent = " ".repeat(STATUS_COLUMNS + nameColumns);
        List<String> value = wrap(plain(finding.value()), width - indent.length());
        String name = plain(finding.name());
        if (name.length() < nameColumns) {
            lines.add(
                    (start + name + " ".repeat(nameColumns - name.length()) + value.get(0))
                            .stripTrailing());
            value = value.subList(1, value.size());
        } else {
            lines.add(start + name);
        }
        value.forEach(line -> lines.add(indent + line));
    }

    private void advise(String text, List<String> lines) {
        if (!text.isEmpty()) {
            List<String> advice = wrap(plain(text), width - STATUS_COLUMNS - 3);
            for (int i = 0; i < advice.size(); i++) {
                lines.add(" ".repeat(STATUS_COLUMNS) + (i == 0 ? "-> " : "   ") + advice.get(i));
            }
        }
    }

    private String summary(DiagnosticReport report) {
        return String.format(
                Locale.ROOT,
                "%s: %s, %s, %d ok, in %.1f s",
                colour.apply(report.status(), report.status().name()),
                counted(report.count(Status.ERROR), "error"),
                counted(report.count(Status.WARN), "warning"),
                report.count(Status.OK),
                report.took().toMillis() / 1000.0);
    }

    private static String counted(long count, String word) {
        return count + " " + word + (count == 1 ? "" : "s");
    }

    private static String plain(String text) {
        return text.replace("…", "...");
    }

    /**
     * Breaks at blanks; a word that is longer than a line stays whole. Returns at least one line.
     */
    private static List<String> wrap(String text, int columns) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > columns) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
