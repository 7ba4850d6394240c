package io.github.geminiroutes.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RequestBodyTest {

    private static final long MEGABYTE = 1 << 20;

    /** Two requests of 20 MB would end a program with a heap of 64 MB. */
    @Test
    void aBodyIsNoLargerThanTheHeapTakes() {
        int most = (int) (20 * MEGABYTE);

        assertThat(RequestBody.largest(most, 60 * MEGABYTE)).isEqualTo((int) (5 * MEGABYTE));
        assertThat(RequestBody.largest(most, 247 * MEGABYTE)).isEqualTo(most);
    }
}
