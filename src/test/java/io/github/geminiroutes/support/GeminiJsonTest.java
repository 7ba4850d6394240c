package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Names of which many meet in Jackson's table of names. */
class GeminiJsonTest {

    private static final int NAMES = 10_000;

    private static String object(IntFunction<String> name) {
        return IntStream.range(0, NAMES)
                .mapToObj(i -> "\"" + name.apply(i) + "\":1")
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** A third of the lengths was refused, others in each process. */
    @Test
    void numbersAreNamesLikeOthers() throws IOException {
        for (int length = 30; length < 45; length++) {
            String format = "%0" + length + "d";
            String json = object(i -> format.formatted(i));

            assertThat(GeminiJson.MAPPER.readTree(json.getBytes(StandardCharsets.UTF_8)))
                    .as("%d digits", length)
                    .hasSize(NAMES);
        }
    }

    @Test
    void soAreNamesOfOneHash() throws IOException {
        String json = object(GeminiJsonTest::ofOneHash);

        assertThat(GeminiJson.MAPPER.readTree(json)).hasSize(NAMES);
        assertThat(GeminiJson.MAPPER.readTree(json.getBytes(StandardCharsets.UTF_8)))
                .hasSize(NAMES);
    }

    /** Jackson multiplies by 33: each pair counts the same. */
    private static String ofOneHash(int i) {
        return IntStream.range(0, 14)
                .mapToObj(bit -> (i >> bit & 1) == 0 ? "AB" : "B!")
                .collect(Collectors.joining());
    }
}
