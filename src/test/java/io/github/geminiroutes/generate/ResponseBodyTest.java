package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.testing.DirectMemory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
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

    /** The answer is paid for, and another call would pay for it again. */
    @Test
    void aLargeOneIsKeptInMemoryWhereTheDiskTakesNoMore() throws IOException {
        byte[] sent = new byte[1_000_000];
        new Random(1).nextBytes(sent);

        // One after the other: each has the turn of the one before.
        for (int room : new int[] {0, 1, 300_000, 500_000}) {
            try (ResponseSpool spool = new ResponseSpool(directory, file -> disk(file, room))) {
                spool.write(sent, 300_000);
                spool.write(Arrays.copyOfRange(sent, 300_000, 500_000), 200_000);
                spool.write(Arrays.copyOfRange(sent, 500_000, 1_000_000), 500_000);
                try (ResponseBody body = spool.body()) {
                    assertThat(directory).isEmptyDirectory();
                    assertThat(body.size()).isEqualTo(sent.length);
                    assertThat(body.bytes()).isEqualTo(sent);
                }
            }
        }
    }

    @Test
    void oneThatBreaksOffLeavesNothing() throws IOException {
        for (int room : new int[] {0, 1_000_000}) {
            try (ResponseSpool spool = new ResponseSpool(directory, file -> disk(file, room))) {
                spool.write(new byte[300_000], 300_000);
            }
            assertThat(directory).isEmptyDirectory();
        }
    }

    /** A disk on which a file can have so many bytes. */
    private static OutputStream disk(Path file, int room) throws IOException {
        return new FilterOutputStream(Files.newOutputStream(file)) {
            private int left = room;

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                int fits = Math.min(count, left);
                out.write(bytes, from, fits);
                left -= fits;
                if (fits < count) {
                    throw new IOException("No space left on device");
                }
            }
        };
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
