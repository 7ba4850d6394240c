package io.github.geminiroutes.routes;

import io.github.geminiroutes.testing.GeminiServer;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Files that are never ready, for more prompts than there are places. */
class HeldUploadRouteTest extends DropFolderRoutesTestSupport {

    private static final int PROMPTS = 8;

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
        properties.setProperty("gemini.max-concurrency", "1");
        return properties;
    }

    @Test
    void promptsWithoutFilesGoOn() throws IOException {
        server.files().processFor(Integer.MAX_VALUE);
        for (int i = 0; i < PROMPTS; i++) {
            drop(i + ".pdf", "%PDF-1.7 " + i + "x".repeat(5_000) + " %%EOF");
            drop(i + ".txt", "---\nattachments: [" + i + ".pdf]\n---\nCompare");
        }
        soon().until(() -> server.files().events().contains("final"));

        drop("small.txt", "Say hello");

        soon().until(() -> Files.exists(folder.done().resolve("small.txt")));
    }
}
