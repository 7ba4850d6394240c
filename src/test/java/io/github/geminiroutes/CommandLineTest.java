package io.github.geminiroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the arguments alone decide, without a process: usage, version, and what is refused. */
class CommandLineTest {

    private final StringWriter stdout = new StringWriter();
    private final StringWriter stderr = new StringWriter();

    private int execute(String... arguments) {
        return Main.commandLine()
                .setOut(new PrintWriter(stdout, true))
                .setErr(new PrintWriter(stderr, true))
                .execute(arguments);
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "demo", "diagnose", "init", "check-dirs", "estimate", "requeue"})
    void everyCommandTellsItsUsage(String command) {
        assertThat(execute(command, "--help")).isZero();
        assertThat(stdout.toString()).contains("gemini-routes " + command);
        assertThat(stderr.toString()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"run", "demo", "diagnose", "init", "check-dirs", "estimate", "requeue"})
    void everyCommandTellsTheVersion(String command) {
        assertThat(execute(command, "--version")).isZero();
        assertThat(stdout.toString().lines())
                .singleElement()
                .asString()
                .startsWith("gemini-routes ");
        assertThat(stderr.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "frobnicate, frobnicate",
        "run --fast, --fast",
        "init somewhere, somewhere",
        "requeue --all, --all",
        "run --profile, --profile"
    })
    void whatIsUnknownIsRefusedInOneLine(String arguments, String named) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);
        assertThat(stderr.toString().lines()).singleElement().asString().contains(named);
        assertThat(stdout.toString()).isEmpty();
    }

    @Test
    void aFaultOfTheProgramIsToldWithoutTheKey() {
        String key = "AIza" + "x".repeat(35);
        Exception fault = new IllegalStateException("http://host/?key=" + key);

        assertThat(Main.unexpected(new PrintWriter(stderr), fault)).isEqualTo(1);
        assertThat(stderr.toString())
                .contains("IllegalStateException", "CommandLineTest")
                .doesNotContain(key);
    }
}
