package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which arguments are read without the parser; CommandLineTest has what the parser does. */
class PlainArgumentsTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "run", "run|--drain"})
    void theUsualOnesNeedNoParser(String arguments) {
        assertThat(RunCommand.ofPlain(words(arguments))).isInstanceOf(RunCommand.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run --drain",
                "--drain",
                "run|--drain|--drain",
                "run|--help",
                "run|--profile|test",
                "RUN",
                "demo",
                "run|"
            })
    void allOthersDo(String arguments) {
        assertThat(RunCommand.ofPlain(words(arguments))).isNull();
    }

    private static String[] words(String arguments) {
        return arguments.isEmpty()
                ? new String[0]
                : Arrays.stream(arguments.split("\\|", -1)).toArray(String[]::new);
    }
}
