package io.github.geminiroutes.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RouteFilesTest {

    @TempDir Path home;

    private RouteFiles files(String... names) {
        return new RouteFiles(
                Settings.of(new Installation(home), "prod", Map.of()), List.of(names));
    }

    private void route(String name, String yaml) throws IOException {
        Files.createDirectories(home.resolve("routes"));
        Files.writeString(home.resolve("routes").resolve(name + ".camel.yaml"), yaml);
    }

    @Test
    void theFilesInTheJarAreReadAndTheirComponentsAreThere() {
        RouteFiles files = files("gemini-generate", "gemini-prompt-files");

        assertThat(files.routes())
                .containsExactly(Finding.ok("routes", "3 in 2 files; none runs in this process"));
        assertThat(files.components())
                .containsEntry("direct", "")
                .containsEntry("file", "")
                .containsEntry("https", "");
    }

    @Test
    void aFileThatAnOperatorBrokeIsNamed() throws IOException {
        route("gemini-generate", "- route:\n  id: [");

        assertThat(files("gemini-generate").routes())
                .filteredOn(finding -> finding.status() == Status.ERROR)
                .singleElement()
                .satisfies(
                        finding ->
                                assertThat(finding.value())
                                        .contains(home.toString(), "cannot be read"));
    }

    @Test
    void aFileThatIsNowhereIsNamed() {
        assertThat(files("gemini-nothing").routes())
                .filteredOn(finding -> finding.status() == Status.ERROR)
                .hasSize(1);
    }

    @Test
    void aComponentThatIsNotThereIsNamed() throws IOException {
        route("gemini-own", "- route:\n    from:\n      uri: nosuchthing:x\n      steps: []\n");

        assertThat(files("gemini-own").components()).containsEntry("nosuchthing", "missing");
    }
}
