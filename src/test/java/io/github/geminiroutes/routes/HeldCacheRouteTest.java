package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.CachingServer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A cache whose making is not answered, for more documents than there are places. */
class HeldCacheRouteTest extends DropFolderRoutesTestSupport {

    private static final int DOCUMENTS = 8;

    private static CachingServer server;

    @BeforeAll
    static void startServer() {
        server = new CachingServer(Clock.systemUTC());
    }

    @AfterAll
    static void closeServer() {
        server.close();
    }

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-tasks", "gemini-files");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.base-url", server.baseUrl());
        properties.setProperty("gemini.max-concurrency", "1");
        return properties;
    }

    @Test
    void otherPromptsGoOnAndTheDocumentsFollow() throws IOException {
        CountDownLatch held = new CountDownLatch(1);
        server.holdCreations(held);
        drop("task/task.prompt", "---\ncache: on\n---\n" + "Rule. ".repeat(6_667) + "{{document}}");
        for (int i = 0; i < DOCUMENTS; i++) {
            drop("task/" + i + ".txt", "Document " + i);
        }
        // As many documents are taken as will be.
        soon().during(Duration.ofSeconds(2)).until(server::holdsCreation);

        drop("small.txt", "Say hello");

        // The making is given up after a minute.
        soon().atMost(Duration.ofSeconds(45))
                .until(() -> Files.exists(folder.done().resolve("small.txt")));
        assertThat(server.made()).isZero();
        held.countDown();
        for (int i = 0; i < DOCUMENTS; i++) {
            String name = "task/" + i + ".txt";
            soon().until(() -> Files.exists(folder.done().resolve(name)));
        }
        assertThat(server.made()).isEqualTo(1);
    }
}
