package io.github.geminiroutes.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void aByteOrderMarkIsNoPartOfAName() throws IOException {
        write("config/application-prod.properties", "\uFEFFgemini.tier=flex\n");

        assertThat(new Installation(directory).properties("application-prod.properties"))
                .containsEntry("gemini.tier", "flex");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a=\\u00zz\n", "=x\n"})
    void aBrokenFileIsOneLine(String content) throws IOException {
        write("config/application.properties", content);

        assertThatThrownBy(() -> new Installation(directory).properties("application.properties"))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("config/application.properties cannot be read: ");
    }

    @Test
    void aValueThatLeadsBackToItselfIsOneLine() throws IOException {
        write(
                "config/application.properties",
                "gemini.model={{gemini.tier}}\ngemini.tier={{gemini.model}}\n");
        Settings settings = Settings.of(new Installation(directory), "prod", Map.of());

        assertThatThrownBy(() -> settings.text("gemini.model"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("leads back to itself");
    }
}
