package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A key that may call models and may not use files. */
class RefusedUploadRouteTest extends DropFolderRoutesTestSupport {

    private static GeminiServer server;

    @BeforeAll
    static void startServer() {
        server = GeminiServer.start();
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-files");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.base-url", server.baseUrl());
        properties.setProperty("gemini.max-request-size", "4000");
        return properties;
    }

    /** Without a pause a server is asked without an end. */
    @Test
    void aRefusedUploadIsJudgedBeforeTheNext() throws IOException {
        server.files().refuseUploads();
        put("a.pdf", "%PDF-1.7 " + "x".repeat(5_000) + " %%EOF");
        put("a.txt", "---\nattachments: [a.pdf]\n---\nCompare");

        await().until(() -> GeminiClient.of(context).accountHold().reason() != null);

        assertThat(server.files().events()).hasSizeBetween(1, 2).containsOnly("refused");
    }

    private void put(String name, String content) throws IOException {
        Path part = Files.writeString(folder.inbox().resolve(".part"), content);
        Files.move(part, folder.inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
