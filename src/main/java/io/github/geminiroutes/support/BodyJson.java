package io.github.geminiroutes.support;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The JSON of a body that a host or a broker's client passes as objects. It may hold itself, and
 * then has no end: what is nested deeper than a thread's stack allows is refused before.
 */
public final class BodyJson {

    /** The most levels. Each takes some frames of the stack, which is the host's. */
    private static final int MAX_NESTING = 500;

    /** What is wrong with a body that cannot be written, to follow its name. */
    public static final String PROBLEM =
            "cannot be written as JSON, or is nested more than " + MAX_NESTING + " levels deep";

    private static final JsonMapper MAPPER =
            new JsonMapper(
                    JsonFactory.builder()
                            .streamWriteConstraints(
                                    StreamWriteConstraints.builder()
                                            .maxNestingDepth(MAX_NESTING)
                                            .build())
                            .build());

    private BodyJson() {}

    /**
     * A body in UTF-8.
     *
     * @throws JsonProcessingException if it cannot be written, or is nested too deep
     */
    public static byte[] bytes(Object body) throws JsonProcessingException {
        return MAPPER.writeValueAsBytes(body);
    }

    /**
     * A body as text.
     *
     * @throws JsonProcessingException if it cannot be written, or is nested too deep
     */
    public static String text(Object body) throws JsonProcessingException {
        return MAPPER.writeValueAsString(body);
    }
}
