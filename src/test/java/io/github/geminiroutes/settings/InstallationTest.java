package io.github.geminiroutes.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {

    @TempDir Path directory;

    private Path write(String file, String content) throws IOException {
        Path path = directory.resolve(file);
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }

    @Test
    void ofATestRunIsTheCheckout() {
        Installation home = Installation.ofProgram();
        assertThat(home.directory().resolve("pom.xml")).exists();
        assertThat(home.isCheckout()).isTrue();
    }

    @Test
    void aFolderWithoutAPomIsNoCheckout() {
        assertThat(new Installation(directory).isCheckout()).isFalse();
    }

    @Test
    void anOperatorsRouteGoesBeforeThePackedOne() throws IOException {
        Installation home = new Installation(directory);
        assertThat(home.route("gemini-generate"))
                .isEqualTo("classpath:gemini-routes/gemini-generate.camel.yaml");

        Path own = write("routes/gemini-generate.camel.yaml", "[]");

        assertThat(home.route("gemini-generate")).isEqualTo("file:" + own);
    }

    @Test
    void anOperatorsConfigurationGoesBeforeThePackedOne() throws IOException {
        Installation home = new Installation(directory);
        assertThat(home.config("log4j2.xml"))
                .isEqualTo("classpath:gemini-routes/config/log4j2.xml");
        assertThat(home.properties("application.properties")).containsKey("gemini.model");

        Path own = write("config/application.properties", "name=Zoë 😀\n");

        assertThat(home.config("application.properties")).isEqualTo(own.toUri().toString());
        assertThat(home.properties("application.properties"))
                .hasSize(1)
                .containsEntry("name", "Zoë 😀");
    }

    @Test
    void aFileThatIsNowhereIsNull() {
        assertThat(new Installation(directory).properties("nowhere.properties")).isNull();
    }
}
