package io.github.geminiroutes.usage;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.LineLimit;
import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.usage.SharedBudget.Sum;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

/** Reads what the calls of one day have cost. */
final class SpentToday {

    private static final long MOST_BYTES = 64 * 1024;

    /** Of the usage log, in characters. */
    private static final int LONGEST_LINE = 1024 * 1024;

    private SpentToday() {}

    /**
     * What the file that keeps the sums has.
     *
     * @param days what each day has cost, the last one at the end
     * @param at the time of the last call in it; null if it does not say
     */
    record Written(Map<String, SumsOfDay.Kept> days, Instant at) {}

    /**
     * Which calls of the usage log count, and with what.
     *
     * @param task null for all of them
     * @param most what a call without a price may have cost at most; may give null
     */
    record Which(String task, Function<Usage, BigDecimal> most) {

        private boolean has(JsonNode call) {
            return task == null || task.equals(call.path("task").textValue());
        }
    }

    /**
     * Reads the file that keeps the sums.
     *
     * @throws IOException if it cannot be read, or this program cannot have written it
     */
    static Written kept(Path file) throws IOException {
        if (!Files.isRegularFile(file) || Files.size(file) > MOST_BYTES) {
            throw new IOException("no file of this program");
        }
        JsonNode kept = GeminiJson.MAPPER.readTree(Files.readAllBytes(file));
        Map<String, SumsOfDay.Kept> days = new LinkedHashMap<>();
        for (JsonNode other : kept.path("otherDays")) {
            days.put(day(other), sums(other));
        }
        days.put(day(kept), sums(kept));
        return new Written(days, kept.has("at") ? time(kept.path("at")) : null);
    }

    private static String day(JsonNode kept) throws IOException {
        String day = kept.path("day").asText();
        if (!day.matches("\\d{4}-\\d\\d-\\d\\d")) {
            throw new IOException("no day in it");
        }
        return day;
    }

    private static SumsOfDay.Kept sums(JsonNode kept) throws IOException {
        return new SumsOfDay.Kept(sum(kept), known(kept));
    }

    private static Sum sum(JsonNode kept) throws IOException {
        return new Sum(
                amount(kept.path("usd")),
                kept.has("assumedUsd") ? amount(kept.path("assumedUsd")) : BigDecimal.ZERO,
                Math.max(0, kept.path("calls").asLong()));
    }

    /** Files of older versions, and of instances that share with no other, do not have it. */
    private static SumsOfDay.Known known(JsonNode kept) throws IOException {
        return kept.has("ofAll")
                ? new SumsOfDay.Known(sum(kept.path("ofAll")), amount(kept.path("ownThenUsd")))
                : SumsOfDay.Known.NOTHING;
    }

    private static BigDecimal amount(JsonNode usd) throws IOException {
        if (!usd.isNumber() || usd.decimalValue().signum() < 0) {
            throw new IOException("no amount in it");
        }
        return usd.decimalValue();
    }

    /**
     * Adds up the usage log, which has a line for each call.
     *
     * @param usageLog {@code usage.jsonl}; older ones lie packed beside it
     * @throws IOException if they cannot be read
     */
    static Sum inUsageLog(Path usageLog, PacificDay day, Which which) throws IOException {
        CallIds known = new CallIds();
        Sum sum = read(usageLog, day, which, known);
        try (DirectoryStream<Path> older =
                Files.newDirectoryStream(usageLog.getParent(), "usage-*.jsonl.gz")) {
            for (Path file : older) {
                if (!Files.getLastModifiedTime(file).toInstant().isBefore(day.start())) {
                    sum = sum.plus(read(file, day, which, known));
                }
            }
        }
        return sum;
    }

    private static Sum read(Path file, PacificDay day, Which which, CallIds known)
            throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("no file");
        }
        Sum sum = Sum.ZERO;
        try (InputStream in = Files.newInputStream(file);
                InputStream plain = file.toString().endsWith(".gz") ? new GZIPInputStream(in) : in;
                BufferedReader lines =
                        new BufferedReader(
                                new LineLimit(
                                        new InputStreamReader(plain, StandardCharsets.UTF_8),
                                        LONGEST_LINE))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                JsonNode call = line.isBlank() ? null : GeminiJson.MAPPER.readTree(line);
                if (call != null && known.add(call)) {
                    sum = sum.plus(cost(call, day, which));
                }
            }
        }
        return sum;
    }

    /**
     * What a line of the usage log adds.
     *
     * @throws IOException if it is none
     */
    static Sum cost(JsonNode call, PacificDay day, Which which) throws IOException {
        BigDecimal usd = BigDecimal.ZERO;
        BigDecimal assumed = BigDecimal.ZERO;
        if (PacificDay.at(time(call.path("time"))).equals(day) && which.has(call)) {
            if (call.path("cost").isNumber()) {
                usd = amount(call.path("cost"));
            } else if (call.path("totalTokens").isNumber()) {
                BigDecimal bound = which.most.apply(usage(call));
                assumed = bound == null ? BigDecimal.ZERO : bound;
            }
        }
        return new Sum(usd, assumed, usd.signum() + assumed.signum());
    }

    static Instant time(JsonNode text) throws IOException {
        try {
            return Instant.parse(text.asText());
        } catch (DateTimeException e) {
            throw new IOException("no time in it", e);
        }
    }

    private static Usage usage(JsonNode call) {
        return new Usage(
                call.path("inputTokens").asLong(),
                call.path("cachedTokens").asLong(),
                call.path("outputTokens").asLong(),
                call.path("thinkingTokens").asLong(),
                call.path("toolTokens").asLong(),
                call.path("totalTokens").asLong());
    }
}
