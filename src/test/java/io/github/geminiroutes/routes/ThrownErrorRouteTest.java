package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.support.GeminiJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is thrown while a prompt is asked, the prompt gets an outcome. */
class ThrownErrorRouteTest extends DropFolderRoutesTestSupport {

    private static Error error(String name) {
        return switch (name) {
            case "memory" -> new OutOfMemoryError("Java heap space");
            case "stack" -> new StackOverflowError();
            case "linkage" -> new NoClassDefFoundError("some/Class");
            default -> new AssertionError("thrown");
        };
    }

    @ParameterizedTest
    @CsvSource({
        "memory, parked, program-ended, 1",
        "stack, failed, unexpected, 0",
        "linkage, failed, unexpected, 0",
        "assertion, failed, unexpected, 0"
    })
    void aPromptGetsAnOutcome(String thrown, String place, String kind, int ends) throws Exception {
        AdviceWith.adviceWith(
                context(),
                "gemini-generate",
                route ->
                        route.weaveById("to-gemini-api")
                                .replace()
                                .process(
                                        exchange -> {
                                            throw error(thrown);
                                        }));
        List<Error> ended = Collections.synchronizedList(new ArrayList<>());
        DropFolderService dropFolder = DropFolderService.of(context());
        dropFolder.onJvmError(ended::add);

        drop(thrown + ".txt", "Q");

        Path target = data.resolve(place).resolve(thrown + ".txt");
        soon().until(() -> Files.exists(target));
        Path record =
                target.resolveSibling(
                        thrown + ".txt." + (place.equals("failed") ? "error" : "parked") + ".json");
        assertThat(GeminiJson.MAPPER.readTree(record.toFile()).path("class").asText())
                .isEqualTo(kind);
        assertThat(ended).hasSize(ends);
        soon().until(() -> dropFolder.counters().inFlight() == 0);
    }
}
