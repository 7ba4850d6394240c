package io.github.geminiroutes.app;

import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Does once what {@code run} does, on the stand-in, so that the JVM can archive the loaded classes
 * for the next start. The launcher and the build of the image call it; it leaves no files behind.
 */
@Command(
        name = "train",
        hidden = true,
        description = "Loads the classes that run needs, for a class data archive.",
        mixinStandardHelpOptions = true,
        footerHeading = ProfileOption.EXAMPLE,
        footer = "  java -XX:ArchiveClassesAtExit=gemini-routes.jsa -jar gemini-routes.jar train",
        versionProvider = Version.class)
public final class TrainCommand implements Callable<Integer> {

    @Option(
            names = "--prompts",
            paramLabel = "NUMBER",
            description =
                    "How many more prompts are answered: a cache that keeps profiles gains by them (default: 0).")
    private int prompts;

    @Option(
            names = "--launcher",
            paramLabel = "PID",
            description =
                    "The process that waits for it: once that is gone, it ends and archives nothing.")
    private Long launcher;

    private static final Map<String, String> TRAINING =
            Map.of(
                    "gemini.http-host", "127.0.0.1",
                    "gemini.http-port", "0",
                    "gemini.stand-in.delay", "0",
                    "gemini.stand-in.first-codes", "503",
                    "gemini.retry.base-delay", "0.01");

    @Override
    public Integer call() throws Exception {
        Path directory = Files.createTempDirectory("gemini-routes-train-");
        if (launcher != null) {
            LauncherWatch.start(launcher, () -> giveUp(directory));
        }
        try {
            return train(directory);
        } finally {
            delete(directory);
        }
    }

    private int train(Path directory) throws Exception {
        // Uses the routes and settings of the jar: changes beside it, such as a Redis or a lock,
        // must not affect the training.
        Settings settings =
                DemoCommand.settings(new Installation(directory), "prod", directory, TRAINING);
        Path inbox = settings.directory("gemini.data-dir").resolve("inbox");
        DemoCommand.dropPrompts(inbox);
        for (int number = 1; number <= prompts; number++) {
            Files.writeString(
                    inbox.resolve(String.format(Locale.ROOT, "prompt-%06d.txt", number)),
                    "Prompt %d: name a river.%n".formatted(number));
        }
        List<String> routes = new ArrayList<>(RunCommand.ROUTES);
        routes.add("gemini-stand-in");
        try (StopSignal signal = StopSignal.await(0);
                PrintStream nowhere =
                        new PrintStream(
                                OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
            int code = RunCommand.run(settings, routes, true, nowhere, signal);
            loadTransportSecurity();
            return code;
        }
    }

    /** Each end of its own writes the archive; the launcher's shell is there. */
    private static void giveUp(Path directory) {
        try {
            delete(directory);
        } catch (IOException e) {
            System.err.println("gemini-routes: " + directory + " remains: " + e.getMessage());
        }
        long own = ProcessHandle.current().pid();
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -KILL " + own).start().waitFor();
        } catch (IOException | InterruptedException e) {
            System.err.println("gemini-routes: training ends by itself: " + e.getMessage());
            Runtime.getRuntime().halt(1);
        }
    }

    /** Calls to the stand-in use plain HTTP, calls to Gemini do not. */
    private static void loadTransportSecurity() throws GeneralSecurityException {
        SSLContext.getDefault().createSSLEngine();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
