package com.example.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.example.kit.Loopback;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With all routes: the drop folder too. */
@QuarkusTest
@TestProfile(WholeBundleTest.AllRoutes.class)
class WholeBundleTest extends HostTestSupport {

    private static final String ALL = "classpath:camel/*,classpath:gemini-routes/*.camel.yaml";

    /** The host's own and all of ours. */
    public static final class AllRoutes implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("camel.main.routes-include-pattern", ALL);
        }
    }

    @Test
    void bringsTheDropFolder() throws IOException {
        isAnswered(data);
        theHostIsAsItWas();
    }

    /** What is deployed: the jars beside quarkus-run.jar, no test class path. */
    @Test
    void runsFromTheFastJar(@TempDir Path own) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-Dcamel.main.routes-include-pattern=" + ALL);
        Surroundings.settings(loopback, own).forEach((k, v) -> command.add("-D" + k + "=" + v));
        command.addAll(List.of("-jar", "target/quarkus-app/quarkus-run.jar"));
        Path log = own.resolve("host.log");
        Process process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
        try {
            await().atMost(30, TimeUnit.SECONDS)
                    .until(
                            () ->
                                    !process.isAlive()
                                            || Files.isDirectory(own.resolve("drop/inbox")));
            assertThat(process.isAlive()).as(() -> contentOf(log)).isTrue();
            isAnswered(own);
        } finally {
            process.destroy();
        }
        assertThat(process.waitFor()).as("exit code").isIn(0, 143);
        assertThat(contentOf(log)).contains("Apache Camel 4.18").doesNotContain(Surroundings.KEY);
    }

    private static void isAnswered(Path data) throws IOException {
        Files.writeString(data.resolve("a.part"), "What is left?");
        Files.move(data.resolve("a.part"), data.resolve("drop/inbox/a.txt"));

        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> Files.exists(data.resolve("drop/done/a.txt")));
        assertThat(data.resolve("drop/outbox/a.txt.response.md"))
                .content()
                .startsWith(Loopback.ANSWER);
    }

    private static String contentOf(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
