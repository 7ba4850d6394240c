package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.platform.commons.support.AnnotationSupport;

/** What starts a program, a broker or a browser stays out of the quick loop. */
class ProcessTagTest {

    private static final Path SOURCES = Path.of("src/test/java");

    private static final Pattern STARTS =
            Pattern.compile(
                    "\\b(ProgramUnderTest|GatewayUnderTest|PackagedProgram|OtherProgram|Distribution|KafkaBroker"
                            + "|ArtemisBroker|SharedBroker|RedisServer|Browser)\\.[a-z]\\w*\\(");

    @Test
    void aTestThatStartsAProcessBearsTheTag() throws Exception {
        List<Class<?>> starting = new ArrayList<>();
        for (Path file : tests()) {
            if (STARTS.matcher(Files.readString(file)).find()) {
                String name = SOURCES.relativize(file).toString().replaceAll("[/\\\\]", ".");
                starting.add(Class.forName(name.substring(0, name.length() - ".java".length())));
            }
        }

        assertThat(starting)
                .contains(LauncherTest.class)
                .allSatisfy(
                        type ->
                                assertThat(
                                                AnnotationSupport.findRepeatableAnnotations(
                                                        type, Tag.class))
                                        .as(type.getName())
                                        .extracting(Tag::value)
                                        .contains("process"));
    }

    private static List<Path> tests() throws IOException {
        try (Stream<Path> tree = Files.walk(SOURCES)) {
            return tree.filter(file -> file.toString().endsWith("Test.java"))
                    .filter(file -> !file.toString().endsWith("UnderTest.java"))
                    .toList();
        }
    }
}
