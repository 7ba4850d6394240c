package io.github.geminiroutes.diagnostics;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is worth a line in the log: what has become worse or better since the sweep before. */
final class StatusChanges {

    /**
     * One line.
     *
     * @param status what it is now
     * @param text section, check, what was found and what to do
     */
    record Line(Status status, String text) {}

    private record Place(SectionName section, String check) {}

    private final Map<Place, Status> bad = new LinkedHashMap<>();

    /** The lines for another report, in its order. */
    List<Line> next(Report report) {
        List<Line> lines = new ArrayList<>();
        for (SectionReport section : report.sections()) {
            for (Finding finding : section.findings()) {
                Place place = new Place(section.name(), finding.name());
                Status before = bad.getOrDefault(place, Status.OK);
                if (finding.status() == before) {
                    continue;
                }
                if (finding.status() == Status.OK) {
                    bad.remove(place);
                    lines.add(well(place, ": " + finding.value()));
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

    /** A check that is not made any more, because an earlier one failed, is not well for that. */
    private void forget(SectionReport section, List<Line> lines) {
        if (section.status() == Status.OK) {
            bad.keySet()
                    .removeIf(
                            place -> {
                                boolean isOver = place.section() == section.name();
                                if (isOver) {
                                    lines.add(well(place, ""));
                                }
                                return isOver;
                            });
        }
    }

    private static Line well(Place place, String value) {
        return new Line(Status.OK, words(place) + " is well again" + value);
    }

    private static String words(Place place) {
        return place.section().title() + ", " + place.check();
    }
}
