package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The most tokens that the answer to a request may have. */
final class MostOutput {

    /** What a model writes at most, unless its request says less. */
    static final long OF_A_MODEL = 65_536;

    private static final long MOST_CANDIDATES = 8;

    private MostOutput() {}

    /** Of all candidates; thinking is part of it. */
    static long tokens(ObjectNode request) {
        JsonNode config = request.path("generationConfig");
        config = config.isMissingNode() ? request.path("generation_config") : config;
        long most = first(config, "maxOutputTokens", "max_output_tokens", OF_A_MODEL);
        long candidates = first(config, "candidateCount", "candidate_count", 1);
        return Math.min(most, OF_A_MODEL) * Math.min(candidates, MOST_CANDIDATES);
    }

    private static long first(JsonNode config, String name, String other, long otherwise) {
        long value = config.path(name).asLong(config.path(other).asLong(otherwise));
        return value > 0 ? value : otherwise;
    }
}
