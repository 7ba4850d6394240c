package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeFolderTest {

    @TempDir Path data;
    private FolderFixture fixture;
    private OutcomeFolder parked;

    @BeforeEach
    void makeFolders() throws IOException {
        fixture = new FolderFixture(data);
        parked = fixture.folder.parkedPrompts();
    }

    private Path put(String name, String content, String report) throws IOException {
        PromptFile prompt = fixture.drop(name, content);
        return parked.put(prompt, FolderFixture.error(prompt), report);
    }

    @Test
    void aPromptCalledLikeTheRecordOfAnotherIsNotWrittenOver() throws IOException {
        put("a.txt.parked.json", "{\"contents\": 1}", null);
        put("b.txt.parked.txt", "not a report", null);

        Path a = put("a.txt", "A", null);
        Path b = put("b.txt", "B", "a report");

        assertThat(a).hasFileName("a.txt.2");
        assertThat(b).hasFileName("b.txt.2");
        assertThat(parked.directory().resolve("a.txt.parked.json")).hasContent("{\"contents\": 1}");
        assertThat(parked.directory().resolve("b.txt.parked.txt")).hasContent("not a report");
        assertThat(parked.prompts())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("a.txt.2", "a.txt.parked.json", "b.txt.2", "b.txt.parked.txt");
    }

    /** The record of a record would be removed as something that was left behind. */
    @Test
    void aPromptCalledLikeTheRecordOfARecordIsNotRemoved() throws IOException {
        put("a.txt.parked.json.parked.json", "{\"contents\": 1}", null);
        put("b.txt.parked.txt.parked.json", "{\"contents\": 2}", null);

        assertThat(put("a.txt", "A", null)).hasFileName("a.txt.2");
        assertThat(put("b.txt", "B", "a report")).hasFileName("b.txt.2");
        assertThat(parked.directory().resolve("a.txt.parked.json.parked.json"))
                .hasContent("{\"contents\": 1}");
        assertThat(parked.directory().resolve("b.txt.parked.txt.parked.json"))
                .hasContent("{\"contents\": 2}");
        assertThat(parked.prompts()).hasSize(4);
    }

    /** As in a task that explains errors. */
    @Test
    void aPromptThatIsACopyOfARecordIsAPrompt() throws IOException {
        String record = "{\"prompt\": \"a.txt\", \"class\": \"bad-input\"}";
        Path copy = put("a.txt.parked.json", record, null);

        assertThat(put("a.txt", "A", null)).hasFileName("a.txt.2");
        assertThat(copy).hasContent(record);
        assertThat(parked.prompts()).hasSize(2);
        assertThat(parked.count()).isEqualTo(2);
        assertThat(parked.giveBack(copy, fixture.folder.files(), "a.txt.parked.json").isOut())
                .isTrue();
        assertThat(fixture.folder.inbox().resolve("a.txt.parked.json")).hasContent(record);
    }

    /** Each looks whether the other is there before it is written: the two must not overlap. */
    @Test
    void promptsCalledLikeEachOthersRecordsSurviveAtTheSameTime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Callable<Path>> puts = new ArrayList<>();
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < 100; i++) {
            for (String name : List.of("y%d.txt", "y%d.txt.parked.json", "y%d.txt.parked.txt")) {
                PromptFile prompt = fixture.drop(name.formatted(i), "content of " + name);
                names.add(prompt.name());
                puts.add(() -> parked.put(prompt, FolderFixture.error(prompt), "a report"));
            }
        }
        for (Future<Path> placed : threads.invokeAll(puts)) {
            placed.get();
        }
        threads.shutdown();
        assertThat(parked.prompts()).hasSize(300);

        for (Path file : parked.prompts()) {
            String name = OutcomeFolder.promptName(parked.directory(), file, parked.record(file));
            assertThat(parked.giveBack(file, fixture.folder.files(), name).isOut()).isTrue();
        }

        try (Stream<Path> inbox = Files.list(fixture.folder.inbox())) {
            assertThat(inbox.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrderElementsOf(names);
        }
        assertThat(parked.directory()).isEmptyDirectory();
    }

    @Test
    void theRecordOfAKilledRunIsWrittenOver() throws IOException {
        Files.writeString(parked.directory().resolve("a.txt.parked.json"), "{}");

        Path file = put("a.txt", "A", null);

        assertThat(file).hasFileName("a.txt");
        assertThat(parked.record(file).path("prompt").asText()).isEqualTo("a.txt");
    }

    @Test
    void aNumberedPromptKnowsItsNameEvenIfItsRecordIsDamaged() throws IOException {
        put("a.txt", "one", null);
        Path second = put("a.txt", "two", null);
        Files.writeString(parked.directory().resolve("a.txt.2.parked.json"), "{\"prompt\":");

        JsonNode record = parked.record(second);

        assertThat(record.isMissingNode()).isTrue();
        assertThat(OutcomeFolder.promptName(parked.directory(), second, record)).isEqualTo("a.txt");
        assertThat(parked.giveBack(second, fixture.folder.files(), "a.txt").isOut()).isTrue();
        assertThat(fixture.files())
                .containsExactly("inbox/a.txt", "parked/a.txt", "parked/a.txt.parked.json");
    }

    @Test
    void aLongNameWithANumberComesBackByItsRecord() throws IOException {
        String name = "n".repeat(251) + ".txt";
        put(name, "one", null);
        Path second = put(name, "two", null);

        assertThat(OutcomeFolder.promptName(parked.directory(), second, parked.record(second)))
                .isEqualTo(name);
    }

    @Test
    void leavesWhatTheInboxHasAndWhatIsGone() throws IOException {
        Path file = put("a.txt", "old", null);
        fixture.drop("a.txt", "new");

        assertThat(parked.giveBack(file, fixture.folder.files(), "a.txt").isOut()).isFalse();
        assertThat(file).hasContent("old");

        Files.delete(file);
        assertThat(parked.giveBack(file, fixture.folder.files(), "a.txt").isOut()).isTrue();
        assertThat(fixture.folder.inbox().resolve("a.txt")).hasContent("new");
    }

    @Test
    void aFolderCalledLikeARecordIsPassedOver() throws IOException {
        Files.createDirectories(parked.directory().resolve("a.txt.parked.json"));
        Files.createDirectories(parked.directory().resolve("b.txt.parked.txt/x"));
        Files.createDirectories(parked.directory().resolve("c.txt.parked.json.parked.json/x"));

        assertThat(put("a.txt", "A", null)).hasFileName("a.txt.2");
        assertThat(put("b.txt", "B", "a report")).hasFileName("b.txt.2");
        assertThat(put("c.txt", "C", null)).hasFileName("c.txt.2");
    }

    @Test
    void aPromptWhoseNameBecomesThatOfAFolderGetsANumberWithItsCompanions() throws IOException {
        Path file = parked.directory().resolve("bills/2026");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "a document");
        Files.writeString(parked.directory().resolve("bills/2026.parked.json"), "{}");
        Files.createDirectories(fixture.folder.inbox().resolve("bills/2026"));

        Path placed = put("bills/2026/a.txt", "A", null);

        assertThat(placed).isEqualTo(file.resolve("a.txt")).hasContent("A");
        assertThat(file.resolveSibling("2026.2")).hasContent("a document");
        assertThat(file.resolveSibling("2026.2.parked.json")).hasContent("{}");
        assertThat(file.resolveSibling("2026.parked.json")).doesNotExist();
    }
}
