package io.github.geminiroutes.routes;

import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.folder.DropFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.support.ScheduledPollEndpoint;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** Routes that need a drop folder. */
abstract class DropFolderRoutesTestSupport extends GeminiRoutesTestSupport {

    static final Duration SOON = Duration.ofSeconds(120);

    private static final long POLL_MILLIS = 20;

    /** A folder for each test class, as classes run side by side. */
    private static final Map<Class<?>, Path> FOLDERS = new ConcurrentHashMap<>();

    /** The constructor of the superclass asks for the settings, which name it: set by then. */
    Path data;

    final DropFolder folder = new DropFolder(data);

    @BeforeAll
    static void makeFolder(@TempDir Path folder, TestInfo test) {
        FOLDERS.put(test.getTestClass().orElseThrow(), folder);
    }

    /** What the test of this class shares with all the others of it. */
    static Path dataOf(TestInfo test) {
        return FOLDERS.get(test.getTestClass().orElseThrow());
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        data = FOLDERS.get(getClass());
        super.configureContext(configuration);
    }

    /** The drop folder with all it needs. */
    @Override
    List<String> routes() {
        return List.of(
                "gemini-generate",
                "gemini-redelivery",
                "gemini-prompt-files",
                "gemini-prompt-outcome",
                "gemini-parking");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.data-dir", data.toString());
        properties.setProperty("gemini.prompts.quiet-period", "0");
        return properties;
    }

    /** The inbox is polled more often than the route file says: less waiting. */
    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getCamelContextExtension()
                .registerEndpointCallback(
                        (uri, endpoint) -> {
                            if (endpoint instanceof ScheduledPollEndpoint polled) {
                                polled.setDelay(POLL_MILLIS);
                            }
                            return endpoint;
                        });
        return context;
    }

    @BeforeEach
    void makeFolders() throws IOException {
        for (String name : DropFolder.FOLDERS) {
            Files.createDirectories(data.resolve(name));
        }
    }

    /** Waits for what comes soon, and looks often: a hundred waits must not cost ten seconds. */
    static ConditionFactory soon() {
        return await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(POLL_MILLIS))
                .atMost(SOON);
    }

    /** Puts a whole prompt into the inbox, as a user should. */
    void drop(String name, String text) throws IOException {
        Files.createDirectories(folder.inbox().resolve(name).getParent());
        Path part = Files.writeString(folder.inbox().resolve(name + ".part"), text);
        Files.move(part, folder.inbox().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
