package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathMatching;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.generate.QuotaPolicy;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/** Clients of the gateway that hang up, and the budget of the day. */
class GatewayBudgetTest extends GatewayTestSupport {

    private static final String STREAM = "/v1beta/models/gemini-3.8-flash:streamGenerateContent";

    /** Of 2,000 bytes. */
    private static final String LARGE =
            "{\"contents\":[{\"parts\":[{\"text\":\"" + "word ".repeat(400) + "\"}]}]}";

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.budget.usd-per-day", "0.001");
        return properties;
    }

    private int streams() {
        return gemini.findAll(postRequestedFor(urlPathMatching(STREAM))).size();
    }

    /** Hangs up once the call is at Google, and tells whether it was made. */
    private boolean hangUp() throws IOException {
        int before = streams();
        byte[] request =
                new String(rawRequest(LARGE, ""), StandardCharsets.US_ASCII)
                        .replace(GENERATE, STREAM + "?alt=sse")
                        .getBytes(StandardCharsets.US_ASCII);
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.getOutputStream().write(request);
            await().until(() -> streams() > before || socket.getInputStream().available() > 0);
        }
        await().until(() -> open.get() == 0);
        QuotaPolicy quota =
                context().getRegistry().lookupByNameAndType(QuotaPolicy.BEAN, QuotaPolicy.class);
        await().until(() -> quota.openCalls() == 0);
        return streams() > before;
    }

    private static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(20));
    }

    @Test
    void aStreamThatIsLeftBeforeItsFirstPieceCountsInTheBudget() throws Exception {
        gemini.stubFor(
                post(urlPathMatching(STREAM)).willReturn(answer("4").withFixedDelay(20_000)));
        gemini.stubFor(post(ASK).willReturn(answer("four")));
        assertThat(send(ask(GENERATE, REQUEST)).statusCode()).isEqualTo(200);

        int left = 0;
        while (left < 12 && hangUp()) {
            left++;
        }

        assertThat(left).isBetween(1, 11);
    }
}
