package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.folder.InboxCensus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the columns of a table are for: variables, files beside the table, neither. */
class RowColumnsRouteTest extends RowsRoutesTestSupport {

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-tasks");
    }

    private Path task(String folder, String prompt) throws IOException {
        Path task = Files.createDirectories(this.folder.inbox().resolve(folder));
        Files.writeString(task.resolve("task.prompt"), prompt);
        return task;
    }

    private InboxCensus census() throws IOException {
        return DropFolderService.of(context()).folder().census();
    }

    @Test
    void aFileThatAColumnNamesGoesWithItsRowAndIsNoDocument() throws IOException {
        Path task = task("photos", "---\nrows: true\n---\nName {{id}}: {{media url=scan}}");
        Files.writeString(task.resolve("a.pdf"), "%PDF-1.4\n%%EOF\n");

        drop("photos/list.csv", "id,scan\n1,a.pdf\n");

        soon().until(() -> Files.exists(folder.done().resolve("photos/list.csv")));
        assertThat(folder.outbox().resolve("photos/list.csv.answers.csv"))
                .content()
                .contains("1,a.pdf,Answer to: Name 1: ,");
        assertThat(task.resolve("a.pdf")).exists();
        assertThat(server.log().arrived()).isEqualTo(1);
        assertThat(census().examples()).doesNotContainKey("photos/a.pdf");
        assertThat(census().prompts()).isZero();
    }

    @Test
    void whatNoColumnCanNameIsLeftAloneAndTold() throws IOException {
        Path task = task("plain", "---\nrows: true\n---\nName {{id}}");
        Files.writeString(task.resolve("notes.txt"), "not a table");

        drop("plain/list.csv", "id\n1\n");

        soon().until(() -> Files.exists(folder.done().resolve("plain/list.csv")));
        assertThat(task.resolve("notes.txt")).exists();
        assertThat(census().examples())
                .hasEntrySatisfying(
                        "plain/notes.txt", reason -> assertThat(reason).contains("is no table"));
        assertThat(DropFolderService.of(context()).counters().failed()).isZero();
        assertThat(server.log().arrived()).isEqualTo(1);
    }

    @Test
    void aColumnThatTheSchemaDoesNotNameIsAVariableThatNothingChecks() throws IOException {
        task(
                "closed",
                "---\nrows: true\ninput:\n  schema:\n    size: integer\n---\n{{size}} {{note}}");

        drop("closed/list.csv", "size,note,unused\n1,blue,x\nmany,red,y\n");

        soon().until(() -> Files.exists(folder.failed().resolve("closed/list.csv")));
        List<String> lines =
                Files.readAllLines(folder.outbox().resolve("closed/list.csv.answers.csv"));
        assertThat(lines.get(1)).isEqualTo("1,blue,x,Answer to: 1 blue,");
        assertThat(lines.get(2)).startsWith("many,red,y,,").contains("size");
    }

    @Test
    void aVariableWithoutAColumnIsToldWithWhereToGiveIt() throws IOException {
        task("lacks", "---\nrows: true\n---\n{{colour}}");

        drop("lacks/list.csv", "size\n1\n");

        soon().until(() -> Files.exists(folder.failed().resolve("lacks/list.csv")));
        assertThat(folder.outbox().resolve("lacks/list.csv.answers.csv"))
                .content()
                .contains("colour", "in a column of the table or under input.default")
                .doesNotContain(".input.json");
        assertThat(server.log().arrived()).isZero();
    }
}
