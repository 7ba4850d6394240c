package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.client.WireMock;
import com.github.tomakehurst.wiremock.matching.UrlPathPattern;
import io.github.geminiroutes.testing.RememberedMisses;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.main.MainConfigurationProperties;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.main.junit5.CamelMainTestSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;

/** The shipped YAML, as it is on the class path, against recorded answers of Gemini. */
abstract class GeminiRoutesTestSupport extends CamelMainTestSupport {

    static final String KEY = "AIzaSyTestKeyOfTheRouteTests0123456789a";
    static final UrlPathPattern ASK = urlPathMatching("/v1beta/models/[^/]+:generateContent");

    /** A server for each test class, as classes run side by side. */
    private static final Map<Class<?>, WireMockServer> SERVERS = new ConcurrentHashMap<>();

    private static final Map<Class<?>, HeldAnswers> HELD = new ConcurrentHashMap<>();

    /** The constructor of the superclass asks for the settings, which name it: set by then. */
    WireMockServer gemini;

    /** Holds the answers of {@link #gemini} back. */
    HeldAnswers answers;

    @BeforeAll
    static void startGemini(TestInfo test) {
        HeldAnswers held = new HeldAnswers();
        WireMockServer server =
                new WireMockServer(
                        wireMockConfig().dynamicPort().bindAddress("127.0.0.1").extensions(held));
        server.start();
        SERVERS.put(test.getTestClass().orElseThrow(), server);
        HELD.put(test.getTestClass().orElseThrow(), held);
    }

    @AfterAll
    static void stopGemini(TestInfo test) {
        HELD.remove(test.getTestClass().orElseThrow()).release();
        SERVERS.remove(test.getTestClass().orElseThrow()).stop();
    }

    @BeforeEach
    void forgetCalls() {
        answers.release();
        gemini.resetAll();
    }

    /** The route files under test, by name. */
    abstract List<String> routes();

    /** Some route files, and more of them. */
    static List<String> with(List<String> routes, String... more) {
        return Stream.concat(routes.stream(), Stream.of(more)).toList();
    }

    @Override
    protected void configure(MainConfigurationProperties configuration) {
        configuration.withRoutesIncludePattern(
                routes().stream()
                        .map(name -> "classpath:gemini-routes/" + name + ".camel.yaml")
                        .collect(Collectors.joining(",")));
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        gemini = SERVERS.get(getClass());
        answers = HELD.get(getClass());
        super.configureContext(configuration);
        configuration.withRegistry(RememberedMisses.registry());
        configuration.withUseOverridePropertiesWithPropertiesComponent(settings());
    }

    /** The settings the routes run under. */
    Properties settings() {
        Properties properties = new Properties();
        properties.setProperty("gemini.api-key", KEY);
        properties.setProperty("gemini.base-url", gemini.baseUrl());
        properties.setProperty("gemini.retry.base-delay", "0.002");
        // Far away, as a machine may be busy. A test of this limit sets its own.
        properties.setProperty("gemini.http.response-timeout", "60");
        return properties;
    }

    static ResponseDefinitionBuilder answer(String text) {
        return aResponse()
                .withHeader("Content-Type", "application/json; charset=UTF-8")
                .withBody(
                        """
                        {"candidates":[{"content":{"parts":[{"text":"%s"}],"role":"model"},"finishReason":"STOP"}],
                         "usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"thoughtsTokenCount":3,
                          "totalTokenCount":10},
                         "modelVersion":"gemini-3.8-flash-001","responseId":"r-1"}"""
                                .formatted(text));
    }

    static ResponseDefinitionBuilder recorded(int code, String name) {
        try (InputStream body =
                GeminiRoutesTestSupport.class.getResourceAsStream(
                        "/gemini/errors/" + name + ".json")) {
            return aResponse()
                    .withStatus(code)
                    .withBody(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException(name, e);
        }
    }

    /** Answers in this order; the last one for ever. */
    void answerInOrder(ResponseDefinitionBuilder... answers) {
        answerInOrder(ASK, answers);
    }

    void answerInOrder(UrlPathPattern path, ResponseDefinitionBuilder... answers) {
        for (int i = 0; i < answers.length; i++) {
            String now =
                    i == 0 ? com.github.tomakehurst.wiremock.stubbing.Scenario.STARTED : "" + i;
            String next = i == answers.length - 1 ? now : "" + (i + 1);
            gemini.stubFor(
                    WireMock.post(path)
                            .inScenario("in order")
                            .whenScenarioStateIs(now)
                            .willSetStateTo(next)
                            .willReturn(answers[i]));
        }
    }

    int calls() {
        return gemini.countRequestsMatching(WireMock.postRequestedFor(ASK).build()).getCount();
    }

    /** Adds a route configuration of the host, which is that of all routes. */
    static void addRouteConfiguration(
            MainConfigurationProperties configuration, Consumer<RouteConfigurationDefinition> all) {
        configuration.addRoutesBuilder(
                new RouteConfigurationBuilder() {
                    @Override
                    public void configuration() {
                        all.accept(routeConfiguration());
                    }
                });
    }
}
