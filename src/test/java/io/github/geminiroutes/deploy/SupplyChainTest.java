package io.github.geminiroutes.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a build takes from others is named exactly. */
class SupplyChainTest {

    private static final Path WORKFLOWS = Path.of(".github", "workflows");
    private static final Pattern USES = Pattern.compile("uses:\\s*(\\S+)(.*)");
    private static final Pattern VERSION = Pattern.compile("<version>([^<]*)</version>");

    private static List<Path> workflows() throws IOException {
        try (Stream<Path> files = Files.list(WORKFLOWS)) {
            return files.toList();
        }
    }

    @Test
    void everyActionIsPinnedToACommitAndNamesItsTag() throws IOException {
        assertThat(workflows()).isNotEmpty();
        for (Path workflow : workflows()) {
            Matcher uses = USES.matcher(Files.readString(workflow));
            while (uses.find()) {
                assertThat(uses.group(1)).matches("[\\w./-]+@[0-9a-f]{40}");
                assertThat(uses.group(2)).matches(" # v\\d+\\.\\d+\\.\\d+");
            }
        }
    }

    @Test
    void aWorkflowReadsUnlessAJobSaysOtherwise() throws IOException {
        for (Path workflow : workflows()) {
            ObjectNode tree = Manifests.parse(Files.readString(workflow)).get(0);
            assertThat(tree.path("permissions").toString()).isEqualTo("{\"contents\":\"read\"}");
            for (JsonNode job : tree.path("jobs")) {
                assertThat(job.path("timeout-minutes").asInt()).isPositive();
            }
        }
    }

    /** The profile cluster runs what the message routes are tested against. */
    @Test
    void theBrokerOfTheClusterIsTheOneOfTheTests() throws IOException {
        Pattern artemis = Pattern.compile("<artemis.version>([^<]+)</artemis.version>");
        Matcher tested = artemis.matcher(Files.readString(Path.of("pom.xml")));
        Matcher shipped =
                artemis.matcher(Files.readString(Path.of("deploy/compose/broker/pom.xml")));
        assertThat(tested.find() && shipped.find()).isTrue();
        assertThat(shipped.group(1)).isEqualTo(tested.group(1));
    }

    @Test
    void everyVersionInThePomIsExact() throws IOException {
        String pom = Files.readString(Path.of("pom.xml"));
        String others = pom.substring(pom.indexOf("</version>", pom.indexOf("<artifactId>")) + 10);
        assertThat(others).doesNotContain("SNAPSHOT").doesNotContain("LATEST");
        Matcher version = VERSION.matcher(others);
        while (version.find()) {
            assertThat(version.group(1)).matches("\\$\\{[\\w.-]+}|\\d[\\w.-]*");
        }
    }
}
