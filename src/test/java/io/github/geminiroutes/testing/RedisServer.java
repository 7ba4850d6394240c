package io.github.geminiroutes.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real Redis of its own on a free port of loopback, in memory only; ends when it is closed. */
public final class RedisServer implements AutoCloseable {

    private static final String PROGRAM = "redis-server";
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private final String password;
    private final Path output;
    private final int port;
    private final RedisClient client;
    private Process process;
    private StatefulRedisConnection<String, String> connection;

    private RedisServer(String password) throws IOException {
        this.password = password;
        output = Files.createTempFile("gemini-routes-redis", ".log");
        port = FreePort.find();
        client = RedisClient.create();
    }

    /** Starts a Redis; without the program the test is skipped. */
    public static RedisServer start() throws IOException, InterruptedException {
        return start("");
    }

    /** Starts a Redis that wants a password. */
    public static RedisServer start(String password) throws IOException, InterruptedException {
        assumeTrue(
                isInstalled(),
                "SKIPPED: no redis-server on the PATH (Debian: apt-get install redis-server)");
        RedisServer server = new RedisServer(password);
        server.launch();
        return server;
    }

    /** Whether the program is there. */
    public static boolean isInstalled() {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, PROGRAM)));
    }

    /** Starts it again, empty, on the same port. */
    public void launch() throws IOException, InterruptedException {
        List<String> command =
                List.of(
                        PROGRAM,
                        "--port",
                        Integer.toString(port),
                        "--bind",
                        "127.0.0.1",
                        "--save",
                        "",
                        "--appendonly",
                        "no",
                        "--requirepass",
                        password);
        process =
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!Files.readString(output).contains("Ready to accept connections")) {
            if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > deadline) {
                throw new IOException("Redis did not start: " + Files.readString(output));
            }
        }
        connection = client.connect(RedisURI.create(url()));
    }

    /** Its address, with the password if it wants one. */
    public String url() {
        return "redis://" + (password.isEmpty() ? "" : ":" + password + "@") + "127.0.0.1:" + port;
    }

    /** What it is asked and told by a test. */
    public RedisCommands<String, String> commands() {
        return connection.sync();
    }

    /** Stops answering: a process that is there and slow. */
    public void pause() throws IOException, InterruptedException {
        Signals.stop(process.toHandle());
    }

    /** Answers again. */
    public void resume() throws IOException, InterruptedException {
        Signals.resume(process.toHandle());
    }

    /** Ends it; what it held is lost. */
    public void kill() throws InterruptedException {
        connection.close();
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        connection.close();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        process.destroyForcibly().onExit().join();
        output.toFile().delete();
    }
}
