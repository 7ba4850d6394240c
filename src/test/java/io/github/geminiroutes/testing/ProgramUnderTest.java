package io.github.geminiroutes.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * The program as its user meets it: a process with arguments, an environment, output and an exit
 * code. It runs from the jar where the build has packaged one, else from the compiled classes, and
 * ends, at the latest, when this is closed.
 */
public final class ProgramUnderTest implements AutoCloseable {
    static final String MAIN_CLASS = "io.github.geminiroutes.Main";

    /** As small as the tests allow: many run side by side. */
    static final List<String> SMALL_JVM =
            List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m");

    private static final Pattern SERVED_AT = Pattern.compile("(http://[^ ]+:\\d+)/\n");

    private final ProgramSettings settings;
    private final Path stdout;
    private final Path stderr;
    private final Process process;

    private ProgramUnderTest(ProgramSettings settings, List<String> command) throws IOException {
        this.settings = settings;
        Files.createDirectories(settings.root());
        stdout = Files.createTempFile(settings.root(), "program", ".out");
        stderr = Files.createTempFile(settings.root(), "program", ".err");
        ProcessBuilder builder = new ProcessBuilder(command);
        settings.applyTo(builder);
        process =
                builder.directory(settings.root().toFile())
                        .redirectOutput(stdout.toFile())
                        .redirectError(stderr.toFile())
                        .start();
        process.getOutputStream().close(); // it has no terminal and gets no input
    }

    private static List<String> command(
            ProgramSettings settings, String mainClass, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(SMALL_JVM);
        command.addAll(settings.propertyArguments());
        boolean isProgram = mainClass.equals(MAIN_CLASS);
        if (isProgram) {
            command.addAll(PackagedProgram.archiveArguments(settings.classPath()));
        }
        String classPath = isProgram ? settings.classPath() : System.getProperty("java.class.path");
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(List.of(arguments));
        return command;
    }

    /** Starts the program. */
    public static ProgramUnderTest start(ProgramSettings settings, String... arguments)
            throws IOException {
        return start(MAIN_CLASS, settings, arguments);
    }

    static ProgramUnderTest start(String mainClass, ProgramSettings settings, String... arguments)
            throws IOException {
        return new ProgramUnderTest(settings, command(settings, mainClass, arguments));
    }

    /** Starts the program by its launcher. */
    public static ProgramUnderTest launch(
            ProgramSettings settings, Path launcher, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(launcher.toString());
        command.addAll(List.of(arguments));
        return new ProgramUnderTest(settings, command);
    }

    /** The settings it was started with. */
    public ProgramSettings settings() {
        return settings;
    }

    /** Where its health, metrics and page are served, without a slash at its end. */
    public String httpUrl() {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(120))
                .until(this::servedAt, Optional::isPresent)
                .orElseThrow();
    }

    private Optional<String> servedAt() throws IOException {
        return SERVED_AT.matcher(stderr()).results().map(found -> found.group(1)).findFirst();
    }

    /** Its process. */
    public ProcessHandle handle() {
        return process.toHandle();
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.isAlive();
    }

    /** What it has written to standard output so far. */
    public String stdout() throws IOException {
        return Files.readString(stdout, StandardCharsets.UTF_8);
    }

    /** What it has written to standard error so far. */
    public String stderr() throws IOException {
        return Files.readString(stderr, StandardCharsets.UTF_8);
    }

    /** Sends SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for its exit code; if it runs longer than {@code limit}, fails with its output. */
    public int awaitExit(Duration limit) throws IOException, InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(
                    "Still running after %s%n%s%n%s".formatted(limit, stdout(), stderr()));
        }
        return process.exitValue();
    }

    /** Kills the program if it still runs; nothing else is touched. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
