package com.example.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.kit.Loopback;
import com.google.genai.Client;
import com.google.genai.types.HttpOptions;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import io.github.geminiroutes.gateway.GatewayHandler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three ways to Gemini in one application: all work, whichever library's versions won. */
class NeighboursTest {

    private static final String TOKEN = "token-of-the-clients";

    @TempDir Path data;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private Loopback loopback;

    @BeforeEach
    void open() throws Exception {
        loopback = new Loopback();
        Properties properties = new Properties();
        properties.setProperty("gemini.api-key", "k");
        properties.setProperty("gemini.base-url", loopback.url());
        properties.setProperty("gemini.data-dir", data.toString());
        properties.setProperty("gemini.prompts.quiet-period", "0");
        Path tokens = Files.writeString(data.resolve("tokens"), "clients " + TOKEN + "\n");
        properties.setProperty("gemini.gateway.tokens-file", tokens.toString());
        context.getPropertiesComponent().setOverrideProperties(properties);
        context.start();
        List<String> files =
                List.of(
                        "generate",
                        "redelivery",
                        "prompt-files",
                        "prompt-outcome",
                        "parking",
                        "gateway");
        for (String file : files) {
            Resource route =
                    PluginHelper.getResourceLoader(context)
                            .resolveResource(
                                    "classpath:gemini-routes/gemini-" + file + ".camel.yaml");
            PluginHelper.getRoutesLoader(context).loadRoutes(route);
        }
    }

    @AfterEach
    void close() {
        context.stop();
        loopback.close();
    }

    @Test
    void theRoutesAnswer() throws Exception {
        try (var template = context.createProducerTemplate()) {
            assertThat(template.requestBody("direct:gemini-generate", "Six by nine? \uD83D\uDE00"))
                    .isEqualTo(Loopback.ANSWER);
        }
        assertThat(loopback.questions())
                .singleElement()
                .satisfies(question -> assertThat(question.body()).contains("\uD83D\uDE00"));
    }

    @Test
    void aPromptFileWithFrontMatterIsAnswered() throws IOException {
        Path inbox = Files.createDirectories(data.resolve("inbox"));
        Files.writeString(
                data.resolve("a.part"), "---\nconfig: {temperature: 0.5}\n---\nSix by nine?\n");
        Files.move(data.resolve("a.part"), inbox.resolve("a.txt"));

        await().until(() -> Files.exists(data.resolve("done/a.txt")));

        assertThat(data.resolve("outbox/a.txt.response.md")).content().startsWith(Loopback.ANSWER);
    }

    @Test
    void googlesOwnClientAnswers() {
        assertThat(askGoogles(loopback.url(), "k")).isEqualTo(Loopback.ANSWER);
    }

    private static String askGoogles(String url, String key) {
        try (Client client =
                Client.builder()
                        .apiKey(key)
                        .httpOptions(HttpOptions.builder().baseUrl(url).build())
                        .build()) {
            return client.models.generateContent("gemini-3.8-flash", "Hello?", null).text();
        }
    }

    @Test
    void langChain4jAnswers() {
        assertThat(askLangChain4j(loopback.url(), "k")).isEqualTo(Loopback.ANSWER);
    }

    private static String askLangChain4j(String url, String key) {
        return GoogleAiGeminiChatModel.builder()
                .apiKey(key)
                .baseUrl(url + "/v1beta")
                .modelName("gemini-3.8-flash")
                .build()
                .chat("Hello?");
    }

    /** They change their base URL and their key, and nothing else; Google's key stays with us. */
    @Test
    void bothClientsAnswerThroughTheGateway() {
        Vertx vertx = Vertx.vertx();
        try {
            Router router = Router.router(vertx);
            GatewayHandler.addTo(router, context, Set.of(), begun -> {}, ended -> {});
            int port =
                    vertx.createHttpServer()
                            .requestHandler(router)
                            .listen(0, "127.0.0.1")
                            .toCompletionStage()
                            .toCompletableFuture()
                            .join()
                            .actualPort();
            String url = "http://127.0.0.1:" + port;

            assertThat(askGoogles(url, TOKEN)).isEqualTo(Loopback.ANSWER);
            assertThat(askLangChain4j(url, TOKEN)).isEqualTo(Loopback.ANSWER);
            assertThat(loopback.questions())
                    .extracting(Loopback.Request::key)
                    .containsExactly("k", "k");
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
        }
    }
}
