package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.testing.DirectMemory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bytes of a response on their way through a file. */
class ResponseBodyTest {

    @TempDir Path directory;

    @Test
    void aLargeOneNeedsNoLargeBufferOutsideTheHeap() throws IOException {
        byte[] sent = new byte[20_000_000];
        sent[sent.length - 1] = 1;
        long before = DirectMemory.used();

        try (ResponseBody body =
                ResponseBody.read(new ByteArrayInputStream(sent), 30_000_000, directory)) {
            assertThat(body.bytes()).isEqualTo(sent);
        }

        assertThat(DirectMemory.used() - before).isLessThan(1_000_000);
        assertThat(directory).isEmptyDirectory();
    }

    /** Java unpacks each part of such a stream one level deeper on its stack. */
    @Test
    void aStreamOfEndlesslyManyPackedPartsIsAFaultOfTheAnswer() throws IOException {
        byte[] part = packed();
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (int i = 0; i < 200_000; i++) {
            parts.write(part);
        }

        assertThatThrownBy(
                        () ->
                                ResponseBody.read(
                                        new GZIPInputStream(
                                                new ByteArrayInputStream(parts.toByteArray())),
                                        1_000_000,
                                        directory))
                .isInstanceOf(GeminiException.class)
                .hasMessageContaining("The answer is packed too often");
        assertThat(directory).isEmptyDirectory();
    }

    private static byte[] packed() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        new GZIPOutputStream(packed).close();
        return packed.toByteArray();
    }
}
