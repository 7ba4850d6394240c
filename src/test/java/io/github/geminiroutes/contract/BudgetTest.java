package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.PacificDay;
import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.Reply;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A day's budget, also over a restart. */
@Timeout(120)
class BudgetTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int PROMPTS = 60;

    /** Each answer costs a cent: 1,000 input tokens at 0.75 and 2,466 2/3 at 3.75 a million. */
    private static final String A_CENT =
            """
            {"candidates":[{"content":{"parts":[{"text":"x"}],"role":"model"},"finishReason":"STOP"}],
             "usageMetadata":{"promptTokenCount":1000,"candidatesTokenCount":2466,
              "totalTokenCount":3466},"modelVersion":"gemini-3.8-flash"}""";

    @TempDir Path root;

    private int drain() throws Exception {
        try (ProgramUnderTest program = ProgramUnderTest.start(settings(), "run", "--drain")) {
            return program.awaitExit(LIMIT);
        }
    }

    private ProgramSettings settings() {
        return new ProgramSettings(root)
                .server(server)
                .set("MAX_CONCURRENCY", "4")
                .set("GEMINI_BUDGET_USD_PER_DAY", "0.25");
    }

    private final GeminiServer server = GeminiServer.start();

    @Test
    void callsEndWhereTheBudgetEnds() throws Exception {
        server.when(request -> true, Reply.late(Duration.ofMillis(100), Reply.of(200, A_CENT)));
        DropFolders folders = new DropFolders(root.resolve("data"));
        for (int i = 0; i < PROMPTS; i++) {
            folders.drop("p-" + i + ".txt", "Prompt " + i);
        }

        assertThat(drain()).isEqualTo(4);

        long calls = server.log().arrived();
        assertThat(calls).isBetween(20L, 25L + 4);
        assertThat(folders.names("done")).hasSize((int) calls);
        List<String> parked =
                folders.names("parked").stream().filter(n -> n.endsWith(".parked.json")).toList();
        assertThat(folders.names("parked"))
                .containsAll(
                        parked.stream()
                                .map(name -> name.replace(".parked.json", ".parked.txt"))
                                .toList());
        assertThat(parked).hasSize(PROMPTS - (int) calls);
        JsonNode record = GeminiJson.MAPPER.readTree(folders.in("parked", parked.get(0)).toFile());
        assertThat(record.path("class").asText()).isEqualTo("budget-used-up");
        assertThat(record.path("reason").asText()).contains("budget of 0.25 USD has no room");
        assertThat(record.path("attempts").asInt()).isZero();
        assertThat(record.path("whatToDo").asText()).contains("gemini.budget.usd-per-day");
        assertThat(Instant.parse(record.path("notBefore").asText()))
                .isEqualTo(PacificDay.at(Instant.now()).end());
        JsonNode kept =
                GeminiJson.MAPPER.readTree(Files.readString(root.resolve("cache/spending.json")));
        assertThat(kept.path("usd").decimalValue())
                .isEqualByComparingTo(
                        new BigDecimal("0.0099975").multiply(BigDecimal.valueOf(calls)));

        // What is left of the budget is less than three cents: a restart knows.
        for (int i = 0; i < 10; i++) {
            folders.drop("later-" + i + ".txt", "Later prompt " + i);
        }
        assertThat(drain()).isEqualTo(4);
        assertThat(server.log().arrived()).isEqualTo(Math.max(calls, 25));
        server.close();
    }
}
