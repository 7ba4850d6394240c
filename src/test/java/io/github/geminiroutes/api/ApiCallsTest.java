package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.support.KeyMask;
import java.io.IOException;
import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is taken from an answer about files, caches and jobs. */
class ApiCallsTest {

    private static final String KEY = "key-of-the-test-of-calls";

    /** The name of a job or a file goes into files of state. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16BE", "UTF-32LE"})
    void aNameThatHoldsTheKeyComesWithoutIt(String charset) throws IOException {
        KeyMask.add(KEY);

        String tree =
                ApiCalls.tree(
                                "{\"name\":\"batches/%s\",\"%s\":[\"\\u006b%s\"]}"
                                        .formatted(KEY, KEY, KEY.substring(1))
                                        .getBytes(Charset.forName(charset)))
                        .toString();

        assertThat(tree).startsWith("{\"name\":\"batches/").doesNotContain(KEY);
    }

    @Test
    void whatHoldsNoKeyIsAsItCame() throws IOException {
        assertThat(ApiCalls.tree("{\"a\": 1.50, \"b\": [null]}".getBytes()))
                .hasToString("{\"a\":1.50,\"b\":[null]}");
    }
}
