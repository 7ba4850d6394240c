package io.github.geminiroutes.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a program under test is started from. {@code mvn verify} names the jar it has packaged; then
 * the first start writes an archive of the classes it loads, and the others map it instead of
 * loading them anew. Java archives no classes of a directory.
 */
final class PackagedProgram {
    private static final String JAR = System.getProperty("program.jar", "");
    private static final long LIMIT_SECONDS = 120;

    private static Path archive;

    private PackagedProgram() {}

    /** The jar, or the directory of the compiled classes. */
    static Path code() {
        return JAR.isEmpty() ? built("classes") : Path.of(JAR);
    }

    private static Path built(String name) {
        return Path.of("target", name).toAbsolutePath();
    }

    /** That of the tests, with the jar in the place of the classes and without the tests. */
    static String classPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).equals(built("test-classes")))
                .map(entry -> Path.of(entry).equals(built("classes")) ? code() : entry)
                .map(Object::toString)
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** What Java takes to map the archive; none for a class path it was not made of. */
    static List<String> archiveArguments(String classPath) throws IOException {
        if (JAR.isEmpty() || !classPath.equals(classPath())) {
            return List.of();
        }
        return List.of("-XX:SharedArchiveFile=" + archive(classPath), "-Xshare:auto");
    }

    private static synchronized Path archive(String classPath) throws IOException {
        if (archive == null) {
            archive = write(classPath);
        }
        return archive;
    }

    private static Path write(String classPath) throws IOException {
        Path root = Files.createTempDirectory(built(""), "class-archive");
        Path made = built("program.jsa");
        Files.deleteIfExists(made);
        try (GeminiServer server = GeminiServer.start()) {
            ProgramSettings settings = new ProgramSettings(root.resolve("work")).server(server);
            Files.createDirectories(settings.root());
            new DropFolders(settings.dataDir()).drop("one.txt", "One prompt");
            List<String> command = new ArrayList<>();
            command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
            command.addAll(ProgramUnderTest.SMALL_JVM);
            command.add("-XX:ArchiveClassesAtExit=" + made);
            command.addAll(
                    List.of("-cp", classPath, ProgramUnderTest.MAIN_CLASS, "run", "--drain"));
            Path output = root.resolve("output");
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(settings.root().toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile());
            settings.applyTo(builder);
            Process process = builder.start();
            try {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)
                        || process.exitValue() != 0
                        || !Files.exists(made)) {
                    throw new IOException("No archive was made: " + Files.readString(output));
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while the archive is made", e);
            } finally {
                process.destroyForcibly();
            }
        }
        return made;
    }
}
