package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.QuotaViolation;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What is written to {@code failed/NAME.error.json}: what went wrong with one prompt, for programs.
 */
public final class FailureRecord {

    private FailureRecord() {}

    /**
     * @param promptName the prompt's file name
     * @param outcome what became of the prompt
     * @param model the model asked, null if it was not known yet
     * @param attempts how many calls were made, 0 if none
     * @param at when it ended
     * @param mapper makes the nodes
     * @return every key is always there; what is not known is null
     */
    public static ObjectNode of(
            String promptName,
            Failure failure,
            Outcome outcome,
            String model,
            int attempts,
            Instant at,
            ObjectMapper mapper) {
        FailureKind kind = failure.kind();
        ObjectNode json = mapper.createObjectNode();
        json.put("prompt", promptName);
        json.put("class", kind.id());
        json.put("fault", id(kind.fault()));
        json.put("disposition", outcome == Outcome.FAILED ? "fail" : "park");
        json.put("code", failure.httpCode() == 0 ? null : Integer.valueOf(failure.httpCode()));
        json.put("status", failure.status());
        json.put("message", failure.message());
        json.put("model", model);
        json.set("quota", quota(failure, mapper));
        json.put("retryDelaySeconds", seconds(failure.retryDelay()));
        json.put("attempts", attempts);
        json.put("time", at.toString());
        json.put("whatToDo", kind.advice());
        json.set("details", failure.details());
        return json;
    }

    private static ArrayNode quota(Failure failure, ObjectMapper mapper) {
        ArrayNode quota = mapper.createArrayNode();
        for (QuotaViolation violation : failure.violations()) {
            quota.addObject()
                    .put("metric", violation.metric())
                    .put("id", violation.id())
                    .put("model", violation.model())
                    .put("scope", id(violation.scope()))
                    .put("unit", id(violation.unit()))
                    .put("limit", violation.limit());
        }
        return quota;
    }

    private static Double seconds(Duration delay) {
        return delay == null ? null : delay.toMillis() / 1_000.0;
    }

    private static String id(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
