package io.github.geminiroutes.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A program that gets prompts answered.
 *
 * @param name how it is reported
 * @param command how it is started
 * @param environment what it is told beside directories and server
 */
record Contender(String name, List<String> command, Map<String, String> environment) {
    static final String SUBJECT = "gemini-routes";
    static final String CAREFUL_LOOP = "jdk-careful-loop";

    /** The shipped program. */
    static Contender geminiRoutes(
            BenchmarkSettings settings, Map<String, String> environment, String... arguments) {
        return geminiRoutes(SUBJECT, List.of(), settings, environment, arguments);
    }

    /** The shipped program, started as the container image starts it. */
    static Contender inImage(
            BenchmarkSettings settings, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        return geminiRoutes(
                SUBJECT + "-in-image", ImageOptions.of(settings), settings, environment, arguments);
    }

    /** The shipped program with these options of Java. */
    static Contender withOptions(
            List<String> options,
            BenchmarkSettings settings,
            Map<String, String> environment,
            String... arguments) {
        return geminiRoutes(SUBJECT, options, settings, environment, arguments);
    }

    private static Contender geminiRoutes(
            String name,
            List<String> options,
            BenchmarkSettings settings,
            Map<String, String> environment,
            String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(settings.java().toString());
        command.addAll(options);
        command.addAll(settings.jvmArguments());
        command.addAll(List.of("-jar", settings.jar().toString()));
        command.addAll(List.of(arguments));
        return new Contender(name, command, environment);
    }

    /** One prompt after another. */
    static Contender jdkLoop() {
        return jdk("jdk-loop", JdkLoop.class);
    }

    /** Many at the same time. */
    static Contender jdkAsyncLoop(int callsInFlight) {
        return jdk("jdk-async-loop", JdkAsyncLoop.class, Integer.toString(callsInFlight));
    }

    /** Many at the same time, and nothing is lost where the power fails. */
    static Contender jdkCarefulLoop(int callsInFlight) {
        return jdk(CAREFUL_LOOP, JdkCarefulLoop.class, Integer.toString(callsInFlight));
    }

    private static Contender jdk(String name, Class<?> main, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(BenchmarkSettings.ownJava().toString());
        // Only the class files of the tests: no library of ours can help it.
        command.addAll(List.of("-cp", testClasses().toString(), main.getName()));
        command.addAll(List.of(arguments));
        return new Contender(name, command, Map.of());
    }

    private static Path testClasses() {
        return Path.of(
                URI.create(
                        Contender.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()));
    }
}
