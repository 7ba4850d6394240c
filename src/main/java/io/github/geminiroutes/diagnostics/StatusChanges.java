package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.diagnostics.DiagnosticReport.SectionResult;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.diagnostics.section.SectionName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Finds what to log: the checks that became worse or better since the last sweep. */
final class StatusChanges {

    /**
     * A line of the log.
     *
     * @param status the status now
     * @param text section, check, value and advice
     */
    record Line(Status status, String text) {}

    private record Place(SectionName section, String check) {}

    private final Map<Place, Status> bad = new LinkedHashMap<>();

    /** The lines for the next report, in its order. */
    List<Line> next(DiagnosticReport report) {
        List<Line> lines = new ArrayList<>();
        for (SectionResult section : report.sections()) {
            for (Finding finding : section.findings()) {
                Place place = new Place(section.name(), finding.name());
                Status before = bad.getOrDefault(place, Status.OK);
                if (finding.status() == before) {
                    continue;
                }
                if (finding.status() == Status.OK) {
                    bad.remove(place);
                    lines.add(recovered(place, ": " + finding.value()));
                } else {
                    bad.put(place, finding.status());
                    lines.add(
                            new Line(
                                    finding.status(),
                                    section.name().title() + ", " + finding.line()));
                }
            }
            forget(section, lines);
        }
        return lines;
    }

    /**
     * A check that was not run, because an earlier one failed, counts as OK only with its section.
     */
    private void forget(SectionResult section, List<Line> lines) {
        if (section.status() == Status.OK) {
            bad.keySet()
                    .removeIf(
                            place -> {
                                boolean isOver = place.section() == section.name();
                                if (isOver) {
                                    lines.add(recovered(place, ""));
                                }
                                return isOver;
                            });
        }
    }

    private static Line recovered(Place place, String value) {
        return new Line(Status.OK, words(place) + " is OK again" + value);
    }

    private static String words(Place place) {
        return place.section().title() + ", " + place.check();
    }
}
