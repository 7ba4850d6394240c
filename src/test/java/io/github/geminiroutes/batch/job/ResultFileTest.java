package io.github.geminiroutes.batch.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultFileTest {

    private static final Set<String> KEYS = Set.of("a#1", "b#2", "c#3", "d#4");

    @TempDir Path directory;

    private ResultFile read(String... lines) throws IOException {
        JobDirectory job = new JobDirectory(directory);
        Files.writeString(job.results(), String.join("\n", lines));
        return ResultFile.read(job, KEYS, 1_000);
    }

    private static JsonNode body(ResultFile results, String key) throws IOException {
        return GeminiJson.MAPPER.readTree(results.body(key));
    }

    @Test
    void aLineIsFoundByItsKeyWhereverItIs() throws IOException {
        ResultFile results =
                read(
                        "{\"response\":{\"x\":\"ä\",\"y\":[1,{}]},\"key\":\"b#2\"}\r",
                        "{\"key\":\"a#1\",\"response\":{\"x\":1}}");

        assertThat(body(results, "b#2").path("x").asText()).isEqualTo("ä");
        assertThat(body(results, "b#2").path("y")).hasSize(2);
        assertThat(body(results, "a#1").path("x").asInt()).isEqualTo(1);
        assertThat(results.has("c#3")).isFalse();
        assertThat(results.unknown()).isZero();
    }

    @Test
    void neitherOfTwoLinesOfOneKeyIsTaken() throws IOException {
        ResultFile results =
                read(
                        "{\"key\":\"a#1\",\"response\":{\"x\":1}}",
                        "{\"key\":\"a#1\",\"response\":{\"x\":2}}");

        assertThat(results.has("a#1")).isFalse();
        assertThat(results.duplicates()).containsExactly("a#1");
    }

    @Test
    void anErrorGetsTheNameOfItsCode() throws IOException {
        ResultFile results =
                read(
                        "{\"key\":\"a#1\",\"error\":{\"code\":3,\"message\":\"no\"}}",
                        "{\"key\":\"b#2\",\"status\":{\"code\":14,\"message\":\"later\"}}");

        assertThat(body(results, "a#1").at("/error/status").asText()).isEqualTo("INVALID_ARGUMENT");
        assertThat(body(results, "b#2").at("/error/status").asText()).isEqualTo("UNAVAILABLE");
        assertThat(body(results, "b#2").at("/error/message").asText()).isEqualTo("later");
    }

    /** A file may have gigabytes of them, and all jobs wait while they are read. */
    @Test
    void linesOfNobodyAreReadUpToABound() throws IOException {
        ResultFile results =
                read(
                        "{\"key\":\"a#1\",\"response\":{\"x\":1}}",
                        "{}\n".repeat(1_000_000) + "{\"key\":\"b#2\",\"response\":{}}",
                        "{}\n".repeat(1_000_000));

        assertThat(results.has("a#1")).isTrue();
        assertThat(results.unknown()).isEqualTo(1_000_000);
    }

    /** It would be asked, and paid, again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"error\":null",
                "\"status\":\"\"",
                "\"status\":{\"code\":0}",
                "\"error\":{}"
            })
    void anEmptyErrorBesideAnAnswerIsNone(String empty) throws IOException {
        ResultFile results =
                read(
                        "{\"key\":\"a#1\",\"response\":{\"x\":1},%s}".formatted(empty),
                        "{\"key\":\"b#2\",\"response\":{\"x\":1},\"error\":{\"code\":13}}");

        assertThat(body(results, "a#1").path("x").asInt()).isEqualTo(1);
        assertThat(body(results, "b#2").at("/error/status").asText()).isEqualTo("INTERNAL");
    }

    /** As trees they could fill the memory, and would do so again at each start. */
    @Test
    void whatIsLargeBesideTheAnswerIsNoTree() throws IOException {
        String values = "[" + "0,".repeat(4_100_000) + "0]";
        JobDirectory job = new JobDirectory(directory);
        Files.writeString(
                job.results(),
                "{\"metadata\":{\"a\":{\"key\":\"b#2\"},\"b\":%s,\"key\":\"a#1\"},\"response\":{\"x\":1}}\n"
                                .formatted(values)
                        + "{\"key\":\"c#3\",\"error\":{\"code\":3,\"details\":%s}}"
                                .formatted(values));
        ResultFile results = ResultFile.read(job, KEYS, 10_000_000);

        assertThat(body(results, "a#1").path("x").asInt()).isEqualTo(1);
        assertThat(results.has("b#2")).isFalse();
        assertThat(body(results, "c#3").at("/error/status").asText()).isEqualTo("UNKNOWN");
    }

    @Test
    void brokenForeignAndLongLinesHarmNoOther() throws IOException {
        ResultFile results =
                read(
                        "no JSON at all",
                        "{\"key\":\"x#9\",\"response\":{}}",
                        "{\"response\":{}}",
                        "",
                        "{\"key\":\"b#2\",\"response\":{\"x\":\"" + "x".repeat(100_000) + "\"}}",
                        "{\"key\":\"c#3\",\"response\":{\"x\":3}}",
                        "{\"key\":\"d#4\",\"response\":{\"x\":");

        assertThat(results.unknown()).isEqualTo(3);
        assertThat(results.isTooLong("b#2")).isTrue();
        assertThat(body(results, "c#3").path("x").asInt()).isEqualTo(3);
        assertThatThrownBy(() -> results.body("d#4")).isInstanceOf(IOException.class);
    }

    /** As in the results that stand in a job, where the key comes last. */
    @Test
    void aLineThatIsTooLongIsThatOfItsPromptWhereverItsKeyIs() throws IOException {
        String response = "\"response\":{\"x\":\"" + "x".repeat(100_000) + "\"}";
        ResultFile results =
                read(
                        "{" + response + ",\"metadata\":{\"key\":\"a#1\"}}",
                        "{" + response + ",\"key\":\"b#2\"}",
                        "{" + response,
                        "{\"key\":\"c#3\",\"response\":{\"x\":3}}");

        assertThat(results.isTooLong("a#1")).isTrue();
        assertThat(results.isTooLong("b#2")).isTrue();
        assertThat(results.unknown()).isEqualTo(1);
        assertThat(body(results, "c#3").path("x").asInt()).isEqualTo(3);
    }

    @Test
    void aStateIsReadWithAnyPrefixAndANameMustBeOne() throws IOException {
        Operation operation =
                Operation.of(
                        GeminiJson.MAPPER.readTree(
                                """
                                {"name":"batches/../files/x","metadata":{"state":"BATCH_STATE_SOMETHING_NEW",
                                 "output":{"responsesFile":"files/batch-1"}}}"""));

        assertThat(operation.state()).isEqualTo("SOMETHING_NEW");
        assertThat(operation.hasEnded()).isFalse();
        assertThat(operation.name()).isNull();
        assertThat(operation.resultFile()).isEqualTo("files/batch-1");
    }

    @Test
    void aJobWhoseRemovalWasCutHasNoPrompts() throws IOException {
        JobDirectory job = new JobDirectory(directory.resolve("job"));
        Files.createDirectories(job.prompts());
        Files.writeString(
                job.job(), "{\"state\":\"fetched\",\"closedAt\":\"2026-11-26T10:00:00Z\"}");

        assertThat(Job.read(job).state()).isEqualTo(JobState.FETCHED);
        assertThat(job.read()).isEmpty();
        assertThat(job.remove()).isTrue();
        assertThat(job.path()).doesNotExist();
    }

    @Test
    void thereMayBeNoResults() throws IOException {
        assertThat(ResultFile.read(new JobDirectory(directory), KEYS, 1_000).has("a#1")).isFalse();
    }

    @Test
    void aLineInAnotherEncodingIsAnErrorThatCanBeTold() {
        byte[] line =
                "{\"key\":\"a\",\"response\":{\"candidates\":[]}}"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_16LE);

        assertThatThrownBy(() -> ResultLine.body(line))
                .isInstanceOf(IOException.class)
                .hasMessage("The line is not UTF-8");
        byte[] marked =
                "{\"key\":\"a\",\"response\":{\"candidates\":[]}}"
                        .getBytes(java.nio.charset.StandardCharsets.UTF_16);
        assertThatThrownBy(() -> ResultLine.body(marked)).hasMessage("The line is not UTF-8");
    }
}
