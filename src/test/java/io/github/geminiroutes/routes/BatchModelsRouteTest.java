package io.github.geminiroutes.routes;

import io.github.geminiroutes.testing.BatchScript;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Prompts of the batch lane that name more models than jobs may gather at a time. */
class BatchModelsRouteTest extends BatchRoutesTestSupport {

    @Override
    BatchScript script() {
        return new BatchScript();
    }

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-files");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.batch.linger", "600");
        return properties;
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
