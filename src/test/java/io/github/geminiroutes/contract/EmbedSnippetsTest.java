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

/** What the documents show an embedder is what the hosts in src/it run, to the letter. */
class EmbedSnippetsTest {

    private static final Pattern SECTION =
            Pattern.compile("(?s)\\n## In your Camel application\\n(.*?)\\n## ");
    private static final Pattern SNIPPET = Pattern.compile("(?s)```[a-z]+\\n(.*?)```");

    @Test
    void everySnippetOfThePageIsPartOfAHost() throws IOException {
        String page = Files.readString(Path.of("docs/embedding.md"));
        assertThat(snippetsOfHosts(page)).hasSizeGreaterThanOrEqualTo(5);
    }

    @Test
    void everySnippetOfTheReadmeIsPartOfAHost() throws IOException {
        Matcher section = SECTION.matcher(Files.readString(Path.of("README.md")));
        assertThat(section.find()).isTrue();
        assertThat(snippetsOfHosts(section.group(1))).hasSizeGreaterThanOrEqualTo(3);
    }

    /** The snippets of a text, once each of them was found in a host. */
    private static List<String> snippetsOfHosts(String text) throws IOException {
        List<String> files = hosts();
        List<String> snippets = new ArrayList<>();
        Matcher snippet = SNIPPET.matcher(text);
        while (snippet.find()) {
            String shown = snippet.group(1);
            assertThat(files).as(shown).anyMatch(file -> file.contains(shown));
            snippets.add(shown);
        }
        return snippets;
    }

    private static List<String> hosts() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> paths = Files.walk(Path.of("src/it"))) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.add(Files.readString(path).replace("@project.version@", version()));
            }
        }
        return files;
    }

    private static String version() throws IOException {
        Matcher version =
                Pattern.compile("<artifactId>gemini-routes</artifactId>\\s*<version>([^<]+)<")
                        .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        return version.group(1);
    }
}
