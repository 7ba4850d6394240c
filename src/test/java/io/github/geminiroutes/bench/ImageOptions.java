package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.ProgramSettings;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How the container image starts Java: {@code deploy/jvm.options}, the memory limit of {@code
 * docker-compose.yml}, and the ahead-of-time cache, made by a training run as in the Dockerfile. A
 * Java that is older than the image's takes what it knows of it.
 */
final class ImageOptions {
    private static final Path FILE = Path.of("deploy", "jvm.options");
    private static final String MEMORY_LIMIT = "-XX:MaxRAM=512m";
    private static final int JAVA_OF_THE_IMAGE = 25;
    private static final List<String> NEW_IN_IT =
            List.of("-XX:+UseCompactObjectHeaders", "--sun-misc-unsafe", "-Xlog:aot");

    private static List<String> known;

    private ImageOptions() {}

    static synchronized List<String> of(BenchmarkSettings settings)
            throws IOException, InterruptedException {
        if (known == null) {
            boolean isOld = release(settings.java()) < JAVA_OF_THE_IMAGE;
            List<String> options = read(isOld);
            if (!isOld) {
                options.add("-XX:AOTCache=" + train(options, settings));
            }
            known = List.copyOf(options);
        }
        return known;
    }

    private static List<String> read(boolean isOld) throws IOException {
        Predicate<String> isNew = option -> NEW_IN_IT.stream().anyMatch(option::startsWith);
        List<String> options = new ArrayList<>();
        options.add(MEMORY_LIMIT);
        try (Stream<String> lines = Files.lines(FILE)) {
            lines.filter(line -> !line.isBlank() && line.charAt(0) != '#')
                    .filter(option -> !isOld || isNew.negate().test(option))
                    .forEach(options::add);
        }
        return options;
    }

    /** What the installation says of itself; a question to it would take a process. */
    private static int release(Path java) throws IOException {
        Path home = java.toRealPath().getParent().getParent();
        Properties release = new Properties();
        try (InputStream in = new FileInputStream(home.resolve("release").toFile())) {
            release.load(in);
        }
        return Runtime.Version.parse(release.getProperty("JAVA_VERSION").replace("\"", ""))
                .feature();
    }

    private static Path train(List<String> options, BenchmarkSettings settings)
            throws IOException, InterruptedException {
        Path root = Files.createTempDirectory("gemini-routes-bench");
        Workspace.removeLater(root);
        Path cache = root.resolve("gemini-routes.aot");
        List<String> command = new ArrayList<>();
        command.add(settings.java().toString());
        command.addAll(options);
        command.add("-XX:AOTCacheOutput=" + cache);
        command.addAll(List.of("-jar", settings.jar().toString(), "train", "--prompts", "3000"));
        ProcessBuilder training = new ProcessBuilder(command);
        new ProgramSettings(root).applyTo(training);
        training.redirectErrorStream(true).redirectOutput(root.resolve("training.log").toFile());
        int exitCode = training.start().waitFor();
        if (exitCode != 0) {
            throw new IOException(
                    "The training run ended with %d: %s"
                            .formatted(exitCode, Files.readString(root.resolve("training.log"))));
        }
        return cache;
    }
}
