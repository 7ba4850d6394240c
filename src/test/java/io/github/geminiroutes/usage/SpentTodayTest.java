package io.github.geminiroutes.usage;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.support.PacificDay;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpentTodayTest {

    @TempDir Path logs;

    /** As a power failure leaves it; larger than any heap. */
    @Test
    void booksThatAreFullOfZerosAreNotKeptInMemory() throws IOException {
        Path usageLog = logs.resolve("usage.jsonl");
        try (RandomAccessFile zeros = new RandomAccessFile(usageLog.toFile(), "rw")) {
            zeros.setLength(8L << 30);
        }

        assertThatThrownBy(
                        () ->
                                SpentToday.inUsageLog(
                                        usageLog,
                                        PacificDay.at(Instant.now()),
                                        new SpentToday.Which(null, usage -> null)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a line has more than");
    }
}
