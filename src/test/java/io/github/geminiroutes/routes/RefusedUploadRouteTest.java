package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.generate.GeminiClient;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** A key that may call models and may not use files. */
class RefusedUploadRouteTest extends UploadRoutesTestSupport {

    /** Without a pause a server is asked without an end. */
    @Test
    void aRefusedUploadIsJudgedBeforeTheNext() throws IOException {
        server.files().refuseUploads();
        drop("a.pdf", large("a"));
        drop("a.txt", "---\nattachments: [a.pdf]\n---\nCompare");

        await().until(() -> GeminiClient.of(context).accountHold().reason() != null);

        assertThat(server.files().events()).hasSizeBetween(1, 2).containsOnly("refused");
    }
}
