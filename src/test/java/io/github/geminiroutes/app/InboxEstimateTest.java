package io.github.geminiroutes.app;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.WireMock;
import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.estimate.CountedByGemini;
import io.github.geminiroutes.estimate.Estimate;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.folder.InboxPrompts;
import io.github.geminiroutes.prompt.RequestEncoder;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.HostileServer;
import io.github.geminiroutes.usage.PriceFile;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class InboxEstimateTest {

    private static final String COUNT = "/v1beta/models/gemini-3.8-flash:countTokens";

    @TempDir Path data;

    private final Estimate estimate = new Estimate(PriceFile.read(""), LocalDate.of(2026, 11, 25));
    private final RequestEncoder encoder = new RequestEncoder(GeminiJson.MAPPER);

    /** In nanoseconds. */
    private final AtomicLong now = new AtomicLong();

    private WireMockServer gemini;
    private InboxEstimate run;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(data.resolve("inbox"));
        run =
                new InboxEstimate(
                        new InboxPrompts(data, false, 1_000_000),
                        estimate,
                        "gemini-3.8-flash",
                        3_000_000,
                        new EstimateTime(Duration.ofMinutes(2), now::get, 0));
        gemini = new WireMockServer(wireMockConfig().dynamicPort().bindAddress("127.0.0.1"));
        gemini.start();
        gemini.stubFor(post(anyUrl()).willReturn(okJson("{\"totalTokens\": 7}")));
    }

    @AfterEach
    void stop() {
        gemini.stop();
    }

    private void drop(String name, String text) throws IOException {
        Files.writeString(data.resolve("inbox").resolve(name), text);
    }

    private void count() throws IOException, InterruptedException {
        count(gemini.baseUrl() + "/v1beta", Duration.ofSeconds(50), Duration.ofSeconds(5));
    }

    private void count(String address, Duration callTime, Duration responseTime)
            throws IOException, InterruptedException {
        ApiKey key = new ApiKey();
        key.setKey("AIzaSyTheKey");
        try (CountedByGemini counted =
                new CountedByGemini(
                        key,
                        address,
                        "",
                        "",
                        encoder,
                        4,
                        callTime,
                        responseTime,
                        Duration.ofMillis(1))) {
            run.count(counted, 4);
        }
    }

    @Test
    @Timeout(30)
    void anAnswerThatDripsForEverIsGivenUp() throws IOException, InterruptedException {
        drop("a.txt", "One prompt.");
        try (HostileServer dripping = new HostileServer()) {
            dripping.answers(HostileServer.dripping(HostileServer.head(100_000), 20));

            count(dripping.address(), Duration.ofSeconds(1), Duration.ofSeconds(20));

            assertThat(estimate.count(Estimate.Source.PROMPT)).isEqualTo(1);
            assertThat(run.problems()).singleElement().asString().contains("in time: 1 requests");
        }
    }

    @Test
    void aCountThatIsNotAnsweredInTimeIsRepeatedOnceAndThenEstimated() throws Exception {
        drop("a.txt", "One prompt.");
        gemini.stubFor(
                post(anyUrl()).willReturn(okJson("{\"totalTokens\": 7}").withFixedDelay(10_000)));
        String address = gemini.baseUrl() + "/v1beta";

        count(address, Duration.ofSeconds(9), Duration.ofMillis(500));

        assertThat(calls("countTokens")).isEqualTo(2);
        assertThat(estimate.inputTokens()).isEqualTo(3);
        assertThat(run.problems()).singleElement().asString().contains("in time: 1 requests");
    }

    @Test
    void largePromptsAreCountedOneByOneAndSmallOnesSideBySide() throws Exception {
        for (int i = 0; i < 4; i++) {
            drop(i + ".txt", "x".repeat(300_000));
        }
        assertThat(mostAtATime(Duration.ofMillis(100))).isEqualTo(1);

        for (int i = 0; i < 4; i++) {
            drop(i + ".txt", "x");
        }
        assertThat(mostAtATime(Duration.ofSeconds(10))).isGreaterThan(1);
    }

    /** How many are counted at a time where each waits so long for a second one. */
    private int mostAtATime(Duration patience) throws Exception {
        CountDownLatch two = new CountDownLatch(2);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        run.count(
                (prompt, model) -> {
                    most.accumulateAndGet(now.incrementAndGet(), Math::max);
                    two.countDown();
                    try {
                        boolean isSecond = two.await(patience.toMillis(), TimeUnit.MILLISECONDS);
                        return isSecond ? 2 : 1;
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    } finally {
                        now.decrementAndGet();
                    }
                },
                4);
        return most.get();
    }

    /** Three of them would add up to something else. */
    @Test
    void aCountThatNoPromptHasIsNone() throws Exception {
        gemini.stubFor(post(anyUrl()).willReturn(okJson("{\"totalTokens\": 9223372036854775807}")));
        drop("a.txt", "One prompt.");

        assertThatThrownBy(this::count)
                .isInstanceOf(GeminiException.class)
                .hasMessageContaining("names no totalTokens");
    }

    private List<String> inbox() throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            return files.map(Path::toString).sorted().toList();
        }
    }

    private int calls(String ending) {
        return gemini.countRequestsMatching(
                        postRequestedFor(WireMock.urlMatching(".*:" + ending)).build())
                .getCount();
    }

    @Test
    void everyPromptIsCountedOnceAndNothingIsGeneratedOrMoved() throws Exception {
        for (int i = 0; i < 40; i++) {
            drop("q%d.md".formatted(i), "---\nconfig: {maxOutputTokens: 5}\n---\nQuestion " + i);
        }
        drop("other.txt", "---\nmodel: gemini-3.5-flash\nconfig: {maxOutputTokens: 5}\n---\nQ");
        drop("left.pdf", "no prompt");
        drop("_part.prompt", "no prompt of its own");
        List<String> before = inbox();

        count();

        assertThat(estimate.count(Estimate.Source.PROMPT)).isEqualTo(41);
        assertThat(estimate.inputTokens()).isEqualTo(41 * 7);
        assertThat(estimate.outputTokens()).isEqualTo(41 * 5);
        assertThat(estimate.demands()).containsOnlyKeys("gemini-3.5-flash", "gemini-3.8-flash");
        assertThat(calls("countTokens")).isEqualTo(41);
        assertThat(calls("generateContent")).isZero();
        assertThat(inbox()).isEqualTo(before);
        assertThat(run.problems()).isEmpty();
        gemini.verify(
                postRequestedFor(urlEqualTo(COUNT))
                        .withHeader("x-goog-api-key", equalTo("AIzaSyTheKey"))
                        .withRequestBody(
                                matchingJsonPath(
                                        "$.generateContentRequest.model",
                                        equalTo("models/gemini-3.8-flash")))
                        .withRequestBody(
                                matchingJsonPath(
                                        "$.generateContentRequest.contents[0].parts[0].text",
                                        equalTo("Question 7"))));
    }

    @Test
    void attachmentsAreCountedWithTheirPrompt() throws Exception {
        Files.writeString(
                Files.createDirectories(data.resolve("inbox/files")).resolve("a.csv"), "x,y");
        drop("q.md", "---\nattachments: files/a.csv\n---\nQ");

        count();

        gemini.verify(
                postRequestedFor(urlEqualTo(COUNT))
                        .withRequestBody(
                                matchingJsonPath(
                                        "$.generateContentRequest.contents[0].parts[0].inlineData.data",
                                        equalTo("eCx5"))));
    }

    @Test
    void aDocumentThatHasToBeUploadedIsEstimatedAndNotUploaded() throws Exception {
        Path task = Files.createDirectories(data.resolve("inbox/calls"));
        Files.writeString(
                task.resolve("task.prompt"), "---\nconfig: {maxOutputTokens: 5}\n---\nAsk");
        Files.writeString(task.resolve("long.txt"), "word ".repeat(400_000));
        Files.writeString(task.resolve("longer.txt"), "word ".repeat(800_000));

        count();

        assertThat(estimate.count(Estimate.Source.DOCUMENT)).isEqualTo(1);
        assertThat(estimate.inputTokens()).isBetween(500_000L, 500_010L);
        assertThat(estimate.usd("batch").multiply(BigDecimal.valueOf(2)))
                .isEqualByComparingTo(estimate.usd("standard"));
        assertThat(run.problems())
                .anySatisfy(line -> assertThat(line).contains("longer.txt", "files.max-size"))
                .anySatisfy(line -> assertThat(line).contains("have to be uploaded: 1 requests"));
        assertThat(gemini.getAllServeEvents()).isEmpty();
    }

    @Test
    void aPromptThatWouldFailIsToldAndTheOthersAreCounted() throws Exception {
        drop("bad.json", "{");
        drop("refused.txt", "refuse me");
        drop("good.txt", "Q");
        gemini.stubFor(
                post(anyUrl())
                        .withRequestBody(WireMock.containing("refuse me"))
                        .willReturn(
                                aResponse()
                                        .withStatus(400)
                                        .withBody(
                                                "{\"error\":{\"code\":400,\"message\":\"no\",\"status\":\"INVALID_ARGUMENT\"}}")));

        count();

        assertThat(estimate.count(Estimate.Source.PROMPT)).isEqualTo(1);
        assertThat(run.problems())
                .hasSize(2)
                .anyMatch(line -> line.contains("bad.json"))
                .anyMatch(line -> line.contains("refused.txt"));
    }

    @Test
    void aFaultOfTheServiceIsTriedAgainAndOneThatLastsEndsTheCount() throws Exception {
        drop("q.txt", "Q");
        gemini.stubFor(
                post(anyUrl())
                        .inScenario("s")
                        .whenScenarioStateIs("Started")
                        .willSetStateTo("well")
                        .willReturn(aResponse().withStatus(503)));
        gemini.stubFor(
                post(anyUrl())
                        .inScenario("s")
                        .whenScenarioStateIs("well")
                        .willReturn(okJson("{\"totalTokens\": 7}")));
        count();
        assertThat(estimate.inputTokens()).isEqualTo(7);

        gemini.resetAll();
        gemini.stubFor(post(anyUrl()).willReturn(aResponse().withStatus(503)));
        assertThatThrownBy(this::count).isInstanceOf(GeminiException.class);
        assertThat(calls("countTokens")).isEqualTo(4);
    }

    @Test
    void aRefusedKeyEndsTheCountAtOnce() throws Exception {
        for (int i = 0; i < 200; i++) {
            drop(i + ".txt", "Q");
        }
        gemini.stubFor(
                post(anyUrl())
                        .willReturn(
                                aResponse()
                                        .withStatus(403)
                                        .withBody(
                                                "{\"error\":{\"code\":403,\"message\":\"no\",\"status\":\"PERMISSION_DENIED\"}}")));

        assertThatThrownBy(this::count).isInstanceOf(GeminiException.class);
        assertThat(calls("countTokens")).isLessThan(20);
    }

    @Test
    void theTableFitsEightyColumns() throws Exception {
        drop("q.txt", "---\nconfig: {maxOutputTokens: 5}\n---\nQ");
        count();
        List<String> known = new EstimateTable(estimate, 3_725L, Estimate.TIERS, false).lines();
        drop("none.txt", "---\nmodel: gemini-none\n---\nQ");
        count();
        List<String> unknown = new EstimateTable(estimate, null, List.of("flex"), true).lines();

        assertThat(known)
                .allMatch(line -> line.length() <= 80)
                .anyMatch(line -> line.contains("1 h 2 min"));
        assertThat(unknown)
                .allMatch(line -> line.length() <= 80)
                .anyMatch(line -> line.startsWith("flex") && line.contains("unknown"))
                .noneMatch(line -> line.startsWith("standard"));
        assertThat(String.join("\n", known).toLowerCase(Locale.ROOT)).contains("counted by gemini");
    }

    private void dropBelow(String name, String text) throws IOException {
        Files.createDirectories(data.resolve("inbox").resolve(name).getParent());
        drop(name, text);
    }

    @Test
    void documentsAndRowsAreCountedAsTheyAreAsked() throws Exception {
        dropBelow("letters/task.prompt", "---\nconfig: {maxOutputTokens: 5}\n---\nSum up.");
        dropBelow("letters/a.txt", "Dear A");
        dropBelow("letters/2026/b.pdf", "%PDF-1.4\n%%EOF");
        dropBelow("letters/.hidden", "no document");
        dropBelow(
                "table/task.prompt",
                "---\nmodel: gemini-3.5-flash\nrows: true\ntier: batch\nconfig: {maxOutputTokens: 5}\n---\n{{city}}?");
        dropBelow("table/cities.csv", "city\nRome\nParis\nOslo\n");
        dropBelow("table/two.jsonl", "{\"city\":\"Rome\"}\n{\"city\":\"Oslo\"}\n");
        drop(
                "lines.jsonl",
                """
                {"key":"a","request":{"contents":[{"parts":[{"text":"x"}]}],"generationConfig":{"maxOutputTokens":5}}}
                {"key":"a","request":{"contents":[{"parts":[{"text":"x"}]}]}}
                """);
        dropBelow("plain/c.txt", "in a folder without a task");
        List<String> before = inbox();

        count();

        assertThat(estimate.count(Estimate.Source.PROMPT)).isZero();
        assertThat(estimate.count(Estimate.Source.DOCUMENT)).isEqualTo(2);
        assertThat(estimate.count(Estimate.Source.ROW)).isEqualTo(6);
        assertThat(estimate.inputTokens()).isEqualTo(8 * 7);
        assertThat(estimate.outputTokens()).isEqualTo(8 * 5);
        assertThat(estimate.demands().get("gemini-3.5-flash").requests()).isEqualTo(5);
        assertThat(run.problems())
                .singleElement()
                .asString()
                .contains("lines.jsonl, row 2", "that of an earlier line");
        assertThat(inbox()).isEqualTo(before);
    }

    private void pass(Duration passed) {
        now.addAndGet(passed.toNanos());
    }

    @Test
    void whatIsNotCountedInHalfOfTheTimeIsEstimated() throws Exception {
        drop("a.txt", "One prompt.");
        drop("b.txt", "x".repeat(4_000));
        pass(Duration.ofSeconds(61));

        count();

        assertThat(estimate.count(Estimate.Source.PROMPT)).isEqualTo(2);
        assertThat(estimate.inputTokens()).isGreaterThan(1_000);
        assertThat(calls("countTokens")).isZero();
        assertThat(run.problems()).singleElement().asString().contains("in time: 2 requests");
    }

    @Test
    void whatThereIsNoTimeForIsLeftOutAndSaid() throws Exception {
        drop("a.txt", "One prompt.");
        dropBelow("table/task.prompt", "---\nrows: true\n---\n{{city}}?");
        drop("lines.jsonl", "{}");
        pass(Duration.ofSeconds(120));

        count();

        assertThat(estimate.json(null).path("leftOut").asLong()).isEqualTo(3);
        assertThat(new EstimateTable(estimate, null, Estimate.TIERS, false).lines())
                .anyMatch(line -> line.matches("left out +3 .*"));
        assertThat(run.problems())
                .singleElement()
                .asString()
                .contains("120 s were over: 3 files, tables and folders", "--time");
    }

    @Test
    void aTableIsLeftWhereTheTimeEndsAndCountsOnce() throws Exception {
        dropBelow("table/task.prompt", "---\nrows: true\n---\n{{city}}?");
        dropBelow("table/cities.csv", "city\n" + "Rome\n".repeat(50));

        run.count(
                (prompt, model) -> {
                    pass(Duration.ofMinutes(3));
                    return 7;
                },
                1);

        assertThat(estimate.count(Estimate.Source.ROW)).isBetween(1L, 5L);
        assertThat(estimate.leftOut()).isEqualTo(1);
    }

    @Test
    @Timeout(120)
    void aTemplateThatTakesLongIsLeftOutAndDoesNotTakeTheTimeOfOthers() throws Exception {
        String loops = "{{#each a}}{{#each ../a}}{{#each ../../a}}x{{/each}}{{/each}}{{/each}}";
        for (int i = 0; i < 12; i++) {
            drop(i + ".prompt", loops);
            drop(i + ".input.json", "{\"a\":" + IntStream.range(0, 90).boxed().toList() + "}");
        }
        drop("good.txt", "Q");
        pass(Duration.ofSeconds(110));

        count();

        assertThat(estimate.count(Estimate.Source.PROMPT)).isEqualTo(1);
        assertThat(estimate.leftOut()).isEqualTo(12);
        assertThat(run.problems())
                .filteredOn(line -> line.startsWith("Left out"))
                .hasSize(11)
                .last()
                .asString()
                .contains("2 more");
    }

    @Test
    @Timeout(60)
    void aTableWhoseRowWaitsAsTheTimeEndsIsLeftOutOnce() throws Exception {
        dropBelow("table/task.prompt", "---\nrows: true\n---\n{{city}}?");
        dropBelow("table/cities.csv", "city\n" + "Rome\n".repeat(50));
        CountDownLatch never = new CountDownLatch(1);

        brief().count((prompt, model) -> await(never), 1);

        assertThat(estimate.leftOut()).as("two rows under way, and what is behind").isEqualTo(3);
    }

    @Test
    @Timeout(60)
    void aServerThatDoesNotAnswerEndsWithTheTime() throws Exception {
        drop("a.txt", "One prompt.");
        CountDownLatch never = new CountDownLatch(1);

        brief().count((prompt, model) -> await(never), 1);

        assertThat(estimate.leftOut()).isEqualTo(1);
    }

    private InboxEstimate brief() {
        return new InboxEstimate(
                new InboxPrompts(data, false, 1_000_000),
                estimate,
                "gemini-3.8-flash",
                3_000_000,
                EstimateTime.of(Duration.ofSeconds(2)));
    }

    private static long await(CountDownLatch never) {
        try {
            never.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return 1;
    }

    @Test
    void aTaskOrATableThatWouldStopIsToldAndNotCounted() throws Exception {
        dropBelow("broken/task.prompt", "---\nmodel: [\n---\nSum up.");
        dropBelow("broken/a.txt", "Dear A");
        dropBelow("table/task.prompt", "---\nrows: true\n---\n{{city}}? {{land}}");
        dropBelow("table/short.csv", "city\nRome\n");
        drop("no.jsonl", "no line of JSON\n");

        count();

        assertThat(calls("countTokens")).isZero();
        assertThat(run.problems())
                .hasSize(3)
                .anyMatch(line -> line.contains("broken: its task is stopped: line 3"))
                .anyMatch(line -> line.contains("table/short.csv, row 1"))
                .anyMatch(line -> line.contains("no.jsonl, row 1"));
    }
}
