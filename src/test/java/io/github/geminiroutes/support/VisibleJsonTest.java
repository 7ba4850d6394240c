package io.github.geminiroutes.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class VisibleJsonTest {

    private static String of(String json) {
        return new String(VisibleJson.of(json.getBytes(UTF_8)), UTF_8);
    }

    @Test
    void eachCharacterThatSteersATerminalOrTurnsTheTextIsEscapedAndReadBack() throws IOException {
        for (int c = 1; c <= Character.MAX_CODE_POINT; c++) {
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                continue;
            }
            boolean isUnseen =
                    c >= 0x7f && c <= 0x9f
                            || c == 0x061c
                            || c == 0x200e
                            || c == 0x200f
                            || c >= 0x2028 && c <= 0x202e
                            || c >= 0x2066 && c <= 0x2069;
            String text = "a" + Character.toString(c) + "z";
            String json = GeminiJson.MAPPER.writeValueAsString(text);

            String visible = of(json);

            if (isUnseen) {
                assertThat(visible).isEqualTo("\"a\\u%04xz\"".formatted(c));
                assertThat(GeminiJson.MAPPER.readTree(visible).textValue()).isEqualTo(text);
            } else if (!visible.equals(json)) {
                assertThat(visible).as("U+%x", c).isEqualTo(json);
            }
        }
    }

    @Test
    void severalAreEscapedWhereverTheyStand() {
        assertThat(of("{\"\u202e\":\"\u009b31m\u2066\u007f\",\"b\":\"ü€\uD83D\uDE00\"}"))
                .isEqualTo("{\"\\u202e\":\"\\u009b31m\\u2066\\u007f\",\"b\":\"ü€\uD83D\uDE00\"}");
    }

    @Test
    void whatIsVisibleStaysTheSameArray() {
        byte[] json = "{\"a\":\"größer €\"}".getBytes(UTF_8);

        assertThat(VisibleJson.of(json)).isSameAs(json);
    }

    @Test
    void bytesThatAreCutAreNoFault() {
        for (byte[] cut : new byte[][] {{}, {(byte) 0xc2}, {(byte) 0xe2, (byte) 0x80}}) {
            assertThat(VisibleJson.of(cut)).isSameAs(cut);
        }
    }

    @Test
    void aStreamHasTheSameBytesWhereverItsPiecesEnd() throws IOException {
        byte[] json =
                "\"a\u007f\u009b\u202e\u2028€\uD83D\uDE00\u061cü\"".repeat(2_000).getBytes(UTF_8);

        for (int piece = 1; piece < 60; piece += 7) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            OutputStream visible = VisibleJson.to(out);
            for (int at = 0; at < json.length; at += piece) {
                visible.write(json, at, Math.min(piece, json.length - at));
            }
            visible.flush();

            assertThat(out.toByteArray()).isEqualTo(VisibleJson.of(json));
        }
    }

    @Test
    void aStreamKeepsNothingOfWhatItEscapes() throws IOException {
        AtomicInteger most = new AtomicInteger();
        OutputStream out =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        most.accumulateAndGet(1, Math::max);
                    }

                    @Override
                    public void write(byte[] bytes, int offset, int length) {
                        most.accumulateAndGet(length, Math::max);
                    }
                };
        OutputStream visible = VisibleJson.to(out);

        visible.write("\u007f".repeat(5_000_000).getBytes(UTF_8));
        visible.flush();

        assertThat(most.get()).isBetween(1, 64 * 1024);
    }
}
