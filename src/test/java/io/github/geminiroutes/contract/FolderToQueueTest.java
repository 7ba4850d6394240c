package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.DropFolders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's route from a folder to a queue and back, as it stands there. */
@Timeout(60)
class FolderToQueueTest {

    @TempDir Path root;

    private static String route() throws Exception {
        String readme = Files.readString(Path.of("README.md"));
        int start =
                readme.indexOf("```yaml\n- route:\n    id: folder-to-queue") + "```yaml\n".length();
        return readme.substring(start, readme.indexOf("```", start));
    }

    @Test
    void aFileBecomesAMessageAndItsAnswerAFile() throws Exception {
        Properties settings = new Properties();
        settings.setProperty("prompts.folder", root.resolve("inbox").toString());
        settings.setProperty("prompts.queue", "mock:prompts");
        settings.setProperty("answers.queue", "direct:answers");
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getPropertiesComponent().setInitialProperties(settings);
            PluginHelper.getRoutesLoader(camel)
                    .loadRoutes(ResourceHelper.fromString("readme.camel.yaml", route()));
            camel.start();
            MockEndpoint prompts = camel.getEndpoint("mock:prompts", MockEndpoint.class);
            prompts.expectedBodiesReceived("Grüße an die Welt");
            prompts.expectedHeaderReceived("PromptName", "a.txt");
            new DropFolders(root).drop("a.txt", "Grüße an die Welt");
            prompts.assertIsSatisfied(Duration.ofSeconds(20).toMillis());

            camel.createProducerTemplate()
                    .sendBodyAndHeader("direct:answers", "Grüße zurück", "PromptName", "a.txt");

            assertThat(root.resolve("inbox/answers/a.txt.response.md")).hasContent("Grüße zurück");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Files.exists(root.resolve("inbox/sent/a.txt")));
        }
    }
}
