package io.github.geminiroutes.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON lines, one for each measurement, and the memory of whether all was well. */
final class Report {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PrintStream out;
    private boolean allWell = true;

    Report(PrintStream out) {
        this.out = out;
    }

    Line line(String scenario, String subject) {
        return new Line(this).with("scenario", scenario).with("subject", subject);
    }

    boolean allWell() {
        return allWell;
    }

    private void print(Map<String, Object> values) {
        try {
            out.println(JSON.writeValueAsString(values));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A line holds numbers and texts only", e);
        }
    }

    /**
     * The middle value; the mean of the middle two where there is none. NaN if any value is: a
     * failed round must not leave a fine figure behind.
     */
    static double median(List<Double> values) {
        if (values.stream().anyMatch(value -> value.isNaN())) {
            return Double.NaN;
        }
        List<Double> sorted = values.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(half)
                : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    /** One line in the making. */
    static final class Line {
        private final Report report;
        private final Map<String, Object> values = new LinkedHashMap<>();

        private Line(Report report) {
            this.report = report;
        }

        Line with(String name, Object value) {
            values.put(name, value);
            return this;
        }

        Line with(String name, long value) {
            return with(name, (Object) value);
        }

        /**
         * Three decimals, more than the measurement is good for; null for what was not measured.
         */
        Line with(String name, double value) {
            return with(
                    name,
                    Double.isFinite(value) ? Math.round(value * 1000) / 1000.0 : (Object) null);
        }

        /** Adds the verdict and, if it is bad, the first few reasons, and prints the line. */
        void print(List<String> problems) {
            with("ok", problems.isEmpty());
            if (!problems.isEmpty()) {
                with("problems", problems.stream().limit(5).toList());
                report.allWell = false;
            }
            print();
        }

        void print() {
            report.print(values);
        }
    }
}
