package io.github.geminiroutes.bench;

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

    /** The shipped program. */
    static Contender geminiRoutes(
            BenchmarkSettings settings, Map<String, String> environment, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(settings.java().toString());
        command.addAll(settings.jvmArguments());
        command.addAll(List.of("-jar", settings.jar().toString()));
        command.addAll(List.of(arguments));
        return new Contender(SUBJECT, command, environment);
    }

    /** One prompt after another. */
    static Contender jdkLoop() {
        return jdk("jdk-loop", JdkLoop.class);
    }

    /** Many at the same time. */
    static Contender jdkAsyncLoop(int callsInFlight) {
        return jdk("jdk-async-loop", JdkAsyncLoop.class, Integer.toString(callsInFlight));
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
