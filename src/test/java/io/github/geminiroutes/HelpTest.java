package io.github.geminiroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** What each command says of itself. */
class HelpTest {

    static List<CommandLine> commands() {
        List<CommandLine> commands = new ArrayList<>();
        collect(Main.commandLine(), commands);
        return commands;
    }

    private static void collect(CommandLine command, List<CommandLine> commands) {
        commands.add(command);
        command.getSubcommands().values().forEach(below -> collect(below, commands));
    }

    @Test
    void theWalkMeetsTheCommands() {
        assertThat(commands())
                .extracting(CommandLine::getCommandName)
                .contains("gemini-routes", "run", "demo", "diagnose", "init", "check-dirs");
    }

    @ParameterizedTest
    @MethodSource("commands")
    void theHelpEndsWithAnExampleThatTheProgramUnderstands(CommandLine command) {
        List<String> help = command.getUsageMessage(Ansi.OFF).stripTrailing().lines().toList();
        int heading = help.lastIndexOf("Example:");

        assertThat(heading).isPositive();
        List<String> examples = help.subList(heading + 1, help.size());
        assertThat(examples).isNotEmpty();
        for (String example : examples) {
            assertThat(example).startsWith("  ").contains("gemini-routes");
            String[] arguments =
                    example.strip()
                            .replaceFirst("^.*?(gemini-routes |gemini-routes[.]jar )", "")
                            .split(" ");
            CommandLine parsed = Main.commandLine();
            parsed.parseArgs(arguments);
            if (command.getParent() != null) {
                assertThat(arguments[0]).isEqualTo(command.getCommandName());
            }
        }
    }
}
