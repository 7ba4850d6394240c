package io.github.geminiroutes.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/** Programs of the machine that a test needs and a developer may not have. */
public final class Installed {
    private Installed() {}

    /** Where the program is; a test that asks for one that is missing is skipped, and says why. */
    public static Path require(String program, String debianPackage) {
        Optional<Path> found = find(program);
        if (found.isEmpty()) {
            String line =
                    "Skipped: %s is not installed (apt-get install %s)"
                            .formatted(program, debianPackage);
            System.out.println(line);
            Assumptions.abort(line);
        }
        return found.orElseThrow();
    }

    private static Optional<Path> find(String program) {
        return Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .map(directory -> Path.of(directory, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
