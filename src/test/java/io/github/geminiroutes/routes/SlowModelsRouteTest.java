package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Properties;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Models that do not answer, and more prompts for them than places in memory. */
@Timeout(240)
class SlowModelsRouteTest extends DropFolderRoutesTestSupport {

    private static final int PLACES = 16;
    private static HangingGoogle google;

    @BeforeAll
    static void startGoogle() {
        google = new HangingGoogle((path, body) -> path.contains("slow"));
    }

    @AfterAll
    static void stopGoogle() {
        google.close();
    }

    @AfterEach
    void endAll() {
        google.endAll();
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.base-url", google.baseUrl());
        properties.setProperty("gemini.max-concurrency", Integer.toString(PLACES));
        properties.setProperty("gemini.retry.max-retries", "0");
        return properties;
    }

    @Test
    void promptsAndCallsForOthersAreAnsweredMeanwhile() throws Exception {
        for (int i = 0; i < 100; i++) {
            drop("slow" + i + ".txt", "---\nmodel: slow-" + i % 2 + "\n---\nQ");
        }
        soon().until(() -> google.hanging.size() >= PLACES / 4 * 3);

        for (int i = 0; i < 10; i++) {
            drop("good" + i + ".txt", "---\nmodel: good\n---\nQ");
        }

        soon().until(
                        () -> {
                            try (var done = Files.list(folder.done())) {
                                return done.count() == 10;
                            }
                        });
        assertThat(
                        template()
                                .send(
                                        "direct:gemini-generate",
                                        ExchangeBuilder.anExchange(context()).withBody("Q").build())
                                .getMessage()
                                .getBody())
                .isEqualTo("A");
        assertThat(google.hanging).hasSizeBetween(PLACES / 4 * 3, PLACES / 4 * 3 + 1);
    }
}
