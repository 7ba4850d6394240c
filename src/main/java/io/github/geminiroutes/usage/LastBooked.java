package io.github.geminiroutes.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.usage.SharedBudget.Sum;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** Adds up the end of the usage log: what was booked after the sum of the day was written last. */
final class LastBooked {

    /** More than two seconds of calls, as the sum is written once a second. */
    private static final int MOST_BYTES = 1024 * 1024;

    /** The clock of a disk of the network may be behind that of this machine. */
    private static final Duration SKEW = Duration.ofDays(1);

    private LastBooked() {}

    /**
     * What was booked after a point in time, as far as it is in the last megabyte.
     *
     * @param usageLog {@code usage.jsonl}; there may be none
     * @throws IOException if it cannot be read
     */
    static Sum after(Instant after, Path usageLog, PacificDay day, SpentToday.Which which)
            throws IOException {
        if (!Files.isRegularFile(usageLog)
                || !Files.getLastModifiedTime(usageLog).toInstant().isAfter(after.minus(SKEW))) {
            return Sum.ZERO;
        }
        String own = which.task() == null ? "" : GeminiJson.MAPPER.writeValueAsString(which.task());
        Sum sum = Sum.ZERO;
        CallIds known = new CallIds();
        for (String line : lines(usageLog, MOST_BYTES)) {
            JsonNode call = line.contains(own) ? call(line) : null;
            if (call != null
                    && known.add(call)
                    && SpentToday.time(call.path("time")).isAfter(after)) {
                sum = sum.plus(SpentToday.cost(call, day, which));
            }
        }
        return sum;
    }

    /**
     * The last lines of the usage log.
     *
     * @throws IOException if it cannot be read
     */
    static List<String> lines(Path usageLog, int mostBytes) throws IOException {
        List<String> lines = Arrays.asList(end(usageLog, mostBytes).split("\n", -1));
        // The last one has no line break: it is empty, or was being written.
        return lines.subList(0, lines.size() - 1);
    }

    /** Null for what is no line, as the rest of one that was torn by a kill. */
    static JsonNode call(String line) {
        try {
            JsonNode call = GeminiJson.MAPPER.readTree(line);
            return call != null && call.path("time").isTextual() ? call : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** Whole lines. */
    private static String end(Path usageLog, int mostBytes) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(usageLog)) {
            long from = Math.max(0, channel.size() - mostBytes);
            channel.position(from);
            ByteBuffer bytes = ByteBuffer.allocate((int) (channel.size() - from));
            while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
                continue;
            }
            String text = new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            return from == 0 ? text : text.substring(text.indexOf('\n') + 1);
        }
    }
}
