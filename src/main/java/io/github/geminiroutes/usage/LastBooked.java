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
import java.time.Instant;

/** Adds up the end of the books: what was booked after the sum of the day was written last. */
final class LastBooked {

    /** More than two seconds of calls, as the sum is written once a second. */
    private static final int MOST_BYTES = 1024 * 1024;

    private LastBooked() {}

    /**
     * What was booked after a point in time, as far as it is in the last megabyte.
     *
     * @param books {@code usage.jsonl}; there may be none
     * @throws IOException if they cannot be read
     */
    static Sum after(Instant after, Path books, PacificDay day, SpentToday.Which which)
            throws IOException {
        if (!Files.isRegularFile(books)
                || !Files.getLastModifiedTime(books).toInstant().isAfter(after)) {
            return Sum.ZERO;
        }
        String own = which.task() == null ? "" : GeminiJson.MAPPER.writeValueAsString(which.task());
        Sum sum = Sum.ZERO;
        String[] lines = end(books).split("\n", -1);
        // The last one has no line break: it is empty, or was being written.
        for (int i = 0; i < lines.length - 1; i++) {
            JsonNode call = lines[i].contains(own) ? call(lines[i]) : null;
            if (call != null && SpentToday.time(call.path("time")).isAfter(after)) {
                sum = sum.plus(SpentToday.cost(call, day, which));
            }
        }
        return sum;
    }

    /** Null for what is no line, as the rest of one that was torn by a kill. */
    private static JsonNode call(String line) {
        try {
            JsonNode call = GeminiJson.MAPPER.readTree(line);
            return call != null && call.path("time").isTextual() ? call : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** Whole lines. */
    private static String end(Path books) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(books)) {
            long from = Math.max(0, channel.size() - MOST_BYTES);
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
