package io.github.geminiroutes.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AnswerTimesTest {
    private static final Instant START = Instant.parse("2026-11-26T08:00:00Z");

    @TempDir Path outbox;

    @Test
    void theFirstAndTheLastAnswerCount() throws IOException {
        answer("a.txt.response.md", 3);
        answer("b.txt.response.md", 1);
        answer("c.txt.response.md", 7);
        answer("b.txt.record.json", 0);

        assertThat(AnswerTimes.of(outbox, outcome(9))).isEqualTo(new AnswerTimes(1, 2));
    }

    @Test
    void withoutAnAnswerThereIsNoTime() throws IOException {
        assertThat(AnswerTimes.of(outbox.resolve("none"), outcome(9)).secondsToFirst()).isNaN();
        assertThat(AnswerTimes.of(outbox, outcome(9)).secondsFromLastToExit()).isNaN();
    }

    private void answer(String name, int second) throws IOException {
        Path file = Files.createFile(outbox.resolve(name));
        Files.setLastModifiedTime(file, FileTime.from(START.plusSeconds(second)));
    }

    private static ChildRun.Outcome outcome(int seconds) {
        return new ChildRun.Outcome(0, seconds, 0, 0, START, START.plusSeconds(seconds));
    }
}
