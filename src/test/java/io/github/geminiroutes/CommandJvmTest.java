package io.github.geminiroutes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.support.KeyMask;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a command reads from its JVM, and sets there. */
@Isolated(
        "The settings of a command are properties of the JVM, which every Camel context reads, as it does the locale")
class CommandJvmTest {

    private final StringWriter stdout = new StringWriter();
    private final StringWriter stderr = new StringWriter();

    private void execute(String command) {
        Main.commandLine()
                .setOut(new PrintWriter(stdout, true))
                .setErr(new PrintWriter(stderr, true))
                .execute(command);
    }

    /** Somebody has pasted the key into the wrong setting. */
    @ParameterizedTest
    @ValueSource(strings = {"check-dirs", "init"})
    void noCommandPrintsTheKeyThatStandsInASetting(String command, @TempDir Path folder) {
        String key = "a-key-of-no-known-form";
        KeyMask.add(key);
        Map<String, String> settings =
                Map.of(
                        "gemini.data-dir", folder + "/data",
                        "gemini.log-dir", folder + "/log",
                        "gemini.cache-dir", folder + "/cache",
                        "gemini.tmp-dir", folder + "/tmp",
                        "gemini.required-dirs", folder + "/" + key);
        settings.forEach(System::setProperty);
        try {
            execute(command);
        } finally {
            settings.keySet().forEach(System::clearProperty);
        }

        assertThat(stdout.toString())
                .contains(folder + "/" + KeyMask.MASK, folder + "/data")
                .doesNotContain(key);
        assertThat(stderr.toString()).doesNotContain(key);
    }

    @Test
    void numbersAreTheSameInEachCountry() throws InterruptedException {
        Locale before = Locale.getDefault(Locale.Category.FORMAT);
        try {
            Locale.setDefault(Locale.Category.FORMAT, Locale.forLanguageTag("en-x-other"));
            Thread program = new Thread(() -> Main.main(new String[] {"--version"}), "program");
            program.start();
            program.join();

            assertThat(Locale.getDefault(Locale.Category.FORMAT)).isEqualTo(Locale.ROOT);
        } finally {
            Locale.setDefault(Locale.Category.FORMAT, before);
        }
    }
}
