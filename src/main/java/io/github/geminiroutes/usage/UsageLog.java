package io.github.geminiroutes.usage;

import com.fasterxml.jackson.core.JsonGenerator;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.answer.UsageExtras;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.InstantText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each call, handed to the logger of this class. The program's logging writes
 * them to {@code usage.jsonl}; in a host application the host's logging decides.
 */
public final class UsageLog {

    private static final Logger LOG = LoggerFactory.getLogger(UsageLog.class);

    /** Longer than most lines. */
    private static final int INITIAL_SIZE = 512;

    private final PendingLines lines = new PendingLines(LOG::info);

    /**
     * Writes the line of a call. One that the log does not take is written later.
     *
     * @return whether it is written, or nobody wants it
     */
    public boolean write(CallRecord call) {
        return !LOG.isInfoEnabled() || lines.write(line(call));
    }

    /** Why lines wait to be written; null if none do. */
    public String trouble() {
        return lines.trouble();
    }

    /** Tries to write the lines that wait. For a timer. */
    public void flush() {
        lines.flush();
    }

    /** Every key is present; an unknown value is null. */
    static String line(CallRecord call) {
        StringWriter line = new StringWriter(INITIAL_SIZE);
        try (JsonGenerator json = GeminiJson.MAPPER.createGenerator(line)) {
            json.writeStartObject();
            json.writeStringField("time", InstantText.of(call.time()));
            json.writeStringField("prompt", call.prompt());
            json.writeStringField("task", call.task());
            json.writeStringField("model", call.model());
            json.writeStringField("modelVersion", call.modelVersion());
            write(json, "code", call.code() == 0 ? null : Long.valueOf(call.code()));
            json.writeStringField("outcome", call.outcome());
            json.writeNumberField("attempt", call.attempt());
            json.writeNumberField("latencySeconds", call.latency().toMillis() / 1000.0);
            Usage usage = call.usage();
            write(json, "inputTokens", usage == null ? null : usage.inputTokens());
            write(json, "cachedTokens", usage == null ? null : usage.cachedTokens());
            write(json, "outputTokens", usage == null ? null : usage.outputTokens());
            write(json, "thinkingTokens", usage == null ? null : usage.thinkingTokens());
            write(json, "toolTokens", usage == null ? null : usage.toolTokens());
            write(json, "totalTokens", usage == null ? null : usage.totalTokens());
            write(json, "audioInputTokens", extra(usage, UsageExtras::audioInputTokens));
            write(json, "audioOutputTokens", extra(usage, UsageExtras::audioOutputTokens));
            write(json, "imageOutputTokens", extra(usage, UsageExtras::imageOutputTokens));
            write(json, "searchQueries", extra(usage, UsageExtras::searchQueries));
            json.writeStringField("serviceTier", call.serviceTier());
            json.writeFieldName("cost");
            if (call.cost() == null) {
                json.writeNull();
            } else {
                json.writeNumber(call.cost().toPlainString());
            }
            json.writeStringField("quota", call.quota());
            json.writeStringField("responseId", call.responseId());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("A text in memory accepts every line", e);
        }
        return line.toString();
    }

    private static Long extra(Usage usage, ToLongFunction<UsageExtras> field) {
        return usage == null ? null : Long.valueOf(field.applyAsLong(usage.extras()));
    }

    private static void write(JsonGenerator json, String name, Long value) throws IOException {
        json.writeFieldName(name);
        if (value == null) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }
}
