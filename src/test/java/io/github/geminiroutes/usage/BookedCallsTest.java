package io.github.geminiroutes.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.answer.Usage;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An answer of a batch job that is delivered again is booked once. */
class BookedCallsTest {

    private static final CallRecord CALL =
            CallRecords.answered("m", new Usage(1, 0, 2, 0, 0, 3), BigDecimal.ONE);

    @TempDir Path directory;

    @Test
    void aLineOfAnEarlierProcessIsKnown() throws IOException {
        Path usageLog = directory.resolve("usage.jsonl");
        String line = UsageLog.line(CALL).replace("\"standard\"", "\"batch\"");
        Files.writeString(usageLog, "torn\n" + line + "\n{\"time\":\"");

        assertThat(new BookedCalls(usageLog).add(CALL)).isFalse();
        Files.writeString(usageLog, line.replace("id-1", "id-2") + "\n" + line);
        assertThat(new BookedCalls(usageLog).add(CALL)).as("a line that was torn").isTrue();
    }

    @Test
    void aLineOfThisProcessIsKnown() {
        BookedCalls booked = new BookedCalls(directory.resolve("none.jsonl"));
        CallRecord other = CallRecords.answered("m", new Usage(1, 0, 3, 0, 0, 4), BigDecimal.ONE);

        assertThat(booked.add(CALL)).isTrue();
        assertThat(booked.add(other)).isTrue();
        assertThat(booked.add(CALL)).isFalse();
    }

    @Test
    void whatIsKnownIsBounded() {
        CallIds ids = new CallIds();
        for (int i = 0; i < 20_000; i++) {
            assertThat(ids.add("id-" + i, "a.txt", 1)).isTrue();
        }
        assertThat(ids.add("id-10000", "a.txt", 1)).isFalse();
        assertThat(ids.add("id-0", "a.txt", 1)).isTrue();
        assertThat(ids.add(null, "a.txt", 1)).isTrue();
        assertThat(ids.add(null, "a.txt", 1)).isTrue();
    }
}
