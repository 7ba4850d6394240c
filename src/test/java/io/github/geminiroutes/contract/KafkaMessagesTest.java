package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.KafkaBroker;
import io.github.geminiroutes.testing.KafkaBus;
import io.github.geminiroutes.testing.MessageBus.Sent;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.RecordedErrors;
import io.github.geminiroutes.testing.SharedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Messages of Apache Kafka. */
@Order(5)
class KafkaMessagesTest extends PausingMessagesTestSupport {

    @RegisterExtension
    static final SharedBroker BROKER = new SharedBroker(directory -> new KafkaBus(directory, 4));

    @Override
    SharedBroker broker() {
        return BROKER;
    }

    /** Each consumer has its partitions to itself. */
    @Override
    int mostHeld() {
        return 4;
    }

    @Override
    ProgramSettings settings(GeminiServer server) {
        return patient(super.settings(server));
    }

    @Override
    ProgramSettings killed(GeminiServer server) {
        return super.settings(server);
    }

    /** On a busy machine a program may say nothing for seconds: it is not dead, then. */
    private ProgramSettings patient(ProgramSettings settings) {
        return settings.property("camel.component.kafka.sessionTimeoutMs", "30000")
                .property("camel.component.kafka.heartbeatIntervalMs", "3000");
    }

    /** The command as it stands, but for the broker's port. */
    @Test
    void answersAsTheDocsSay() throws Exception {
        String page = Files.readString(Path.of("docs/messages.md"));
        String command = page.substring(page.indexOf("java -Dcamel.component.kafka"));
        Matcher option =
                Pattern.compile("-D([a-z.-]+)=(\\S+)")
                        .matcher(command.substring(0, command.indexOf("-jar")));
        try (GeminiServer server = GeminiServer.start()) {
            ProgramSettings settings = new ProgramSettings(root).server(server);
            while (option.find()) {
                settings.property(option.group(1), option.group(2));
            }
            settings.property(
                    "camel.component.kafka.brokers", ((KafkaBus) bus()).broker().brokers());
            settings.property("gemini.events.to", documentedEvents());
            bus().make("prompts", "answers", "prompts-dead", "gemini-events");
            bus().send("prompts", List.of(Sent.text("river-1", "Name a river.")));
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                await().atMost(LIMIT).until(() -> bus().count("answers") == 1);
                await().atMost(LIMIT).until(() -> bus().count("gemini-events") == 1);
                program.terminate();
                assertThat(program.awaitExit(LIMIT)).isZero();
            }
            assertThat(bus().take("answers"))
                    .singleElement()
                    .satisfies(
                            answer -> {
                                assertThat(answer.id()).isEqualTo("river-1");
                                assertThat(answer.text()).isEqualTo("Answer to: Name a river.");
                            });
            assertThat(bus().take("gemini-events"))
                    .singleElement()
                    .satisfies(
                            event -> {
                                assertThat(event.id()).hasSize(64);
                                assertThat(event.text())
                                        .contains(
                                                "\"type\":\"io.github.geminiroutes.prompt.answered\"")
                                        .contains("\"prompt\":\"" + event.id() + "\"");
                            });
        }
    }

    /** The endpoint of events as docs/events.md has it, but for the broker's address. */
    private String documentedEvents() throws Exception {
        return Files.readAllLines(Path.of("docs/events.md")).stream()
                .filter(line -> line.startsWith("gemini.events.to=kafka:"))
                .findFirst()
                .orElseThrow()
                .replace("gemini.events.to=", "")
                .replace("kafka.example.org:9092", ((KafkaBus) bus()).broker().brokers());
    }

    @Test
    void refusesWhatWouldLoseMessages() throws Exception {
        try (GeminiServer server = GeminiServer.start()) {
            ProgramSettings settings =
                    new ProgramSettings(root)
                            .server(server)
                            .property("gemini.messages.from", "kafka:a?autoCommitEnable=true")
                            .property("gemini.messages.reply-to", "kafka:b")
                            .property("gemini.messages.dead-letter", "kafka:c");
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                assertThat(program.awaitExit(LIMIT)).isEqualTo(2);
                assertThat(program.stderr())
                        .contains("gemini-routes: gemini.messages.from=kafka:")
                        .contains("autoCommitEnable=true would lose messages");
            }
        }
    }

    private ProgramSettings member(String name, GeminiServer server) {
        ProgramSettings settings =
                new ProgramSettings(root.resolve(name))
                        .server(server)
                        .set("BASE_RETRY_DELAY", "0.1")
                        .set("MAX_RETRIES", "2");
        bus().configure(settings, from, replies, dead);
        // Half of the partitions: each consumer has two.
        return patient(settings).property("gemini.messages.consumers", "2");
    }

    private static String log(ProgramUnderTest program) throws Exception {
        return program.stderr()
                + Files.readString(program.settings().root().resolve("logs/gemini-routes.log"));
    }

    /**
     * One consumer holds its message for the day, the other goes on. Who joins gets its part, and
     * neither the held message nor those that were answered meanwhile are lost or asked again.
     */
    @Test
    void aMemberThatJoinsNeedNotWaitForHeldMessages() throws Exception {
        KafkaBroker broker = ((KafkaBus) bus()).broker();
        List<Sent> others = numbered(60);
        String replied;
        try (GeminiServer server = GeminiServer.builder().latency(Duration.ofMillis(50)).start()) {
            server.when(
                    asked -> asked.model().equals("gemini-daily"),
                    RecordedErrors.perDay("gemini-daily"));
            bus().send(
                            from,
                            List.of(
                                    Sent.text("held", "For tomorrow")
                                            .with("CamelGeminiModel", "gemini-daily")));
            try (ProgramUnderTest first = ProgramUnderTest.start(member("first", server), "run")) {
                await().atMost(LIMIT)
                        .until(() -> first.stderr().contains("Messages are held until"));
                bus().send(from, others.subList(0, 20));
                await().atMost(LIMIT).until(() -> bus().count(replies) >= 4);
                try (ProgramUnderTest second =
                        ProgramUnderTest.start(member("second", server), "run")) {
                    await().atMost(LIMIT).until(() -> broker.members(from) == 4);
                    bus().send(from, others.subList(20, 60));

                    // All but those that lie behind the held one.
                    long behind = broker.inPartitionOf(from, "held") - 1;
                    await().atMost(LIMIT).until(() -> bus().count(replies) >= 60 - behind);
                    await().during(Duration.ofSeconds(3))
                            .atMost(LIMIT)
                            .until(() -> bus().count(replies) == 60 - behind);
                    replied = log(first) + log(second);
                    first.terminate();
                    second.terminate();
                    assertThat(first.awaitExit(LIMIT)).isZero();
                    assertThat(second.awaitExit(LIMIT)).isZero();
                }
            }
            assertThat(server.log().duplicates()).isZero();
        }
        try (GeminiServer server = GeminiServer.start();
                ProgramUnderTest third = ProgramUnderTest.start(member("third", server), "run")) {
            awaitAcknowledged(61);
            assertThat(byId(bus().take(replies))).hasSize(61);
            assertThat(bus().count(replies)).isEqualTo(61);
            assertThat(third.isAlive()).isTrue();
        }
        assertThat(bus().count(dead)).isZero();
        assertThat(replied).doesNotContain("seeking to next offset");
    }

    /**
     * A limit a minute, and a member that joins and leaves again: each message is answered once.
     */
    @Test
    void aMemberThatComesAndGoesWhileCallsWaitCostsNothing() throws Exception {
        KafkaBroker broker = ((KafkaBus) bus()).broker();
        int count = 80;
        try (GeminiServer server = GeminiServer.builder().latency(Duration.ofMillis(50)).start()) {
            for (int limited = 7; limited < count; limited += 20) {
                String prompt = "Question number " + limited;
                server.inTurn(
                        asked -> asked.prompt().equals(prompt),
                        RecordedErrors.perMinute("gemini-3.8-flash", Duration.ofSeconds(2)));
            }
            bus().send(from, numbered(count));
            try (ProgramUnderTest first = ProgramUnderTest.start(member("first", server), "run")) {
                await().atMost(LIMIT).until(() -> bus().count(replies) >= 3);
                try (ProgramUnderTest second =
                        ProgramUnderTest.start(member("second", server), "run")) {
                    await().atMost(LIMIT).until(() -> broker.members(from) == 4);
                    await().atMost(LIMIT).until(() -> bus().count(replies) >= count / 2);
                    second.terminate();
                    assertThat(second.awaitExit(LIMIT)).isZero();
                    assertThat(log(second)).doesNotContain("seeking to next offset");
                }
                awaitAcknowledged(count);
                assertThat(log(first)).doesNotContain("seeking to next offset");
            }
            assertThat(byId(bus().take(replies))).hasSize(count);
            assertThat(server.log().duplicates()).isZero();
            assertThat(bus().count(dead)).isZero();
        }
    }

    /** What its sender took back is not asked, and what is committed behind it is. */
    @Test
    void asksNothingOfATransactionThatIsAborted() throws Exception {
        ((KafkaBus) bus()).broker().abort(from, "taken-back", "Do not ask this.");
        bus().send(from, numbered(8));
        try (GeminiServer server = GeminiServer.start();
                ProgramUnderTest program = ProgramUnderTest.start(settings(server), "run")) {
            await().atMost(LIMIT).until(() -> bus().count(replies) >= 8);
            program.terminate();
            assertThat(program.awaitExit(LIMIT)).isZero();
            assertThat(server.log().answersByFirstLine())
                    .hasSize(8)
                    .doesNotContainKey("Do not ask this.");
        }
        assertThat(byId(bus().take(replies))).hasSize(8).doesNotContainKey("taken-back");
    }
}
