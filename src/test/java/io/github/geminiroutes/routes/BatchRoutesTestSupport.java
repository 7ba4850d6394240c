package io.github.geminiroutes.routes;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.testing.BatchScript;
import io.github.geminiroutes.testing.BatchServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInfo;

/** Routes with the batch lane, against a server that has Google's Batch API. */
abstract class BatchRoutesTestSupport extends DropFolderRoutesTestSupport {

    /** A server for each test class, as classes run side by side. */
    private static final Map<Class<?>, BatchServer> SERVERS = new ConcurrentHashMap<>();

    /** The constructor of the superclass asks for the settings, which name it: set by then. */
    BatchServer server;

    /** The server of a test class, which starts with the first use. */
    static BatchServer server(Class<?> test, BatchScript script) {
        return SERVERS.computeIfAbsent(
                test,
                key -> {
                    try {
                        return BatchServer.start(script);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    @AfterAll
    static void stopBatchServer(TestInfo test) {
        SERVERS.remove(test.getTestClass().orElseThrow()).close();
    }

    /** What the server of the class does. */
    abstract BatchScript script();

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        server = server(getClass(), script());
        super.configureContext(configuration);
    }

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-batch");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.base-url", server.baseUrl());
        properties.setProperty("gemini.batch.poll-interval", "0.05");
        return properties;
    }

    /** A job takes longer than a call. */
    void awaitFile(Path file) {
        soon().atMost(SOON.multipliedBy(3)).until(() -> Files.exists(file));
    }

    void awaitDone(String name) {
        awaitFile(folder.done().resolve(name));
    }

    JsonNode record(String name) throws IOException {
        return GeminiJson.MAPPER.readTree(folder.outbox().resolve(name + ".record.json").toFile());
    }

    BigDecimal cost(String name) throws IOException {
        return record(name).path("costUsd").decimalValue();
    }

    /** Whether a directory has nothing but hidden files. */
    static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.allMatch(entry -> entry.getFileName().toString().startsWith("."));
        }
    }
}
