package io.github.geminiroutes.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Files that are never ready, for more prompts than there are places. */
class HeldUploadRouteTest extends UploadRoutesTestSupport {

    private static final int PROMPTS = 8;

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.max-concurrency", "1");
        return properties;
    }

    @Test
    void promptsWithoutFilesGoOn() throws IOException {
        server.files().processFor(Integer.MAX_VALUE);
        for (int i = 0; i < PROMPTS; i++) {
            drop(i + ".pdf", large("" + i));
            drop(i + ".txt", "---\nattachments: [" + i + ".pdf]\n---\nCompare");
        }
        soon().until(() -> server.files().events().contains("final"));

        drop("small.txt", "Say hello");

        soon().until(() -> Files.exists(folder.done().resolve("small.txt")));
    }
}
