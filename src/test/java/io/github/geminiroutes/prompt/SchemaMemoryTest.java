package io.github.geminiroutes.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

/** Isolated: it measures the heap. */
@Isolated
class SchemaMemoryTest {

    private static final String[] KEYWORDS = {
        "not", "if", "then", "else", "contains", "propertyNames", "items"
    };

    private static final long MEGABYTE = 1024 * 1024;

    @Test
    @Timeout(60)
    void strangeSchemasLeaveNothingBehindInTheLibrary() {
        Random random = new Random(1);
        read(random);
        long before = used();
        for (int i = 0; i < 40; i++) {
            read(random);
        }

        // Each left 4 MB behind in the library's own schema of schemas.
        assertThat(used() - before).isLessThan(60 * MEGABYTE);
    }

    private static void read(Random random) {
        StringBuilder schema = new StringBuilder("{\"type\":\"object\"}");
        for (int depth = 0; depth < 55; depth++) {
            schema.insert(0, "{\"" + KEYWORDS[random.nextInt(KEYWORDS.length)] + "\":").append('}');
        }
        assertThat(
                        PromptFixtures.json(
                                        "{\"contents\":[{}],\"generationConfig\":{"
                                                + "\"responseJsonSchema\":"
                                                + schema
                                                + "}}")
                                .output()
                                .isJson())
                .isTrue();
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
