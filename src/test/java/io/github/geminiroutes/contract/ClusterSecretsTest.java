package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The password of the profile {@code cluster}: made once, asked for, and seen nowhere. */
@Timeout(120)
@Tag("process")
@EnabledOnOs(OS.LINUX)
class ClusterSecretsTest {

    private static final Path COMPOSE = Path.of("deploy/compose");
    private static final Duration LIMIT = Duration.ofSeconds(90);

    @TempDir Path root;

    private Path makeSecrets() throws Exception {
        Path folder = Files.createDirectories(root.resolve("run/cluster"));
        String me =
                Files.getAttribute(folder, "unix:uid")
                        + ":"
                        + Files.getAttribute(folder, "unix:gid");
        ProcessBuilder script =
                new ProcessBuilder("bash", COMPOSE.resolve("secrets.sh").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(root.resolve("script.log").toFile());
        script.environment()
                .putAll(
                        Map.of(
                                "FOLDER", folder.toString(),
                                "CLIENTS", me,
                                "BROKER", me,
                                "REDIS", me));
        Process made = script.start();
        assertThat(made.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(made.exitValue()).as(Files.readString(root.resolve("script.log"))).isZero();
        return folder;
    }

    @Test
    void thePasswordIsMadeOnceAndEachFileIsItsReadersAlone() throws Exception {
        Path folder = makeSecrets();
        String password = Files.readString(folder.resolve("password"));
        makeSecrets();

        assertThat(password).matches("[0-9a-f]{64}");
        assertThat(folder.resolve("password")).hasContent(password);
        assertThat(folder.resolve("redis.conf")).hasContent("requirepass " + password);
        assertThat(folder.resolve("client.options")).content().contains(password);
        Map<String, String> permissions = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                permissions.put(
                        file.getFileName().toString(),
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertThat(permissions.remove("password")).isEqualTo("rw-------");
        assertThat(permissions.values()).hasSize(5).containsOnly("r--------");
    }

    /** As it is shipped, but for folders and port. */
    @Test
    void theBrokerTakesNobodyWithoutThePassword() throws Exception {
        Path folder = makeSecrets();
        String password = Files.readString(folder.resolve("password"));
        int port = freePort();
        Path etc = Files.createDirectories(root.resolve("app/etc"));
        copy("broker.xml", etc, "0.0.0.0:5672", "127.0.0.1:" + port);
        Path login = copy("login.config", etc, "/run/cluster", folder.toString());
        Process broker =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                                "-Xmx256m",
                                "-Djava.security.auth.login.config=" + login,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "org.apache.activemq.artemis.core.server.embedded.Main",
                                root.resolve("app").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(root.resolve("broker.log").toFile())
                        .start();
        try {
            await().atMost(LIMIT).until(() -> listens(port));
            String address = "amqp://127.0.0.1:" + port;
            String own =
                    Files.readAllLines(folder.resolve("client.options")).stream()
                            .filter(line -> line.startsWith("-Dcluster.broker-url="))
                            .findAny()
                            .orElseThrow()
                            .replace("-Dcluster.broker-url=amqp://broker:5672", address);

            for (String stranger :
                    List.of(
                            address,
                            address + "?jms.username=gemini-routes",
                            address + "?jms.username=gemini-routes&jms.password=guess",
                            address + "?jms.username=admin&jms.password=" + password)) {
                assertThatThrownBy(() -> exchange(stranger)).isInstanceOf(JMSException.class);
            }
            assertThat(exchange(own)).isEqualTo("hello");
            assertThat(Files.readString(Path.of("/proc/" + broker.pid() + "/cmdline")))
                    .doesNotContain(password);
            assertThat(Files.readString(root.resolve("broker.log"))).doesNotContain(password);
        } finally {
            broker.destroy();
            assertThat(broker.waitFor(60, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Path copy(String name, Path to, String from, String instead) throws IOException {
        String text =
                Files.readString(COMPOSE.resolve("broker").resolve(name))
                        .replace(from, instead)
                        .replace("/app/data", root.resolve("app/data").toString());
        return Files.writeString(to.resolve(name), text);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static String exchange(String url) throws JMSException {
        try (Connection connection = new JmsConnectionFactory(url).createConnection()) {
            connection.start();
            Session session = connection.createSession();
            session.createProducer(session.createQueue("prompts"))
                    .send(session.createTextMessage("hello"));
            return session.createConsumer(session.createQueue("prompts"))
                    .receive(LIMIT.toMillis())
                    .getBody(String.class);
        }
    }
}
