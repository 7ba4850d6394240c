package io.github.geminiroutes.diagnostics.section;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig.Thresholds;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.SettingsException;
import io.github.geminiroutes.testing.Pipes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosticConfigTest {

    @TempDir Path directory;
    private Path file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("checks.json");
    }

    private DiagnosticConfig read(String json) throws IOException {
        return DiagnosticConfig.read(Files.writeString(file, json));
    }

    @Test
    void readsWhatAnOperatorAdds() throws IOException {
        DiagnosticConfig config =
                read(
                        """
                        {"directories": ["/srv/a/../b"],
                         "endpoints": ["https://example.com/health", "http://10.0.0.1:8080"],
                         "thresholds": {"diskFreeWarnPercent": 25.5},
                         "skip": ["performance", "system/clock"]}""");

        assertThat(config.directories()).containsExactly(Path.of("/srv/b"));
        assertThat(config.endpoints())
                .containsExactly(
                        URI.create("https://example.com/health"),
                        URI.create("http://10.0.0.1:8080"));
        assertThat(config.thresholds().diskFreeWarnPercent()).isEqualTo(25.5);
        assertThat(config.thresholds().diskFreeErrorPercent())
                .isEqualTo(Thresholds.DEFAULT.diskFreeErrorPercent());
        assertThat(config.skips(SectionName.PERFORMANCE)).isTrue();
        assertThat(config.skips(SectionName.SYSTEM)).isFalse();
        assertThat(config.skips(SectionName.SYSTEM, Finding.ok("clock", ""))).isTrue();
        assertThat(config.skips(SectionName.SYSTEM, Finding.ok("java", ""))).isFalse();
    }

    @Test
    void anEmptyFileOfJsonChangesNothing() throws IOException {
        assertThat(read("{}")).isEqualTo(DiagnosticConfig.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'direktories': []} | direktories | ''",
                "{'thresholds': {'diskFree': 1}} | thresholds | diskFree",
                "{'thresholds': {'diskFreeWarnPercent': 'much'}} | diskFreeWarnPercent=\"much\" | number",
                "{'thresholds': {'diskFreeWarnPercent': 101}} | diskFreeWarnPercent=101 | 100",
                "{'thresholds': {'clockSkewWarnSeconds': -1}} | clockSkewWarnSeconds=-1 | 0",
                "{'thresholds': {'certificateWarnDays': 'x'}} | certificateWarnDays=\"x\" | number",
                "{'endpoints': ['ftp://example.com']} | endpoints | ftp://example.com",
                "{'endpoints': ['https://exa mple.com']} | endpoints | exa mple",
                "{'endpoints': ['https://me@example.com']} | endpoints | ''",
                "{'endpoints': ['https://example.com/?key=1']} | endpoints | ''",
                "{'endpoints': ['https://:0']} | endpoints | ''",
                "{'skip': ['weather']} | skip | weather",
                "{'directories': [1]} | directories | string",
                "[] | object | ''",
                "{'skip': ['api'], | JSON | line 1"
            })
    void whatItDoesNotKnowIsRefusedInOneLine(String json, String first, String second) {
        assertThatThrownBy(() -> read(json.replace('\'', '"')))
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith("--config=" + file + ": ")
                .hasMessageContaining(first)
                .hasMessageContaining(second)
                .message()
                .doesNotContain("\n");
    }

    @Test
    void aFileThatIsNotThereIsRefused() {
        assertThatThrownBy(() -> DiagnosticConfig.read(file))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("--config=" + file)
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> DiagnosticConfig.read(directory))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("is no regular file");
    }

    @Test
    @Timeout(60)
    void aPipeInPlaceOfTheFileHoldsNobodyUp() throws Exception {
        Path pipe = Pipes.make(file);

        assertThatThrownBy(() -> DiagnosticConfig.read(pipe))
                .isInstanceOf(SettingsException.class)
                .hasMessage("--config=" + pipe + ": is no regular file");
    }

    @Test
    void theSchemaDocumentsEveryThresholdWithItsDefault() throws IOException {
        JsonNode schema =
                GeminiJson.MAPPER.readTree(
                        Path.of("config/diagnostics-config.schema.json").toFile());
        Map<String, Double> documented = new TreeMap<>();
        schema.at("/properties/thresholds/properties")
                .properties()
                .forEach(
                        entry -> {
                            assertThat(entry.getValue().path("description").asText()).isNotEmpty();
                            documented.put(
                                    entry.getKey(), entry.getValue().path("default").asDouble());
                        });
        Map<String, Double> real = new TreeMap<>();
        GeminiJson.MAPPER
                .valueToTree(Thresholds.DEFAULT)
                .properties()
                .forEach(entry -> real.put(entry.getKey(), entry.getValue().asDouble()));

        assertThat(documented).isEqualTo(real);
    }
}
