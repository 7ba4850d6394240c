package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Files that are never ready, for more prompts than there are places. */
class HeldUploadRouteTest extends UploadRoutesTestSupport {

    private static final int PROMPTS = 80;

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.max-concurrency", "16");
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

    @Test
    void promptsOfManyFilesLeaveTurnsToOthers() throws IOException {
        int prompts = 26;
        int files = 20;
        int ofOther = 9_000;
        server.files().processFor(Integer.MAX_VALUE);
        for (int i = 0; i < prompts; i++) {
            String prompt = "many" + (100 + i);
            List<String> names =
                    IntStream.range(0, files).mapToObj(n -> prompt + "-" + n + ".pdf").toList();
            for (String name : names) {
                drop(name, large(name));
            }
            drop(prompt + ".txt", "---\nattachments: " + names + "\n---\nCompare");
        }
        drop("other.pdf", "%PDF-1.7" + "x".repeat(ofOther - 8));
        drop("other.txt", "---\nattachments: [other.pdf]\n---\nRead");
        soon().until(() -> context().getInflightRepository().size() > prompts);

        server.files().activate();
        soon().until(() -> Files.exists(folder.done().resolve("other.txt")));

        assertThat(server.files().sizes().indexOf((long) ofOther))
                .isBetween(0, prompts * files * 3 / 4);
    }
}
