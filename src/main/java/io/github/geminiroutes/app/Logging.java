package io.github.geminiroutes.app;

import io.github.geminiroutes.settings.Settings;
import java.util.List;
import org.apache.logging.log4j.LogManager;

/** The program's own log; a host application keeps its own. */
final class Logging {

    private static final String CONFIGURATION = "log4j2.configurationFile";

    /** Read by {@code config/log4j2.xml}, as is {@code gemini.log-dir}. */
    private static final List<String> FORMATS =
            List.of("gemini.log.file-format", "gemini.log.console-format");

    private Logging() {}

    /** To be called before the first logger is made. */
    static void configure(Settings settings) {
        System.setProperty("gemini.log-dir", settings.directory("gemini.log-dir").toString());
        for (String format : FORMATS) {
            System.setProperty(format, settings.text(format));
        }
        if (Terminal.isInteractive()) {
            // A log line takes the place of a progress bar, which is drawn anew below.
            System.setProperty("gemini.console-prefix", "\r\u001b[K");
        }
        if (System.getProperty(CONFIGURATION) == null) {
            System.setProperty(CONFIGURATION, settings.home().config("log4j2.xml"));
        }
    }

    static void flush() {
        LogManager.shutdown();
    }
}
