package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The old key is refused before the file has the next one: no prompt is at fault. */
@Order(5)
class KeyChangeRouteTest extends DropFolderRoutesTestSupport {

    private static final String HEADER = "x-goog-api-key";
    private static final String NEXT_KEY = "AIzaSyNextKeyOfTheRouteTests0123456789a";

    @TempDir static Path keys;

    private static Path keyFile() {
        return keys.resolve("key");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        try {
            Files.writeString(keyFile(), KEY);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        properties.remove("gemini.api-key");
        properties.setProperty("gemini.api-key-file", keyFile().toString());
        return properties;
    }

    @Test
    void aPromptThatMetTheFormerKeyIsAskedWithTheNext() throws IOException {
        gemini.stubFor(post(ASK).willReturn(answer("fine")));
        drop("before.txt", "q");
        soon().until(() -> Files.exists(folder.done().resolve("before.txt")));

        gemini.stubFor(
                post(ASK)
                        .withHeader(HEADER, equalTo(KEY))
                        .willReturn(recorded(400, "400-api-key-invalid")));
        gemini.stubFor(
                post(urlPathMatching(".*:countTokens"))
                        .withHeader(HEADER, equalTo(NEXT_KEY))
                        .willReturn(okJson("{\"totalTokens\":1}")));
        drop("refused.txt", "q");
        soon().until(() -> calls() == 2);
        Files.writeString(keyFile(), NEXT_KEY);

        soon().until(() -> Files.exists(folder.done().resolve("refused.txt")));
        assertThat(folder.failed()).isEmptyDirectory();
        assertThat(calls()).isEqualTo(3);
    }
}
