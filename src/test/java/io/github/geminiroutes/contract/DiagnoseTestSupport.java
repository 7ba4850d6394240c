package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.ProbedApi;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code diagnose} as an operator calls it: a process, its words, its exit code, its report. */
@Timeout(300)
@Tag("process")
abstract class DiagnoseTestSupport {

    static final Duration LIMIT = Duration.ofSeconds(120);
    static final String KEY = "AIzaSyTestKeyOfTheDiagnoseTest012345678";

    @TempDir Path temporary;
    Path root;
    ProgramSettings settings;
    ProbedApi api;

    record Outcome(int code, String stdout, String stderr) {

        /** The JSON report that was written beside. */
        JsonNode report(Path file) throws IOException {
            return GeminiJson.MAPPER.readTree(file.toFile());
        }
    }

    @BeforeEach
    void healthy() throws Exception {
        root = temporary.toRealPath().resolve("work");
        api = ProbedApi.start();
        settings =
                new ProgramSettings(root)
                        .set("GEMINI_API_KEY", KEY)
                        .set("GOOGLE_GEMINI_BASE_URL", api.baseUrl());
        for (String folder : DropFolder.FOLDERS) {
            Files.createDirectories(settings.dataDir().resolve(folder));
        }
        for (String name : List.of("logs", "cache", "tmp")) {
            Files.createDirectories(root.resolve(name));
        }
    }

    @AfterEach
    void stop() {
        api.close();
    }

    Outcome run(String... arguments) throws Exception {
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, arguments)) {
            int code = program.awaitExit(LIMIT);
            return new Outcome(code, program.stdout(), program.stderr());
        }
    }

    /** Without what depends on the machine the tests run on: how full and how busy it is. */
    Outcome diagnose(String... arguments) throws Exception {
        Path config =
                Files.writeString(
                        root.resolve("checks.json"),
                        """
                        {"thresholds": {"diskFreeWarnPercent": 0, "diskFreeErrorPercent": 0,
                          "memoryFreeWarnPercent": 0, "loadWarnPerProcessor": 10000,
                          "diskWriteWarnMillis": 60000, "answerWarnMillis": 60000}}""");
        List<String> all = new ArrayList<>(List.of("diagnose", "--config", config.toString()));
        all.addAll(List.of(arguments));
        return run(all.toArray(String[]::new));
    }

    /** One error, in words: section, check, cause and remedy, and exit code 1. */
    static void assertError(Outcome outcome, String... words) {
        assertThat(outcome.code()).as(outcome.stdout() + outcome.stderr()).isEqualTo(1);
        assertThat(outcome.stdout().replaceAll("\\s+", " ")).contains(words);
        assertThat(outcome.stdout().lines().filter(line -> line.contains("-> "))).hasSize(1);
        assertThat(outcome.stderr()).isEmpty();
    }
}
