package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.InputStreamEntity;
import org.junit.jupiter.api.Test;

/** The body of an answer, whoever reads it. */
class GuardedEntityTest {

    /**
     * Java unpacks each part of such a stream one level deeper on its stack. An error in the place
     * of an exception ended a thread, and the prompt that waited for it never ended.
     */
    @Test
    void endlesslyManyPackedPartsAreAFaultOfTheAnswer() throws IOException {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        new GZIPOutputStream(part).close();
        ByteArrayOutputStream parts = new ByteArrayOutputStream();
        for (int i = 0; i < 200_000; i++) {
            part.writeTo(parts);
        }
        InputStream unpacked = new GZIPInputStream(new ByteArrayInputStream(parts.toByteArray()));
        AtomicInteger aborts = new AtomicInteger();

        try (HttpEntity body =
                new GuardedEntity(
                        new InputStreamEntity(unpacked, ContentType.APPLICATION_JSON),
                        aborts::incrementAndGet,
                        error -> error,
                        CallDeadline.start(Duration.ZERO, () -> {}),
                        false,
                        200)) {
            assertThatThrownBy(() -> body.getContent().readAllBytes())
                    .isInstanceOf(ZipException.class)
                    .hasMessageContaining("packed too often");
        }
        assertThat(aborts).hasValue(1);
    }
}
