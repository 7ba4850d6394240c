package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The endpoints of docs/events.md, as they stand there but for their addresses. */
class EventEndpointsRouteTest {

    private static String documented(String scheme) {
        Matcher setting =
                Pattern.compile("(?m)^gemini\\.events\\.to=(" + scheme + ":.*)$")
                        .matcher(contentOf(Path.of("docs/events.md").toFile()));
        assertThat(setting.find()).as(scheme).isTrue();
        return setting.group(1);
    }

    @Nested
    @Order(4)
    class InAFile extends EventRoutesTestSupport {

        @Override
        String endpoint() {
            return documented("file").replace("/var/log/events", data + "/events");
        }

        @Test
        void eachEventIsALine() throws IOException {
            answerInOrder(answer("yes"));
            for (int i = 0; i < 20; i++) {
                drop("p" + i + ".txt", "Number " + i);
            }
            Path file = data.resolve("events/gemini-routes.jsonl");
            soon().until(() -> Files.exists(file) && Files.readAllLines(file).size() == 20);

            List<String> prompts = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                prompts.add(GeminiJson.MAPPER.readTree(line).path("data").path("prompt").asText());
            }
            assertThat(prompts).doesNotHaveDuplicates().contains("p0.txt", "p19.txt");
        }
    }

    @Nested
    @Order(4)
    class ByMail extends EventRoutesTestSupport {

        private static final GreenMail MAIL =
                new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

        @AfterAll
        static void stop() {
            MAIL.stop();
        }

        @Override
        String endpoint() {
            MAIL.start();
            MAIL.setUser("gemini@example.org", "gemini", "secret");
            return documented("smtp")
                    .replace("mail.example.org:587", "127.0.0.1:" + MAIL.getSmtp().getPort());
        }

        @Test
        void anEventIsAMail() throws Exception {
            answerInOrder(answer("yes"));
            drop("p.txt", "Number");

            assertThat(MAIL.waitForIncomingEmail(60_000, 1)).isTrue();

            assertThat(MAIL.getReceivedMessages()[0].getSubject()).isEqualTo("gemini-routes");
            assertThat(MAIL.getReceivedMessages()[0].getContentType())
                    .startsWith("application/cloudevents+json");
            String body =
                    new String(
                            MAIL.getReceivedMessages()[0].getInputStream().readAllBytes(),
                            java.nio.charset.StandardCharsets.UTF_8);
            assertThat(GeminiJson.MAPPER.readTree(body).path("subject").asText())
                    .isEqualTo("p.txt");
        }
    }
}
