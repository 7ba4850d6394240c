package io.github.geminiroutes.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Report report = new Report(new PrintStream(out, true, StandardCharsets.UTF_8));

    @Test
    void medianIsTheMiddle() {
        assertThat(Report.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2.0);
        assertThat(Report.median(List.of(4.0, 1.0))).isEqualTo(2.5);
    }

    @Test
    void failedRoundLeavesNoMedian() {
        assertThat(Report.median(List.of(1.0, Double.NaN, 2.0))).isNaN();
    }

    @Test
    void whatWasNotMeasuredIsNull() {
        report.line("s", "x").with("seconds", Double.NaN).with("prompts", 5).print();
        assertThat(out.toString(StandardCharsets.UTF_8).strip())
                .isEqualTo("{\"scenario\":\"s\",\"subject\":\"x\",\"seconds\":null,\"prompts\":5}");
        assertThat(report.allWell()).isTrue();
    }

    @Test
    void problemsAreRemembered() {
        report.line("s", "x").print(List.of("wrong"));
        assertThat(report.allWell()).isFalse();
    }
}
