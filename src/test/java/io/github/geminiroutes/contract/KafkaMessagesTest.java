package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.KafkaBus;
import io.github.geminiroutes.testing.MessageBus;
import io.github.geminiroutes.testing.MessageBus.Sent;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Messages of Apache Kafka. */
class KafkaMessagesTest extends PausingMessagesTestSupport {

    @Override
    MessageBus start(Path directory) throws Exception {
        return new KafkaBus(directory, 4);
    }

    /** The command as it stands, but for the broker's port. */
    @Test
    void answersAsTheReadmeSays() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        String command = readme.substring(readme.indexOf("java -Dcamel.component.kafka"));
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
            bus().make("prompts", "answers", "prompts-dead");
            bus().send("prompts", List.of(Sent.text("river-1", "Name a river.")));
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                await().atMost(LIMIT).until(() -> bus().count("answers") == 1);
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
        }
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
}
