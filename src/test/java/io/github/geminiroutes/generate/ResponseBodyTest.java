package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.DirectMemory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
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
}
