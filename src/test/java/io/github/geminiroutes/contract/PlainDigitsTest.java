package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A locale such as fa-IR has digits of its own, and the JVM takes them for {@code %d}: in a name,
 * an address or a regular expression they are an error. What people read has blanks.
 */
class PlainDigitsTest {

    private static final Pattern NUMBER =
            Pattern.compile("(Locale\\.ROOT,\\s*)?(\"[^\" ]*%\\d*d[^\" ]*\")");

    @Test
    void numbersInWhatProgramsReadAreFormattedWithoutALocale() throws IOException {
        List<String> localized = new ArrayList<>();
        int found = 0;
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                for (Matcher number = NUMBER.matcher(Files.readString(file)); number.find(); ) {
                    found++;
                    if (number.group(1) == null) {
                        localized.add(file.getFileName() + ": " + number.group(2));
                    }
                }
            }
        }

        assertThat(found).isPositive();
        assertThat(localized).isEmpty();
    }
}
