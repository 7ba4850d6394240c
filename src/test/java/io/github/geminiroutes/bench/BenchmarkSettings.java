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
        List<String> jvmArguments) {

    static BenchmarkSettings fromSystemProperties(String allScenarios) {
        String jvmArguments = property("bench.jvmArgs", "");
        return new BenchmarkSettings(
                List.of(property("bench", allScenarios).split(",")),
                number("bench.prompts", 0),
                number("bench.rounds", 3),
                number("bench.backlog", 100_000),
                number("bench.backlogAnswers", 20_000),
                number("bench.seed", 1),
                Path.of(property("bench.jar", "target/gemini-routes.jar")).toAbsolutePath(),
                Path.of(property("bench.java", ownJava().toString())),
                jvmArguments.isEmpty() ? List.of() : List.of(jvmArguments.split(" +")));
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
