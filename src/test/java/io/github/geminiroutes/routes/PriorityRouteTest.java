package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.support.ScheduledPollConsumer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** In which order prompts of different priorities are asked where calls are few and slow. */
@Order(4)
class PriorityRouteTest extends DropFolderRoutesTestSupport {

    private static final int PROMPTS = 16;

    /** One is under way, and a few are taken. */
    private static final int FEW = 6;

    private static final Pattern QUESTION = Pattern.compile("(normal|urgent|idle) \\d+");

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.max-concurrency", "1");
        return properties;
    }

    /** What was asked, the first one first. */
    private List<String> asked() {
        return gemini.findAll(postRequestedFor(anyUrl())).stream()
                .map(request -> QUESTION.matcher(request.getBodyAsString()))
                .filter(Matcher::find)
                .map(Matcher::group)
                .toList();
    }

    /** How often the inbox was looked at. */
    private long polls() {
        ScheduledPollConsumer consumer =
                (ScheduledPollConsumer) context().getRoute("gemini-prompt-files").getConsumer();
        return consumer.getCounter();
    }

    @Test
    void anUrgentPromptPassesThoseThatWaitInTheInboxAndIdleOnesGoOn() throws IOException {
        gemini.stubFor(post(ASK).willReturn(answer("A")));
        answers.hold();
        drop("a.md", "---\npriority: low\n---\nidle 0");
        for (int i = 0; i < PROMPTS; i++) {
            drop("n%02d.md".formatted(i), "normal " + i);
        }
        soon().until(() -> asked().size() == 1);
        int before = asked().size();

        drop("z.md", "---\npriority: high\n---\nurgent 1");
        // One look may have begun before the prompt came.
        long seen = polls() + 2;
        soon().until(() -> polls() >= seen);
        answers.release();

        soon().until(() -> asked().size() == PROMPTS + 2);
        assertThat(asked().indexOf("urgent 1")).isLessThan(before + FEW);
        assertThat(asked()).contains("idle 0");
    }
}
