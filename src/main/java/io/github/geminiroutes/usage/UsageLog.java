package io.github.geminiroutes.usage;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.support.GeminiJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line of JSON for each call, handed to the logger of this class. The program's logging writes
 * them to {@code usage.jsonl}; in a host application the host's logging decides.
 */
public final class UsageLog {

    private static final Logger LOG = LoggerFactory.getLogger(UsageLog.class);

    /** Writes the line of a call. */
    public void write(CallRecord call) {
        if (LOG.isInfoEnabled()) {
            LOG.info(line(call));
        }
    }

    /** Every key is always there; what is not known is null. */
    static String line(CallRecord call) {
        ObjectNode line = GeminiJson.MAPPER.createObjectNode();
        line.put("time", call.time().toString());
        line.put("prompt", call.prompt());
        line.put("model", call.model());
        line.put("modelVersion", call.modelVersion());
        line.put("code", call.code() == 0 ? null : Integer.valueOf(call.code()));
        line.put("outcome", call.outcome());
        line.put("attempt", call.attempt());
        line.put("latencySeconds", call.latency().toMillis() / 1000.0);
        Usage usage = call.usage();
        line.put("inputTokens", usage == null ? null : Long.valueOf(usage.inputTokens()));
        line.put("cachedTokens", usage == null ? null : Long.valueOf(usage.cachedTokens()));
        line.put("outputTokens", usage == null ? null : Long.valueOf(usage.outputTokens()));
        line.put("thinkingTokens", usage == null ? null : Long.valueOf(usage.thinkingTokens()));
        line.put("toolTokens", usage == null ? null : Long.valueOf(usage.toolTokens()));
        line.put("totalTokens", usage == null ? null : Long.valueOf(usage.totalTokens()));
        line.put("serviceTier", call.serviceTier());
        line.put("cost", call.cost());
        line.put("quota", call.quota());
        try {
            return GeminiJson.MAPPER.writeValueAsString(line);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A tree of plain values is always JSON", e);
        }
    }
}
