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

/** What the README shows an embedder is what the hosts in src/it run, to the letter. */
class EmbedSnippetsTest {

    private static final Pattern SECTION = Pattern.compile("(?s)\\n## Embed\\n(.*?)\\n## ");
    private static final Pattern SNIPPET = Pattern.compile("(?s)```[a-z]+\\n(.*?)```");

    @Test
    void everySnippetIsPartOfAHost() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(Path.of("src/it"))) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.add(Files.readString(path).replace("@project.version@", version()));
            }
        }
        Matcher section = SECTION.matcher(Files.readString(Path.of("README.md")));
        assertThat(section.find()).isTrue();
        Matcher snippet = SNIPPET.matcher(section.group(1));
        int snippets = 0;
        while (snippet.find()) {
            String shown = snippet.group(1);
            assertThat(files).as(shown).anyMatch(file -> file.contains(shown));
            snippets++;
        }
        assertThat(snippets).isGreaterThanOrEqualTo(5);
    }

    private static String version() throws IOException {
        Matcher version =
                Pattern.compile("<artifactId>gemini-routes</artifactId>\\s*<version>([^<]+)<")
                        .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }
}
