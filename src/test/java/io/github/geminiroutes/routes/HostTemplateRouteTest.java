package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.equalToJson;
import static com.github.tomakehurst.wiremock.client.WireMock.matchingJsonPath;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.prompt.InvalidPromptException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A host names a template by header, and an operator one for all messages of a broker. */
class HostTemplateRouteTest extends MessageRoutesTestSupport {

    private static final String SUMMARY = "classpath:templates/summary.prompt";
    private static final String ANSWER = "{\\\"summary\\\": \\\"short\\\"}";

    @TempDir static Path folder;

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.messages.template", SUMMARY);
        return properties;
    }

    @BeforeEach
    void answer() {
        gemini.stubFor(post(ASK).willReturn(answer(ANSWER)));
    }

    private Exchange ask(String template, Object body, Map<String, Object> headers) {
        ExchangeBuilder message =
                ExchangeBuilder.anExchange(context())
                        .withBody(body)
                        .withHeader(GeminiHeaders.TEMPLATE, template);
        headers.forEach(message::withHeader);
        return template().send("direct:gemini-generate", message.build());
    }

    private Exchange ask(String template, Object body) {
        return ask(template, body, Map.of());
    }

    private void asked(String text) {
        gemini.verify(
                postRequestedFor(ASK)
                        .withRequestBody(
                                matchingJsonPath("$.contents[0].parts[0].text", equalTo(text))));
    }

    private static Path write(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        // Long ago: a file that was just written may be half of one.
        Files.setLastModifiedTime(
                file, FileTime.from(Instant.now().minus(Duration.ofMinutes(text.length()))));
        return file;
    }

    @Test
    void theHeadOfTheTemplateHoldsAndTheBodyFillsIt() {
        Exchange exchange = ask(SUMMARY, Map.of("text", "{{words}} <b>&", "words", 7));

        assertThat(exchange.getException()).isNull();
        assertThat(exchange.getMessage().getBody(String.class)).contains("short");
        assertThat(exchange.getMessage().getHeaders()).doesNotContainKey(GeminiHeaders.TEMPLATE);
        gemini.verify(
                postRequestedFor(urlPathEqualTo("/v1beta/models/gemini-3.5-flash:generateContent"))
                        .withRequestBody(
                                equalToJson(
                                        """
                                        {"contents":[{"role":"user","parts":[{"text":
                                          "No lists. Summarize in 7 words: {{words}} <b>&"}]}],
                                         "systemInstruction":{"parts":[{"text":"Be brief."}]},
                                         "generationConfig":{"temperature":0.1,"max_output_tokens":50,
                                          "responseMimeType":"application/json"}}""",
                                        true,
                                        true)));
    }

    @Test
    void theAnswerIsCheckedAgainstTheSchemaOfTheTemplate() {
        gemini.resetAll();
        gemini.stubFor(post(ASK).willReturn(answer("{}")));

        assertThat(ask(SUMMARY, Map.of("text", "t")).getException())
                .isInstanceOf(GeminiException.class)
                .hasMessageContaining("summary");
    }

    @Test
    void headersOfTheExchangeGoBeforeTheHead() {
        ask(
                SUMMARY,
                "{\"text\": \"t\"}",
                Map.of(
                        GeminiHeaders.MODEL,
                        "gemini-3.8-pro",
                        GeminiHeaders.SYSTEM_INSTRUCTION,
                        "Be long.",
                        GeminiHeaders.TEMPERATURE,
                        1,
                        GeminiHeaders.MAX_OUTPUT_TOKENS,
                        9));

        gemini.verify(
                postRequestedFor(urlEqualTo("/v1beta/models/gemini-3.8-pro:generateContent"))
                        .withRequestBody(
                                equalToJson(
                                        """
                                        {"systemInstruction":{"parts":[{"text":"Be long."}]},
                                         "generationConfig":{"temperature":1,"maxOutputTokens":9}}""",
                                        true,
                                        true))
                        .withRequestBody(
                                matchingJsonPath("$.generationConfig[?(!(@.max_output_tokens))]")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/x.prompt",
                "bean:gemini-api-key.prompt",
                "/etc/passwd",
                "file:/etc/passwd",
                "classpath:application.properties",
                "classpath:templates/absent.prompt",
                "file:/dev/absent.prompt"
            })
    void whatIsNoTemplateIsRefusedWithoutACall(String location) {
        assertThat(ask(location, Map.of("text", "t")).getException())
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining(location);
        assertThat(calls()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"words\": 3}", "{\"text\": 3}", "[1]", "a text", "{\"text\":"})
    void variablesThatDoNotFitAreRefusedWithoutACall(String body) {
        assertThat(ask(SUMMARY, body).getException()).isInstanceOf(InvalidPromptException.class);
        assertThat(calls()).isZero();
    }

    /** A sender of messages must not be able to read the files of the application. */
    @Test
    void noVariableMakesAFileAPartOfTheRequest() throws IOException {
        write("secret.txt", "secret");
        write("look.prompt", "Look: {{media url=photo}}");
        write("attached.prompt", "---\nattachments: secret.txt\n---\nQ");
        String look = "file:" + folder.resolve("look.prompt");

        for (String photo :
                List.of("secret.txt", "./secret.txt", "../secret.txt", "file:secret.txt")) {
            assertThat(ask(look, Map.of("photo", photo)).getException())
                    .isInstanceOf(InvalidPromptException.class);
        }
        assertThat(ask("file:" + folder.resolve("attached.prompt"), null).getException())
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("attachments");
        assertThat(calls()).isZero();
        assertThat(ask(look, Map.of("photo", "gs://bucket/a.png")).getException()).isNull();
    }

    @Test
    void aChangeOfTheFileOrOfItsPartialHoldsFromTheNextMessageOn() throws IOException {
        String location = "file:" + write("news.prompt", "{{>tone}} one");
        write("_tone.prompt", "A");
        ask(location, null);
        write("_tone.prompt", "BBB");
        ask(location, null);
        write("news.prompt", "{{>tone}} two!");
        ask(location, null);

        asked("A one");
        asked("BBB one");
        asked("BBB two!");
    }

    @Test
    void aBrokenChangeLeavesTheLastGoodVersionInUse() throws IOException {
        String location = "file:" + write("steady.prompt", "steady");
        assertThat(ask(location, null).getException()).isNull();
        write("steady.prompt", "{{#if broken");
        assertThat(ask(location, null).getException()).isNull();
        Files.delete(folder.resolve("steady.prompt"));
        assertThat(ask(location, null).getException()).isNull();

        assertThat(calls()).isEqualTo(3);
        write("steady.prompt", "mended now");
        ask(location, null);
        asked("mended now");
    }

    @Test
    void theSameBodyIsAnotherQuestionUnderAnotherTemplate() throws IOException {
        String one = "file:" + write("one.prompt", "one {{x}}");
        String two = "file:" + write("two.prompt", "two {{x}}");
        gemini.resetAll();
        answerInOrder(recorded(503, "503-overloaded"), answer("yes"));
        Exchange exchange =
                ExchangeBuilder.anExchange(context())
                        .withBody(Map.of("x", 1))
                        .withHeader(GeminiHeaders.TEMPLATE, one)
                        .build();
        template().send("direct:gemini-generate", exchange);
        exchange.setException(null);
        exchange.getMessage().setHeader(GeminiHeaders.TEMPLATE, two);
        template().send("direct:gemini-generate", exchange);

        asked("one 1");
        asked("two 1");
    }

    @Test
    void aMessageIsTheVariablesOfTheOperatorsTemplate() {
        template().sendBody("direct:gemini-message", "{\"text\": \"from a queue\"}");
        template()
                .sendBodyAndHeader(
                        "direct:gemini-message",
                        "{\"text\": \"bytes\"}".getBytes(StandardCharsets.UTF_8),
                        "Content-Type",
                        "application/json");

        assertThat(replies().getExchanges())
                .hasSize(2)
                .allSatisfy(
                        reply ->
                                assertThat(reply.getMessage().getBody(String.class))
                                        .contains("short"));
        asked("No lists. Summarize in 20 words: from a queue");
        asked("No lists. Summarize in 20 words: bytes");
    }

    @Test
    void aMessageThatNamesATaskWhereThereAreNoneIsADeadLetter() {
        template()
                .sendBodyAndHeader("direct:gemini-message", "text", GeminiHeaders.TASK, "letters");

        Exchange dead = deadLetters().getExchanges().get(0);
        assertThat(dead.getMessage().getHeader(GeminiHeaders.FAILURE_MESSAGE, String.class))
                .contains("include gemini-tasks");
        assertThat(calls()).isZero();
    }

    @Test
    void aMessageNamesNoTemplateAndOneThatDoesNotFitIsADeadLetter() {
        template()
                .sendBodyAndHeader(
                        "direct:gemini-message",
                        "{\"secret\": 1}",
                        GeminiHeaders.TEMPLATE,
                        "file:/etc/hosts.prompt");

        Exchange dead = deadLetters().getExchanges().get(0);
        assertThat(dead.getMessage().getHeader(GeminiHeaders.FAILURE_MESSAGE, String.class))
                .contains("input.schema")
                .doesNotContain("/etc/hosts");
        assertThat(dead.getMessage().getHeaders()).doesNotContainKey(GeminiHeaders.TEMPLATE);
        assertThat(dead.getMessage().getBody()).isEqualTo("{\"secret\": 1}");
        assertThat(calls()).isZero();
    }
}
