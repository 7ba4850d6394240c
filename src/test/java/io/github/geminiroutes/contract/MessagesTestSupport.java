package io.github.geminiroutes.contract;

import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.MessageBus;
import io.github.geminiroutes.testing.MessageBus.Got;
import io.github.geminiroutes.testing.MessageBus.Sent;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.SharedBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The real program between a real broker and a server. The tests of a class share a broker, side by
 * side: each has queues of its own.
 */
@Timeout(1_200)
@Execution(ExecutionMode.CONCURRENT)
@Tag("process")
abstract class MessagesTestSupport {

    /** A start takes two minutes of a machine that has thirty other things to do. */
    static final Duration LIMIT = Duration.ofSeconds(300);

    @TempDir Path root;
    MessageBus bus;
    String from;
    String replies;
    String dead;

    abstract SharedBroker broker();

    @BeforeEach
    void makeQueues(TestInfo test) throws Exception {
        bus = broker().bus();
        String name = test.getTestMethod().orElseThrow().getName();
        from = name + "-prompts";
        replies = name + "-replies";
        dead = name + "-dead";
        bus.make(from, replies, dead);
    }

    ProgramSettings settings(GeminiServer server) {
        ProgramSettings settings =
                new ProgramSettings(root)
                        .server(server)
                        .set("BASE_RETRY_DELAY", "0.1")
                        .set("MAX_RETRIES", "2");
        bus.configure(settings, from, replies, dead);
        return settings;
    }

    static List<Sent> numbered(int count) {
        List<Sent> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            messages.add(Sent.text("m-" + i, "Question number " + i));
        }
        return messages;
    }

    void awaitCount(String queue, long count) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bus.count(queue) >= count);
    }

    void awaitAcknowledged(long count) {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> bus.acknowledged(from) >= count);
    }

    static Map<String, Got> byId(List<Got> messages) {
        return messages.stream().collect(Collectors.toMap(Got::id, got -> got));
    }

    MessageBus bus() {
        return bus;
    }
}
