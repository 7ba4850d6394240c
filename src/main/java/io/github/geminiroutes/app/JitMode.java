package io.github.geminiroutes.app;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.JMException;
import javax.management.ObjectName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the JVM to leave it at its quick compiler, as {@code -XX:TieredStopAtLevel=1} would, but
 * for a program that is started by {@code java -jar}, which takes no such options along. Calls wait
 * for Gemini: what the optimizing compiler costs, about a fifth of all CPU in a run of 5,000
 * prompts, it never earns back.
 *
 * @see <a href="https://openjdk.org/jeps/165">JEP 165: Compiler Control</a>
 */
final class JitMode {

    private static final Logger LOG = LoggerFactory.getLogger(JitMode.class);

    private static final String DIRECTIVE = "[{match: [\"*.*\"], c2: {Exclude: true}}]";

    private JitMode() {}

    /**
     * A JVM that does not know how goes on as it is.
     *
     * @param temporary where a file may be made that the JVM reads
     */
    static void prefer(Path temporary) {
        try {
            Path file = Files.createTempFile(temporary, "compiler-", ".json");
            try {
                Files.writeString(file, DIRECTIVE);
                String answer = invoke("compilerDirectivesAdd", "\"" + file + "\"");
                LOG.debug("The quick compiler only: {}", answer.strip());
            } finally {
                Files.delete(file);
            }
        } catch (IOException | JMException e) {
            LOG.debug("The JVM compiles as it likes", e);
        }
    }

    private static String invoke(String command, String argument) throws JMException {
        Object answer =
                ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                command,
                                new Object[] {new String[] {argument}},
                                new String[] {String[].class.getName()});
        return String.valueOf(answer);
    }
}
