package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each relative link of the documents leads to a file that is there, each anchor to a heading. */
class MarkdownLinksTest {

    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");
    private static final Pattern CODE = Pattern.compile("`[^`\\n]*`");
    private static final Pattern LINK = Pattern.compile("]\\(([^()\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+?) *$");
    private static final Pattern ABSOLUTE = Pattern.compile("[a-z]+:.*");

    /** Every document of the repository: at its top, in docs and in .github. */
    static List<Path> documents() throws IOException {
        List<Path> documents = new ArrayList<>(markdownIn(Path.of(""), 1));
        documents.addAll(markdownIn(Path.of("docs"), 8));
        documents.addAll(markdownIn(Path.of(".github"), 8));
        return documents;
    }

    private static List<Path> markdownIn(Path directory, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(directory, depth)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("documents")
    void everyRelativeLinkLeadsSomewhere(Path document) throws IOException {
        List<String> dead = new ArrayList<>();
        for (String link : linksOf(Files.readString(document))) {
            if (!leadsSomewhere(document, link)) {
                dead.add(link);
            }
        }
        assertThat(dead).as("dead links of " + document).isEmpty();
    }

    /** Where it is packaged: the process tests of {@code mvn verify} run after that. */
    @Test
    @Tag("process")
    @EnabledIfSystemProperty(named = "program.jar", matches = ".+")
    void everyRelativeLinkOfTheDistributionLeadsSomewhere() throws IOException {
        Path target = Path.of(System.getProperty("program.jar")).resolveSibling("");
        try (DirectoryStream<Path> zips = Files.newDirectoryStream(target, "gemini-routes-*.zip")) {
            List<Path> built = new ArrayList<>();
            zips.forEach(built::add);
            assertThat(built).hasSize(1);
            try (FileSystem distribution = FileSystems.newFileSystem(built.get(0))) {
                List<Path> documents = markdownIn(distribution.getPath("/"), 8);
                assertThat(documents).hasSizeGreaterThan(10);
                for (Path document : documents) {
                    everyRelativeLinkLeadsSomewhere(document);
                }
            }
        }
    }

    @Test
    void theReadmeLeadsToEveryPageAndStaysShort() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        List<String> links = linksOf(readme);
        assertThat(links).contains("CONTRIBUTING.md", "SECURITY.md", "RATIONALE.md");
        for (Path page : markdownIn(Path.of("docs"), 1)) {
            assertThat(links).contains(page.toString().replace('\\', '/'));
        }
        assertThat(readme.lines().count()).isLessThanOrEqualTo(200);
    }

    @Test
    void theIndexOfTheRationaleListsEveryQuestion() throws IOException {
        String rationale = Files.readString(Path.of("RATIONALE.md"));
        List<String> links = linksOf(rationale);
        Set<String> questions = anchorsOf(rationale.substring(rationale.indexOf("\n## ")));
        assertThat(questions).hasSizeGreaterThan(50);
        assertThat(links).containsAll(questions.stream().map(anchor -> "#" + anchor).toList());
    }

    @Test
    void anchorsAreThoseOfTheHost() {
        String document =
                """
                # Why no `circuitBreaker`, and why 2?
                ## [Embed](docs/embedding.md)
                ```sh
                # a comment of the shell
                ```
                ## Embed
                """;
        assertThat(anchorsOf(document))
                .containsExactlyInAnyOrder("why-no-circuitbreaker-and-why-2", "embed", "embed-1");
    }

    @Test
    void linksInCodeAreNone() {
        assertThat(linksOf("See [a](b.md#c), `[x](y.md)`\n```\n[z](z.md)\n```\n"))
                .containsExactly("b.md#c");
    }

    private static boolean leadsSomewhere(Path document, String link) throws IOException {
        if (ABSOLUTE.matcher(link).matches()) {
            return true;
        }
        int hash = link.indexOf('#');
        String file = hash < 0 ? link : link.substring(0, hash);
        Path target = file.isEmpty() ? document : document.resolveSibling(file).normalize();
        if (!Files.exists(target)) {
            return false;
        }
        return hash < 0 || anchorsOf(Files.readString(target)).contains(link.substring(hash + 1));
    }

    private static List<String> linksOf(String document) {
        String text = CODE.matcher(FENCED.matcher(document).replaceAll("")).replaceAll("");
        return LINK.matcher(text).results().map(link -> link.group(1)).toList();
    }

    /** The anchors of the headings, as GitHub makes them. */
    private static Set<String> anchorsOf(String document) {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        Matcher heading = HEADING.matcher(FENCED.matcher(document).replaceAll(""));
        while (heading.find()) {
            String anchor =
                    heading.group(1)
                            .replaceAll("\\[([^]]*)]\\([^)]*\\)", "$1")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N}_ -]", "")
                            .replace(' ', '-');
            int before = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }
}
