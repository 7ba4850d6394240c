package io.github.geminiroutes.app;

import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.FileModes;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.appender.ConsoleAppender;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilder;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.config.builder.impl.BuiltConfiguration;
import org.apache.logging.log4j.core.selector.BasicContextSelector;

/** The log of the program; a host application has its own. */
final class Logging {

    private static final String CONFIGURATION = "log4j2.configurationFile";
    private static final String CONTEXT_SELECTOR = "log4j2.contextSelector";

    /** Each thread that logs keeps one of each; a longer line is written in parts. */
    private static final Map<String, String> BUFFERS =
            Map.of("log4j.encoder.charBufferSize", "1024", "log4j.encoder.byteBufferSize", "2048");

    /**
     * Read by {@code config/log4j2.xml}, as are {@code gemini.log-dir} and {@code
     * gemini.log-permissions}.
     */
    private static final List<String> FORMATS =
            List.of("gemini.log.file-format", "gemini.log.console-format");

    private static final List<String> FILES = List.of("gemini-routes.log", "usage.jsonl");

    private Logging() {}

    /** Call this before the first logger is created. */
    static void configure(Settings settings) {
        requireOwnFiles(settings);
        System.setProperty("gemini.log-dir", settings.directory("gemini.log-dir").toString());
        System.setProperty("gemini.log-permissions", FileModes.text());
        for (String format : FORMATS) {
            System.setProperty(format, settings.text(format));
        }
        if (Terminal.isInteractive()) {
            // A log line overwrites the progress bar, which is drawn again below it.
            System.setProperty("gemini.console-prefix", "\r\u001b[K");
        }
        if (System.getProperty(CONTEXT_SELECTOR) == null) {
            // A program has one log. For each new logger the default selector walks the stack to
            // find the caller's class loader, and Camel creates a logger for each file.
            System.setProperty(CONTEXT_SELECTOR, BasicContextSelector.class.getName());
        }
        BUFFERS.forEach(System.getProperties()::putIfAbsent);
        if (System.getProperty(CONFIGURATION) == null) {
            System.setProperty(CONFIGURATION, settings.home().config("log4j2.xml"));
        }
    }

    /**
     * The log appends to what lies there: a link would lead it into another file, a pipe would hold
     * the start up, and with a file of another user's there would be no usage log.
     */
    private static void requireOwnFiles(Settings settings) {
        Path directory = settings.directory("gemini.log-dir");
        for (String name : FILES) {
            Path file = directory.resolve(name);
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
                    && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                throw settings.refused(
                        "gemini.log-dir",
                        name
                                + " in it is no regular file: remove it, and the program makes its own");
            }
            if (Files.exists(file) && !Files.isWritable(file)) {
                throw settings.refused(
                        "gemini.log-dir",
                        name
                                + " in it cannot be written to, so that no call would be booked: make the"
                                + " user of this program its owner");
            }
        }
    }

    /**
     * Leads the log of a command to the standard error, as its result is on the standard output.
     * Call this before the first logger is created.
     */
    static void toStandardError() {
        ConfigurationBuilder<BuiltConfiguration> log =
                ConfigurationBuilderFactory.newConfigurationBuilder();
        log.setStatusLevel(Level.ERROR);
        log.add(
                log.newAppender("error", "Console")
                        .addAttribute("target", ConsoleAppender.Target.SYSTEM_ERR)
                        .add(
                                log.newLayout("PatternLayout")
                                        .addAttribute("pattern", "gemini-routes: %msg%n")));
        log.add(log.newRootLogger(Level.ERROR).add(log.newAppenderRef("error")));
        Configurator.reconfigure(log.build());
    }

    static void flush() {
        LogManager.shutdown();
    }
}
