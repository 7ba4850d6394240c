package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What runs before the log is configured creates no logger: the first one makes Log4j take its
 * defaults for good, and the program would go without {@code gemini-routes.log} and {@code
 * usage.jsonl}.
 */
class ChecksBeforeTheLogTest {

    @TempDir private Path directory;

    @Test
    @SuppressWarnings("unchecked")
    void noCheckOfASettingCreatesALogger() throws Exception {
        Path tokens = Files.writeString(directory.resolve("tokens"), "notebook 0123456789abcdef\n");
        Map<String, String> all =
                Map.of(
                        "gemini.gateway.tokens-file", tokens.toString(),
                        "gemini.messages.from", "jms:queue:prompts",
                        "gemini.events.to", "http://127.0.0.1:1/hook",
                        "gemini.fallback-models", "gemini-3.5-flash",
                        "gemini.tier", "batch");
        try (URLClassLoader loader = new WithoutLoggers()) {
            Consumer<Map<String, String>> checks =
                    (Consumer<Map<String, String>>)
                            loader.loadClass(Checks.class.getName()).getConstructor().newInstance();

            assertThatCode(() -> checks.accept(all)).doesNotThrowAnyException();
        }
    }

    /** What {@code run} does before it makes the application. */
    public static final class Checks implements Consumer<Map<String, String>> {

        @Override
        public void accept(Map<String, String> own) {
            Settings settings = Settings.of(Installation.ofProgram(), "test", own);
            new SettingsValidator(settings).requireUsable();
            new HttpServer(settings, GatewayRoutes.areWanted(settings), 1_000).address();
            EarlyLoading.load();
        }
    }

    /** The classes of the program, anew, and no way to make a logger. */
    private static final class WithoutLoggers extends URLClassLoader {

        WithoutLoggers() throws IOException {
            super(classPath(), ClassLoader.getPlatformClassLoader());
        }

        private static URL[] classPath() throws MalformedURLException {
            String path =
                    System.getProperty(
                            "surefire.test.class.path", System.getProperty("java.class.path"));
            String[] places = path.split(File.pathSeparator);
            URL[] urls = new URL[places.length];
            Arrays.setAll(urls, i -> url(places[i]));
            return urls;
        }

        private static URL url(String place) {
            try {
                return Path.of(place).toUri().toURL();
            } catch (MalformedURLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.equals("org.slf4j.LoggerFactory")) {
                throw new ClassNotFoundException("A logger before the log is configured");
            }
            return super.loadClass(name, resolve);
        }
    }
}
