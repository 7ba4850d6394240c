package com.example.kit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a library that is not used must not leave: files of any name, threads of its own. */
public record Traces(List<String> files, List<String> threads) {

    /** The files in the working directory and where gemini-routes would have its own. */
    public static Traces now() {
        List<String> files = new ArrayList<>();
        for (Path root :
                List.of(
                        Path.of("").toAbsolutePath(),
                        Path.of("/app"),
                        Path.of("/tmp/gemini_api"))) {
            if (Files.exists(root)) {
                files.addAll(below(root));
            }
        }
        return new Traces(files, threadsOfGemini());
    }

    /** The names of live threads that gemini-routes named. */
    public static List<String> threadsOfGemini() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.contains("gemini"))
                .sorted()
                .toList();
    }

    /** Surefire and javac write below {@code target} as they like. */
    private static List<String> below(Path root) {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> !path.startsWith(root.resolve("target")))
                    .map(Path::toString)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
