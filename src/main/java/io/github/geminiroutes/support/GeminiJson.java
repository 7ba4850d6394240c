package io.github.geminiroutes.support;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamWriteConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The one JSON mapper of the bundle. It is deliberately a constant, not a bean: a mapper in the
 * registry of a host application could be picked up by the host's own components.
 */
public final class GeminiJson {

    /** Threads borrow their buffers; else each of a thousand that wait for answers keeps 16 KB. */
    private static final int BUFFERS = 64;

    /** Each level is a frame of the stack when the tree is written again. */
    private static final int MAX_NESTING = 2_000;

    /** The time to read a number grows faster than its length. */
    private static final int MAX_NUMBER = 20_000;

    /** A value takes about 60 bytes of memory: a tree takes half of the heap, 240 MB at most. */
    private static final long MAX_VALUES =
            Math.min(4_000_000, Math.max(100_000, Runtime.getRuntime().maxMemory() / 128));

    /**
     * Keeps the value of each number. A number with an exponent is written with one: as plain
     * digits {@code 1e99999} would take 100 KB, and a small text could fill the memory. A text may
     * have any length: a picture is one of 20 million characters, and documents are bounded as a
     * whole.
     */
    public static final ObjectMapper MAPPER =
            JsonMapper.builder(factory())
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    private GeminiJson() {}

    private static JsonFactory factory() {
        return new BoundedJsonFactory(
                (JsonFactoryBuilder)
                        JsonFactory.builder()
                                // Names are strangers': interned they would fill a table of the
                                // whole JVM. And thousands of like names, such as numbers, meet in
                                // Jackson's table, which by the seed of the process took them for
                                // an attack: the values are bounded anyway.
                                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                                .disable(JsonFactory.Feature.FAIL_ON_SYMBOL_HASH_OVERFLOW)
                                .recyclerPool(JsonRecyclerPools.newBoundedPool(BUFFERS))
                                .streamReadConstraints(
                                        StreamReadConstraints.builder()
                                                .maxStringLength(Integer.MAX_VALUE)
                                                .maxNumberLength(MAX_NUMBER)
                                                .maxNestingDepth(MAX_NESTING)
                                                .build())
                                .streamWriteConstraints(
                                        StreamWriteConstraints.builder()
                                                .maxNestingDepth(MAX_NESTING)
                                                .build()),
                MAX_VALUES);
    }
}
