package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.github.geminiroutes.testing.Installed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The shipped alerts, by Prometheus's own tool. */
@Timeout(300)
@Tag("process")
class AlertRulesTest {
    private static final Path MONITORING = Path.of("config", "monitoring");
    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

    private static void promtool(String... arguments) throws Exception {
        Path promtool = Installed.require("promtool", "prometheus");
        String[] command = new String[arguments.length + 1];
        command[0] = promtool.toString();
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process =
                new ProcessBuilder(command)
                        .directory(MONITORING.toFile())
                        .redirectErrorStream(true)
                        .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        assertThat(output).contains("SUCCESS");
    }

    @Test
    void theConfigurationAndTheRulesAreValid() throws Exception {
        promtool("check", "config", "prometheus.yml");
        promtool("check", "rules", "gemini-rules.yml");
    }

    @Test
    void eachAlertFiresWhenItShouldAndOnlyThen() throws Exception {
        promtool("test", "rules", "gemini-rules.test.yml");
    }

    @Test
    void eachAlertHasATestInWhichItFiresAndOneInWhichItIsSilent() throws IOException {
        Set<String> alerts = new TreeSet<>();
        JsonNode rules = YAML.readTree(MONITORING.resolve("gemini-rules.yml").toFile());
        for (JsonNode rule : rules.path("groups").path(0).path("rules")) {
            alerts.add(rule.path("alert").asText());
            assertThat(rule.path("annotations").path("summary").asText()).isNotEmpty();
            assertThat(rule.path("annotations").path("description").asText()).isNotEmpty();
        }
        Set<String> firing = new TreeSet<>();
        Set<String> silent = new TreeSet<>();
        JsonNode tests = YAML.readTree(MONITORING.resolve("gemini-rules.test.yml").toFile());
        for (JsonNode group : tests.path("tests")) {
            for (JsonNode test : group.path("alert_rule_test")) {
                (test.path("exp_alerts").isEmpty() ? silent : firing)
                        .add(test.path("alertname").asText());
            }
        }
        assertThat(alerts).hasSize(8);
        assertThat(firing).isEqualTo(alerts);
        assertThat(silent).isEqualTo(alerts);
    }
}
