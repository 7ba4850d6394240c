package io.github.geminiroutes.bench;

import java.nio.file.Path;
import java.util.List;

/**
 * What is measured, and with which program. Each is a system property {@code bench…}; an empty one
 * counts as unset.
 *
 * @param scenarios names of the scenarios, in the order they run
 * @param prompts prompts of a drain, 0 for the scenario's own number
 * @param rounds how often each contender runs
 * @param backlog files that lie in the inbox in the backlog scenario
 * @param backlogAnswers answers after which the backlog scenario ends
 * @param seed of the scenarios with chance in them
 * @param jar the program
 * @param java the Java the program runs on
 * @param jvmArguments further arguments for that Java
 * @param client starts another client of the gateway: see {@link GatewayClients}; empty for none
 */
record BenchmarkSettings(
        List<String> scenarios,
        int prompts,
        int rounds,
        int backlog,
        int backlogAnswers,
        long seed,
        Path jar,
        Path java,
        List<String> jvmArguments,
        List<String> client) {

    static BenchmarkSettings fromSystemProperties(String allScenarios) {
        return new BenchmarkSettings(
                List.of(property("bench", allScenarios).split(",")),
                number("bench.prompts", 0),
                number("bench.rounds", 3),
                number("bench.backlog", 100_000),
                number("bench.backlogAnswers", 20_000),
                number("bench.seed", 1),
                Path.of(property("bench.jar", "target/gemini-routes.jar")).toAbsolutePath(),
                Path.of(property("bench.java", ownJava().toString())),
                words(property("bench.jvmArgs", "")),
                words(property("bench.client", "")));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" +"));
    }

    /** The Java this benchmark runs on. */
    static Path ownJava() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }

    int promptsOr(int ofScenario) {
        return prompts == 0 ? ofScenario : prompts;
    }

    private static int number(String name, int otherwise) {
        return Integer.parseInt(property(name, Integer.toString(otherwise)));
    }

    private static String property(String name, String otherwise) {
        String value = System.getProperty(name, "").strip();
        return value.isEmpty() ? otherwise : value;
    }
}
