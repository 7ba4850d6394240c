package io.github.geminiroutes.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.AtomicFile;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.usage.SharedBudget.Sum;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The file of the day's cost, written at most once a second. Not thread-safe. */
final class SpendingFile {

    private static final Logger LOG = LoggerFactory.getLogger(DailyBudget.class);
    private static final long PAUSE_MILLIS = 1_000;

    private final Path file;
    private final Clock clock;
    private boolean isNews;
    private boolean isInTrouble;
    private long writtenAt = Long.MIN_VALUE / 2;

    /**
     * @param file null for none
     */
    SpendingFile(Path file, Clock clock) {
        this.file = file;
        this.clock = clock;
    }

    /** The sum of a day; zero if the file has none of it. */
    Sum read(PacificDay day) {
        if (file == null || !Files.exists(file)) {
            return Sum.ZERO;
        }
        try {
            JsonNode kept = GeminiJson.MAPPER.readTree(Files.readAllBytes(file));
            if (day.toString().equals(kept.path("day").asText())) {
                return new Sum(
                        kept.path("usd").decimalValue().max(BigDecimal.ZERO),
                        kept.path("assumedUsd").decimalValue().max(BigDecimal.ZERO),
                        Math.max(0, kept.path("calls").asLong()));
            }
        } catch (IOException e) {
            LOG.warn(
                    "Today's cost in {} cannot be read ({}): the sum starts at zero",
                    file,
                    e.getClass().getSimpleName());
        }
        return Sum.ZERO;
    }

    /** The sum is another one than that in the file. */
    void changed() {
        isNews = true;
    }

    void writeIfDue(PacificDay day, Sum sum) {
        long now = clock.millis();
        if (now - writtenAt >= PAUSE_MILLIS || now < writtenAt) {
            write(day, sum);
        }
    }

    void write(PacificDay day, Sum sum) {
        if (file == null || !isNews) {
            return;
        }
        writtenAt = clock.millis();
        ObjectNode kept = GeminiJson.MAPPER.createObjectNode();
        kept.put("day", day.toString())
                .put("usd", sum.usd())
                .put("assumedUsd", sum.assumed())
                .put("calls", sum.calls());
        try {
            AtomicFile.replace(file, GeminiJson.MAPPER.writeValueAsBytes(kept));
            isNews = false;
            isInTrouble = false;
        } catch (IOException e) {
            if (!isInTrouble) {
                isInTrouble = true;
                LOG.warn("Cannot write today's cost to {}: {}", file, e.toString());
            }
        }
    }
}
