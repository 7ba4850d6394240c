package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Sha256Test {

    /** The example of FIPS 180-2, appendix B.1. */
    private static final String OF_ABC =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void isTheStandardsDigest() {
        assertThat(Sha256.hex("abc")).isEqualTo(OF_ABC);
        assertThat(Sha256.hex("abc".getBytes(StandardCharsets.US_ASCII))).isEqualTo(OF_ABC);
        assertThat(Sha256.hex("abc", 4)).isEqualTo("ba7816bf");
        assertThat(Sha256.digest("abc")).hasSize(32).startsWith(0xba, 0x78);
    }

    @Test
    void takesTextAsUtf8() {
        assertThat(Sha256.hex("ü"))
                .isEqualTo(Sha256.hex(new byte[] {(byte) 0xc3, (byte) 0xbc}))
                .isNotEqualTo(Sha256.hex("u"));
    }
}
