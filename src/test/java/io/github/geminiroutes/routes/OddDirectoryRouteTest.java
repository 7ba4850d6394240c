package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * A data directory whose name has what an address, a shell or YAML would read as something else.
 */
@DisabledOnOs(OS.WINDOWS)
class OddDirectoryRouteTest extends DropFolderRoutesTestSupport {

    private static final String ODD = "a b#c+d&e;f'g\"h(i)[j]*$k~%l=m,n:o@p!q|r<s>t^u`v äöüß 日本 😀";

    @Override
    Properties settings() {
        data = data.resolve(ODD);
        return super.settings();
    }

    @Test
    void promptsAreAnsweredFailAndAreParkedInIt() throws IOException {
        gemini.stubFor(post(ASK).withRequestBody(containing("good")).willReturn(answer("A")));
        gemini.stubFor(
                post(ASK)
                        .withRequestBody(containing("bad"))
                        .willReturn(recorded(400, "400-invalid-argument")));
        gemini.stubFor(
                post(ASK)
                        .withRequestBody(containing("later"))
                        .willReturn(recorded(429, "429-per-day")));
        drop(ODD + ".txt", "good");
        drop("bad.txt", "bad");
        drop("later.txt", "---\nmodel: other\n---\nlater");

        soon().until(() -> Files.exists(folder.done().resolve(ODD + ".txt")));
        assertThat(folder.outbox().resolve(ODD + ".txt.response.md")).hasContent("A");
        soon().until(() -> Files.exists(folder.failed().resolve("bad.txt")));
        soon().until(() -> Files.exists(folder.parked().resolve("later.txt")));
    }
}
