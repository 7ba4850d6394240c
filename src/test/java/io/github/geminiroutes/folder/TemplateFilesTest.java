package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The files that belong to a template: they are no prompts, and its values go where it goes. */
class TemplateFilesTest {

    @TempDir Path data;
    private FolderFixture fixture;

    @BeforeEach
    void create() throws IOException {
        fixture = new FolderFixture(data);
    }

    @ParameterizedTest
    @CsvSource({
        "a.prompt, true",
        "a.json, true",
        "input.json, true",
        "a.input.json, false",
        "A.INPUT.JSON, false",
        "_a.prompt, false",
        "_a.md, true",
    })
    void valuesAndPartialsAreNoPrompts(String name, boolean isPrompt) {
        assertThat(PromptNames.isPrompt(name)).isEqualTo(isPrompt);
    }

    @ParameterizedTest
    @CsvSource({
        "a.prompt, a.input.json",
        "a.b.prompt, a.b.input.json",
        "a.prompt.2, a.input.json.2",
        "a.PROMPT, a.input.json",
        "a.md,",
        "a.prompt.md,",
    })
    void valuesAreNamedLikeTheirTemplate(String prompt, String values) {
        assertThat(TemplateFiles.valuesOf(prompt)).isEqualTo(values);
    }

    @Test
    void valuesGoAlongAndComeBackWithTheirPrompt() throws IOException {
        write("inbox/b.input.json", "of another");
        write("inbox/_a.prompt", "partial");
        fail("one", "1");
        fail("two", "2");
        OutcomeFolder failed = fixture.folder.failedPrompts();

        assertThat(fixture.files())
                .containsExactly(
                        "failed/a.input.json",
                        "failed/a.input.json.2",
                        "failed/a.prompt",
                        "failed/a.prompt.2",
                        "failed/a.prompt.2.error.json",
                        "failed/a.prompt.error.json",
                        "inbox/_a.prompt",
                        "inbox/b.input.json");
        assertThat(failed.prompts())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("a.prompt", "a.prompt.2");
        assertThat(failed.count()).isEqualTo(2);

        failed.giveBack(
                failed.directory().resolve("a.prompt.2"), fixture.folder.files(), "a.prompt");

        assertThat(Files.readString(data.resolve("inbox/a.input.json"))).isEqualTo("2");
        assertThat(fixture.files())
                .containsExactly(
                        "failed/a.input.json",
                        "failed/a.prompt",
                        "failed/a.prompt.error.json",
                        "inbox/_a.prompt",
                        "inbox/a.input.json",
                        "inbox/a.prompt",
                        "inbox/b.input.json");
    }

    @Test
    void valuesOfAnAnsweredPromptLieBesideItInDone() throws IOException {
        write("inbox/a.input.json", "1");

        fixture.publish(fixture.drop("a.prompt", "one"), "answer");

        assertThat(fixture.files())
                .contains("done/a.prompt", "done/a.input.json")
                .noneMatch(file -> file.startsWith("inbox"));
    }

    @Test
    void valuesNeverReplaceOthers() throws IOException {
        write("failed/a.input.json", "old");

        fail("one", "new");

        assertThat(Files.readString(data.resolve("failed/a.input.json"))).isEqualTo("old");
        assertThat(Files.readString(data.resolve("inbox/a.input.json"))).isEqualTo("new");
    }

    private void fail(String prompt, String values) throws IOException {
        write("inbox/a.input.json", values);
        PromptFile file = fixture.drop("a.prompt", prompt);
        fixture.folder.failedPrompts().put(file, FolderFixture.error(file), null);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(data.resolve(name), text);
    }
}
