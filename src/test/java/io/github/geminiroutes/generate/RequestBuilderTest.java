package io.github.geminiroutes.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.quota.Gate;
import io.github.geminiroutes.quota.Permit;
import io.github.geminiroutes.support.BodyJson;
import io.github.geminiroutes.support.GeminiJson;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileDefaultBinding;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.core5.http.HttpEntity;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestBuilderTest {

    private static final CamelContext CONTEXT = new DefaultCamelContext();
    private static final Instant NOW = Instant.parse("2026-07-01T12:00:00Z");

    private static final String REQUEST =
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Q\"}]}]}";

    @TempDir Path folder;

    private final Exchange exchange = new DefaultExchange(CONTEXT);
    private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    private final Gate gate = new Gate(clock);
    private final RequestBuilder request = new RequestBuilder(clock, gate);

    @BeforeEach
    void set() {
        request.setModel("models/gemini-3.8-flash");
        request.setMaxRequestSize(1000);
    }

    private void header(String name, Object value) {
        exchange.getMessage().setHeader(name, value);
    }

    /** One attempt with this body, up to the HTTP call. */
    private Call attempt(Object body) {
        exchange.getMessage().setBody(body);
        request.prepare(exchange);
        Permit permit = gate.enqueue("m", 1);
        gate.admit(permit);
        Call.of(exchange).attempt().setPermit(permit);
        request.encode(exchange);
        return Call.of(exchange);
    }

    private String sent() {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try {
            exchange.getMessage().getBody(HttpEntity.class).writeTo(sent);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sent.toString(StandardCharsets.UTF_8);
    }

    /** A stranger's upload, which Camel has spooled: it would fill the heap. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void readsABodyThatIsNotInMemoryNoFurtherThanARequestMayBeLong(boolean isForTemplate)
            throws IOException {
        if (isForTemplate) {
            Path template = Files.writeString(folder.resolve("a.prompt"), "{{text}}");
            header(GeminiHeaders.TEMPLATE, "file:" + template);
        }
        Endless stream = new Endless();
        Path file = Files.createFile(folder.resolve("large.txt"));
        try (FileChannel sparse = FileChannel.open(file, StandardOpenOption.WRITE)) {
            sparse.write(ByteBuffer.wrap(new byte[] {'x'}), 3L << 30);
        }
        GenericFile<File> consumed = new GenericFile<>();
        consumed.setFile(file.toFile());
        consumed.setBinding(new GenericFileDefaultBinding<>());

        for (Object body :
                List.of(
                        stream,
                        new InputStreamReader(new Endless()),
                        file,
                        file.toFile(),
                        consumed)) {
            assertThatThrownBy(() -> attempt(body))
                    .as(body.getClass().getName())
                    .isInstanceOf(InvalidPromptException.class)
                    .hasMessageContaining("1000")
                    .hasMessageContaining("gemini.max-request-size");
        }
        assertThat(stream.read).isLessThan(100_000);
    }

    @Test
    void readsAFileInTheCharsetOfItsExchange() throws IOException {
        Path file = Files.write(folder.resolve("a.txt"), new byte[] {'f', (byte) 0xFC, 'r'});
        exchange.setProperty(Exchange.CHARSET_NAME, "ISO-8859-1");

        attempt(file.toFile());

        assertThat(sent()).contains("f\u00FCr");
    }

    /** As Camel's REST component leaves them: the key would go to the host's other server. */
    @ParameterizedTest
    @ValueSource(strings = {"CamelRestHttpUri", "camelresthttpuri", "CamelRestHttpQuery"})
    void aCallOfTheHostDoesNotSteerOurs(String name) {
        header(name, "http://127.0.0.1:1/stock");

        attempt("Q");

        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(name);
    }

    /** An error of the JVM would pass by the error handler of the application. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void refusesAMapThatHoldsItself(boolean isForTemplate) throws IOException {
        if (isForTemplate) {
            Path template = Files.writeString(folder.resolve("a.prompt"), "{{text}}");
            header(GeminiHeaders.TEMPLATE, "file:" + template);
        }
        Map<String, Object> map = new HashMap<>();
        map.put("contents", List.of(Map.of("parts", List.of(map))));

        assertThatThrownBy(() -> attempt(map))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("nested more than 500 levels deep");
    }

    /** Without an end. */
    private static final class Endless extends InputStream {

        private long read;

        @Override
        public int read() {
            read++;
            return 'e';
        }
    }

    /** As where a host's own error handler asks again, and otherwise. */
    @Test
    void anotherHeaderIsAnotherCallWithTheRetriesOfTheFirst() {
        Call first = attempt("Q");
        first.countRetry();
        RequestBuilder.restore(exchange, first);
        header(GeminiHeaders.TEMPERATURE, 0.5);

        Call second = attempt("Q");

        assertThat(second).isNotSameAs(first);
        assertThat(second.retries()).isOne();
        assertThat(sent()).contains("\"temperature\":0.5");
        assertThat(first.attempt().permit()).as("its place at the gate").isNull();
    }

    /** As in a multicast behind a failed attempt: two threads would share the call, for ever. */
    @Test
    void aCopyOfTheExchangeHasACallOfItsOwn() {
        Call first = attempt("Q");
        RequestBuilder.restore(exchange, first);
        Exchange copy = exchange.copy();

        request.prepare(copy);

        assertThat(Call.of(copy)).isNotSameAs(first);
        assertThat(Call.of(exchange)).isSameAs(first);
        assertThat(first.attempt().permit()).isNotNull();
    }

    @Test
    void afterAFailedAttemptTheMessageIsThePromptAgain() {
        header("mine", "stays");
        attempt("Q");
        exchange.getMessage().setBody("{\"error\":{}}".getBytes(StandardCharsets.UTF_8));
        header(Exchange.HTTP_RESPONSE_CODE, 503);

        RequestBuilder.restore(exchange, Call.of(exchange));

        assertThat(exchange.getMessage().getBody()).isEqualTo("Q");
        assertThat(exchange.getMessage().getHeaders()).containsOnly(Map.entry("mine", "stays"));
    }

    @Test
    void aTextBecomesARequest() {
        Call call = attempt("Warum \"ä 😀\"?\n");

        assertThat(sent())
                .isEqualTo(
                        "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"Warum \\\"ä 😀\\\"?\\n\"}]}]}");
        assertThat(exchange.getMessage().getHeader(Exchange.CONTENT_TYPE))
                .isEqualTo("application/json");
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_PATH))
                .isEqualTo("gemini-3.8-flash:generateContent");
        assertThat(call.attempts()).isEqualTo(1);
        assertThat(call.sentAt()).isEqualTo(NOW);
    }

    /** It would serve the call at the full price. */
    @ParameterizedTest
    @ValueSource(strings = {"flex", "priority"})
    void aTierIsNotAskedForAtVertexAndAtEachOtherAddressIs(String tier) {
        request.storage().setServer(URI.create("https://us-central1-aiplatform.googleapis.com"));
        header(GeminiHeaders.SERVICE_TIER, tier);
        assertThatThrownBy(() -> attempt("Q"))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining(tier + " is not available at us-central1-aiplatform");

        request.storage().setServer(URI.create("https://gateway.example.org"));
        attempt("Q");
        assertThat(sent()).contains("\"serviceTier\":\"" + tier + "\"");
    }

    @Test
    void aTextIsTakenLiterally() {
        attempt("---\nmodel: other\n---\n${body} {{x}}");

        assertThat(sent()).contains("---\\nmodel: other\\n---\\n${body} {{x}}");
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_PATH))
                .isEqualTo("gemini-3.8-flash:generateContent");
    }

    @Test
    void whatCamelCanReadAsTextWillDo() {
        attempt(new ByteArrayInputStream("Q".getBytes(StandardCharsets.UTF_8)));

        assertThat(sent()).isEqualTo(REQUEST);
    }

    @Test
    void headersBecomeInstructionAndConfiguration() throws IOException {
        header(GeminiHeaders.SYSTEM_INSTRUCTION, "Be brief.");
        header(GeminiHeaders.TEMPERATURE, "0.50");
        header(GeminiHeaders.TOP_P, 0.9);
        header(GeminiHeaders.TOP_K, 40);
        header(GeminiHeaders.MAX_OUTPUT_TOKENS, 100L);

        attempt("Q");

        assertThat(GeminiJson.MAPPER.readTree(sent()))
                .isEqualTo(
                        GeminiJson.MAPPER.readTree(
                                """
                                {"contents":[{"role":"user","parts":[{"text":"Q"}]}],
                                 "systemInstruction":{"parts":[{"text":"Be brief."}]},
                                 "generationConfig":{"temperature":0.50,"topP":0.9,"topK":40,
                                  "maxOutputTokens":100}}"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"warm", "", "NaN", "1,5"})
    void aHeaderThatIsNoNumberIsRefused(String value) {
        header(GeminiHeaders.TEMPERATURE, value);
        assertThatThrownBy(() -> attempt("Q"))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessage("Header CamelGeminiTemperature must be a number");
    }

    @Test
    void aMapIsAWholeRequest() {
        attempt(
                Map.of(
                        "contents",
                        List.of(Map.of("parts", List.of(Map.of("text", "Q")))),
                        "model",
                        "models/of-map"));

        assertThat(sent()).isEqualTo("{\"contents\":[{\"parts\":[{\"text\":\"Q\"}]}]}");
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_PATH))
                .isEqualTo("of-map:generateContent");
    }

    @Test
    void aJsonNodeIsAWholeRequestAndStaysAsItIs() throws IOException {
        var node = GeminiJson.MAPPER.readTree("{\"model\":\"of-node\"," + REQUEST.substring(1));

        attempt(node);

        assertThat(sent()).isEqualTo(REQUEST);
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_PATH))
                .isEqualTo("of-node:generateContent");
        assertThat(node.path("model").asText()).isEqualTo("of-node");
    }

    @Test
    void aRequestIsCheckedLikeAPromptFile() {
        assertThatThrownBy(() -> attempt(Map.of("content", "Q")))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("unknown key 'content'");
        assertThatThrownBy(() -> attempt(Map.of("contents", new Object())))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessage("the request " + BodyJson.PROBLEM);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", " \n\t", "\u200B"})
    void anEmptyPromptIsRefused(String body) {
        assertThatThrownBy(() -> attempt(body))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessage("the prompt is empty: write the question into it");
    }

    @Test
    void tooLargeARequestIsRefused() {
        assertThatThrownBy(() -> attempt("x".repeat(1000)))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("gemini.max-request-size");
    }

    @ParameterizedTest
    @CsvSource({
        "of-prompt, of-header, of-prompt",
        "of-prompt, , of-prompt",
        ", of-header, of-header",
        ", models/of-header, of-header",
        ", , gemini-3.8-flash",
    })
    void thePromptsModelGoesBeforeTheHeadersAndThatBeforeTheDefault(
            String ofPrompt, String ofHeader, String asked) {
        Prompt text = Prompt.ofText("Q", GeminiJson.MAPPER);
        if (ofHeader != null) {
            header(GeminiHeaders.MODEL, ofHeader);
        }

        Call call =
                attempt(new Prompt(ofPrompt, text.request(), text.attachments(), text.output()));

        assertThat(call.model()).isEqualTo(asked);
        assertThat(exchange.getMessage().getHeader(Exchange.HTTP_PATH))
                .isEqualTo(asked + ":generateContent");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/b", "a?key=b", "", "a b"})
    void aHeaderCannotLeadElsewhere(String model) {
        header(GeminiHeaders.MODEL, model);
        assertThatThrownBy(() -> attempt("Q"))
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("is not the name of a model");
    }

    @ParameterizedTest
    @CsvSource({"invoices/2026, invoices/2026", "' a\nb ', a?b", "' ', ", ", "})
    void aCallIsBookedUnderTheTaskOfItsHeader(String header, String task) {
        header(GeminiHeaders.TASK, header);

        assertThat(attempt("Q").task()).isEqualTo(task);
    }

    @Test
    void theNameOfATaskIsBounded() {
        header(GeminiHeaders.TASK, "t".repeat(100_000));

        assertThat(attempt("Q").task()).hasSize(255);
    }

    @Test
    void aRedeliveryIsAnotherAttemptOfTheSameCall() {
        Call first = attempt("Q");
        first.countRetry();

        Call second = attempt("Q");

        assertThat(second).isSameAs(first);
        assertThat(second.attempts()).isEqualTo(2);
        assertThat(second.retries()).isEqualTo(1);
    }

    @Test
    void anotherBodyIsAnotherCall() {
        attempt("Q");
        assertThat(attempt("another Q").attempts()).isEqualTo(1);
    }

    @Test
    void theSameBodyAfterAnAnswerIsAnotherCall() {
        attempt("Q").answer(null, NOW);
        assertThat(attempt("Q").attempts()).isEqualTo(1);
    }

    @Test
    void theSameBodyAfterTheLastAttemptIsAnotherCall() {
        attempt("Q").end(Failure.of(FailureKind.TOO_LARGE, "no"));
        assertThat(attempt("Q").attempts()).isEqualTo(1);
    }

    @Test
    void anotherModelIsAnotherCall() {
        attempt("Q");
        header(GeminiHeaders.MODEL, "fallback");

        Call second = attempt("Q");

        assertThat(second.attempts()).isEqualTo(1);
        assertThat(second.model()).isEqualTo("fallback");
    }

    private static final String GOOGLE = "https://generativelanguage.googleapis.com";

    @ParameterizedTest
    @CsvSource({
        "https://generativelanguage.googleapis.com, false, true",
        "https://generativelanguage.googleapis.com/, false, true",
        "http://GenerativeLanguage.googleapis.com, false, true",
        "https://generativelanguage.googleapis.com, true, false",
        "https://aiplatform.googleapis.com, false, false",
        "https://generativelanguage.googleapis.com.example.com, false, false",
        "http://127.0.0.1:8080, false, false"
    })
    void googleIsToldNotToStoreAndNobodyElse(String server, boolean mayStore, boolean isTold) {
        request.storage().setServer(URI.create(server));
        request.storage().setMayStore(mayStore);
        attempt("Q");

        assertThat(sent().contains("\"store\":false")).isEqualTo(isTold);
        assertThat(Call.of(exchange).prompt().request().has("store")).isFalse();
    }

    @Test
    void aPromptsOwnWordOnStoringIsKept() {
        request.storage().setServer(URI.create(GOOGLE));
        attempt(
                Map.of(
                        "contents",
                        List.of(Map.of("parts", List.of(Map.of("text", "q")))),
                        "store",
                        true));

        assertThat(sent()).contains("\"store\":true").doesNotContain("\"store\":false");
    }
}
