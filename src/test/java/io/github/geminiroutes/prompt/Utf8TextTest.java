package io.github.geminiroutes.prompt;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8TextTest {

    /** What messages and prompts take of the memory is reckoned by their bytes. */
    @Test
    void takesNoMoreMemoryThanItsBytes() {
        byte[] content = new byte[4 * 1024 * 1024];
        Arrays.fill(content, (byte) 'a');
        Utf8Text.decode(content);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        String text = Utf8Text.decode(content);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertThat(text).hasSize(content.length);
        assertThat(allocated).isLessThan(content.length * 5L / 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "\u00fc", "\u20ac", "\ud83d\ude00", "a\u20ac\ud83d\ude00b"})
    void readsEachLengthOfCharacter(String text) {
        assertThat(Utf8Text.decode(text.getBytes(UTF_8))).isEqualTo(text);
        String atTheEdge = "x".repeat(8191) + text + "x".repeat(8191) + text;
        assertThat(Utf8Text.decode(atTheEdge.getBytes(UTF_8))).isEqualTo(atTheEdge);
    }

    @Test
    void namesTheFirstWrongByte() {
        byte[] cut = Arrays.copyOf("ab\n\u20ac".getBytes(UTF_8), 5);
        assertThatThrownBy(() -> Utf8Text.decode(cut))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("byte 3 (0xE2) is not UTF-8");
    }
}
