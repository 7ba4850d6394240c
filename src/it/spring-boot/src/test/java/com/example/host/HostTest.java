package com.example.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.LoggerContext;
import com.example.kit.Loopback;
import com.example.kit.Traces;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.component.http.HttpComponent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.context.ConfigurableApplicationContext;

/** Camel on Spring Boot with gemini-routes on the class path: unused, with one route, with all. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HostTest {

    private static final String KEY = "key-of-the-host";

    @TempDir Path data;

    private Loopback loopback;
    private ConfigurableApplicationContext spring;

    @BeforeEach
    void open() throws IOException {
        loopback = new Loopback();
    }

    @AfterEach
    void close() {
        spring.close();
        loopback.close();
    }

    private List<String> arguments() {
        return List.of(
                "--stock.url=" + loopback.url(),
                "--gemini.api-key=" + KEY,
                "--gemini.api-key-file=",
                "--gemini.base-url=" + loopback.url(),
                "--gemini.data-dir=" + data.resolve("drop"),
                "--gemini.retry.base-delay=0.01",
                "--gemini.prompts.quiet-period=0");
    }

    private CamelContext start(String... more) {
        List<String> all = new ArrayList<>(arguments());
        all.addAll(Arrays.asList(more));
        spring = SpringApplication.run(Host.class, all.toArray(String[]::new));
        return spring.getBean(CamelContext.class);
    }

    private Exchange send(String endpoint, Object body) {
        return spring.getBean(CamelContext.class)
                .createProducerTemplate()
                .send(endpoint, exchange -> exchange.getMessage().setBody(body));
    }

    /** First, because threads of another test would be among what was there before. */
    @Test
    @Order(1)
    void theJarAloneStartsNothing() {
        Traces before = Traces.now();
        assertThat(before.threads()).isEmpty();

        CamelContext camel = start("--camel.main.routes-include-pattern=classpath:camel/*");

        assertThat(camel.getRoutes())
                .extracting(Route::getId)
                .containsExactlyInAnyOrder("orders", "refunds", "dead-letters", "questions");
        assertThat(spring.getBeanDefinitionNames()).noneMatch(name -> name.contains("gemini"));
        assertThat(camel.getRegistry().findByTypeWithName(Object.class).keySet())
                .noneMatch(name -> name.contains("gemini"));
        assertThat(spring.getBean(MeterRegistry.class).getMeters())
                .noneMatch(meter -> meter.getId().getName().contains("gemini"));
        assertThat(spring.getBean(HealthEndpoint.class).health().toString())
                .doesNotContain("gemini");
        assertThat(Traces.now()).isEqualTo(before);
        assertThat(data).isEmptyDirectory();
        theHostIsAsItWas();
    }

    @Test
    void aQuestionOfTheHostIsAnsweredAndTriedAgainWhereItAsksForIt() {
        start();

        loopback.answerNext(503, 503);
        Exchange answered = send("direct:question", "Six by nine?");

        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody()).isEqualTo(Loopback.ANSWER);
        assertThat(answered.getMessage().getHeaders())
                .containsEntry("CamelGeminiModelVersion", "gemini-3.8-flash-001")
                .containsEntry("CamelGeminiFinishReason", "STOP")
                .containsEntry("CamelGeminiOutputTokens", 2L);
        assertThat(loopback.questions()).hasSize(3).allMatch(q -> KEY.equals(q.key()));

        loopback.answerNext(503);
        assertThat(send("direct:gemini-generate", "once").getException())
                .hasMessageContaining("overloaded");
        assertThat(loopback.questions()).hasSize(4);
        assertThat(data).isEmptyDirectory();
        theHostIsAsItWas();
    }

    @Test
    void theWholeBundleBringsTheDropFolder() throws IOException {
        start(
                "--camel.main.routes-include-pattern="
                        + "classpath:camel/*,classpath:gemini-routes/*.camel.yaml");
        Files.writeString(data.resolve("a.part"), "What is left?");
        Files.move(data.resolve("a.part"), data.resolve("drop/inbox/a.txt"));

        await().until(() -> Files.exists(data.resolve("drop/done/a.txt")));
        assertThat(data.resolve("drop/outbox/a.txt.response.md"))
                .content()
                .startsWith(Loopback.ANSWER);
        theHostIsAsItWas();
    }

    /** Its jars lie in the jar: the class path is another one than in a test. */
    @Test
    void answersFromTheFatJar() throws Exception {
        start();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar"));
        command.add(Path.of("target", "spring-boot-host-1-app.jar").toString());
        command.add("Six by nine?");
        command.addAll(arguments());
        command.add(
                "--camel.main.routes-include-pattern="
                        + "classpath:camel/*,classpath:gemini-routes/*.camel.yaml");

        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        List<String> output = new ArrayList<>();
        try {
            BufferedReader lines = process.inputReader();
            String line = lines.readLine();
            while (line != null && !line.startsWith("Answer: ")) {
                output.add(line);
                line = lines.readLine();
            }
            assertThat(line).as(() -> output.toString()).isEqualTo("Answer: " + Loopback.ANSWER);
        } finally {
            process.destroy();
        }

        assertThat(output)
                .as("logged as Spring Boot does")
                .allMatch(line -> line.matches("\\d{4}-\\d\\d-\\d\\dT.* (INFO|WARN) .*"));
        assertThat(process.waitFor()).as("exit code").isIn(0, 143);
    }

    private void theHostIsAsItWas() {
        CamelContext camel = spring.getBean(CamelContext.class);
        HttpComponent http = camel.getComponent("http", HttpComponent.class);
        assertThat(http.getConnectionsPerRoute()).isEqualTo(7);
        assertThat(http.getResponseTimeout()).isEqualTo(4321);
        assertThat(http.isAutomaticRetriesDisabled()).isFalse();
        assertThat(http.getHttpClientConfigurer()).isNull();
        assertThat(send("direct:order", null).getMessage().getBody(String.class))
                .isEqualTo("7 left");
        assertThat(loopback.stockRequests()).last().extracting(r -> r.key()).isNull();
        Exchange refund = send("direct:refund", "a refund");
        assertThat(refund.getException()).isNull();
        assertThat(refund.getMessage().getHeader("dead")).isEqualTo(true);
        assertThat(LoggerFactory.getILoggerFactory()).isInstanceOf(LoggerContext.class);
    }

    /** Camel on Spring Boot has camel-main itself. */
    @Test
    void bringsNothingOfTheProgramsOwnAlong() {
        start();
        for (String type :
                new String[] {
                    "picocli.CommandLine",
                    "me.tongfei.progressbar.ProgressBar",
                    "org.apache.logging.log4j.core.LoggerContext",
                    "org.apache.logging.slf4j.Log4jLogger",
                    "io.vertx.core.Vertx"
                }) {
            assertThat(isThere(type)).as(type).isFalse();
        }
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, HostTest.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
