package io.github.geminiroutes.routes;

import io.github.geminiroutes.testing.BatchScript;
import io.github.geminiroutes.testing.BatchServer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Prompts of the batch lane that name more models than jobs may gather at a time. */
class BatchModelsRouteTest extends DropFolderRoutesTestSupport {

    private static BatchServer server;

    @Override
    List<String> routes() {
        List<String> routes = new ArrayList<>(super.routes());
        routes.add("gemini-batch");
        routes.add("gemini-files");
        return routes;
    }

    @Override
    Properties settings() {
        try {
            if (server == null) {
                server = BatchServer.start(new BatchScript());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        Properties properties = super.settings();
        properties.setProperty("gemini.base-url", server.baseUrl());
        properties.setProperty("gemini.batch.linger", "600");
        properties.setProperty("gemini.batch.poll-interval", "0.05");
        return properties;
    }

    @AfterAll
    static void stop() {
        server.close();
        server = null;
    }

    /** Each job that gathers holds two files open. */
    @Test
    void theOldestJobIsClosedForAnother() throws IOException {
        for (int i = 0; i < 52; i++) {
            drop(
                    "p%d.txt".formatted(i),
                    "---\nmodel: gemini-x%d\ntier: batch\n---\nQ".formatted(i));
        }

        soon().atMost(SOON.multipliedBy(3)).until(() -> count(folder.done()) == 2);
        soon().until(() -> count(folder.submitted()) == 50);
    }

    private static int count(Path directory) {
        String[] names = directory.toFile().list((where, name) -> name.charAt(0) != '.');
        return names == null ? 0 : names.length;
    }
}
