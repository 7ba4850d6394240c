package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressLinesTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private long now = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
    private final ProgressLines lines =
            new ProgressLines(
                    new PrintStream(written, true, StandardCharsets.UTF_8), 40, () -> now);

    private void after(long millis, long settled, long failed) {
        now += Duration.ofMillis(millis).toNanos();
        lines.show(settled, failed);
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void aChangeIsToldOnceAndAtMostTwiceASecond() {
        after(100, 1, 0);
        after(300, 2, 0);
        assertThat(lines()).isEmpty();

        after(100, 3, 0);
        after(400, 4, 0);
        after(50, 5, 0);
        after(50, 6, 1);

        assertThat(lines())
                .containsExactly("3 of 40 settled, 0 failed", "6 of 40 settled, 1 failed");
    }

    @Test
    void withoutAChangeALineComesEachTenSeconds() {
        after(500, 3, 0);
        for (int i = 0; i < 199; i++) {
            after(50, 3, 0);
        }
        assertThat(lines()).containsExactly("3 of 40 settled, 0 failed");

        after(50, 3, 0);
        after(9_999, 3, 0);
        assertThat(lines()).hasSize(2);

        after(1, 3, 0);
        assertThat(lines()).hasSize(3).containsOnly("3 of 40 settled, 0 failed");
    }

    @Test
    void aPromptThatFailsIsAChange() {
        after(500, 3, 0);
        after(500, 3, 1);

        assertThat(lines()).endsWith("3 of 40 settled, 1 failed").hasSize(2);
    }

    @Test
    void promptsThatCameLaterCountAsWell() {
        after(500, 41, 0);

        assertThat(lines()).containsExactly("41 of 41 settled, 0 failed");
    }
}
