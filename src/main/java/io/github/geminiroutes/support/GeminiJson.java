package io.github.geminiroutes.support;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The one JSON mapper of the bundle. It is deliberately a constant, not a bean: a mapper in the
 * registry of a host application could be picked up by the host's own components.
 */
public final class GeminiJson {

    /**
     * Keeps the value of each number. A number with an exponent is written with one: as plain
     * digits {@code 1e99999} would take 100 KB, and a small text could fill the memory.
     */
    public static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private GeminiJson() {}
}
