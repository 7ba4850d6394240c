package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.Fetch;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What holds while a broker is gone: it has no other test beside this one. */
abstract class BrokerOutageTestSupport extends MessagesTestSupport {

    /** So that the route, and not the broker's client alone, is seen to try again. */
    void giveUpSendingSoon(ProgramSettings settings) throws Exception {}

    /** What else was to go to the broker meanwhile. */
    void awaitAllElse(int messages) {}

    /** The broker goes while four answers are on their way, and is back after a while. */
    @Test
    void keepsAnswersUntilTheBrokerIsThereAgain() throws Exception {
        int count = 16;
        try (GeminiServer server = GeminiServer.builder().latency(Duration.ofSeconds(2)).start()) {
            bus.send(from, numbered(count));
            ProgramSettings settings = settings(server);
            giveUpSendingSoon(settings);
            try (ProgramUnderTest program = ProgramUnderTest.start(settings, "run")) {
                await().atMost(LIMIT).until(() -> server.log().inFlight() == 4);
                bus.halt();
                await().atMost(LIMIT)
                        .until(() -> program.stderr().contains("No reply can be sent"));
                Duration busy = program.handle().info().totalCpuDuration().orElseThrow();
                long watchedFrom = System.nanoTime();
                await().during(Duration.ofSeconds(3))
                        .atMost(LIMIT)
                        .until(() -> server.log().arrived() == 4);
                assertThat(program.handle().info().totalCpuDuration().orElseThrow().minus(busy))
                        .as("no busy loop: of a processor, less than half")
                        .isLessThan(Duration.ofNanos((System.nanoTime() - watchedFrom) / 2));

                String ready = program.httpUrl() + "/observe/health/ready";
                assertThat(Fetch.get(ready).statusCode()).isEqualTo(503);
                assertThat(Fetch.get(ready).body()).contains("No reply can be sent: ");

                bus.restart();

                awaitCount(replies, count);
                awaitAllElse(count);
                await().atMost(LIMIT).until(() -> Fetch.get(ready).statusCode() == 200);
                await().atMost(LIMIT)
                        .until(() -> program.stderr().contains("Replies are sent again"));
                program.terminate();
                assertThat(program.awaitExit(LIMIT)).isZero();
                assertThat(program.stderr().split("No reply can be sent", -1))
                        .as("told once: %s", program.stderr())
                        .hasSize(2);
            }
            assertThat(byId(bus.take(replies))).hasSize(count);
            assertThat(bus.count(dead)).isZero();
            assertThat(server.log().duplicates()).isZero();
        }
    }
}
