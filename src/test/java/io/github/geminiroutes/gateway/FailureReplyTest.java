package io.github.geminiroutes.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client gets where its call has failed. */
class FailureReplyTest {

    /** Two in the morning in Los Angeles. */
    private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");

    private final FailureClassifier failures = new FailureClassifier(GeminiJson.MAPPER);

    private static byte[] recorded(String name) throws IOException {
        try (InputStream in =
                FailureReplyTest.class.getResourceAsStream("/gemini/errors/" + name)) {
            return in.readAllBytes();
        }
    }

    private GatewayReply reply(int code, String name) throws IOException {
        byte[] body = recorded(name);
        return FailureReply.of(failures.classify(code, body), null, body, NOW);
    }

    private static JsonNode error(GatewayReply reply) throws IOException {
        return GeminiJson.MAPPER.readTree(reply.json()).path("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>Server Error</html>"})
    void aFaultOfTheServerIsNotToldAsOneOfTheGateway(String page) throws IOException {
        byte[] body = page.getBytes(UTF_8);
        GatewayReply reply = FailureReply.of(failures.classify(500, body), null, body, NOW);

        assertThat(error(reply).path("message").asText())
                .isNotEmpty()
                .doesNotContain("gateway has a fault");
    }

    @Test
    void whatFailsWhileTheProgramStopsIsNoFaultOfTheGateway() throws IOException {
        CamelContext context = new DefaultCamelContext();
        Exchange exchange = new DefaultExchange(context);
        exchange.setException(new NullPointerException());
        context.start();
        GatewayReply running = FailureReply.of(exchange, NOW);
        context.stop();
        GatewayReply stopping = FailureReply.of(exchange, NOW);

        assertThat(running.code()).isEqualTo(500);
        assertThat(stopping.code()).isEqualTo(503);
        assertThat(error(stopping).path("message").asText()).contains("starts or stops");
    }

    @ParameterizedTest
    @CsvSource({
        "400, 400-invalid-argument.json",
        "400, 400-unknown-field.json",
        "404, 404-unknown-model.json",
        "500, 500.json",
        "503, 503-overloaded.json",
        "429, 429-capacity.json"
    })
    void googlesErrorsPassAsTheyCame(int code, String name) throws IOException {
        GatewayReply reply = reply(code, name);

        assertThat(reply.code()).isEqualTo(code);
        assertThat(GeminiJson.MAPPER.readTree(reply.json()))
                .isEqualTo(GeminiJson.MAPPER.readTree(recorded(name)));
    }

    @ParameterizedTest
    @CsvSource({
        "400, 400-api-key-invalid.json",
        "401, 401.json",
        "403, 403-suspended.json",
        "400, 400-failed-precondition-billing.json"
    })
    void whatLiesWithOurKeyIsNotTheClients(int code, String name) throws IOException {
        GatewayReply reply = reply(code, name);

        assertThat(reply.code()).isEqualTo(503);
        assertThat(error(reply).path("status").asText()).isEqualTo("UNAVAILABLE");
    }

    @ParameterizedTest
    @CsvSource({"404, <html>nginx</html>", "407, <html>proxy</html>", "404, ''"})
    void whatAnswersInGooglesPlaceIsNotTheClientsFaultEither(int code, String page)
            throws IOException {
        byte[] body = page.getBytes(UTF_8);

        GatewayReply reply = FailureReply.of(failures.classify(code, body), null, body, NOW);

        assertThat(reply.code()).isEqualTo(503);
        assertThat(error(reply).path("status").asText()).isEqualTo("UNAVAILABLE");
    }

    @Test
    void theDelayOfALimitPerDayIsTrue() throws IOException {
        GatewayReply reply = reply(429, "429-per-day.json");

        assertThat(error(reply).path("details").findValue("retryDelay").asText())
                .isEqualTo(Duration.ofHours(22).toSeconds() + "s");
        assertThat(reply.retryAfter()).isEqualTo(Duration.ofHours(22));
        assertThat(error(reply).path("message").asText())
                .contains("limit: 20")
                .endsWith("\nPlease retry in 79200s.");
    }

    @Test
    void anErrorWithinAnArrayComesWithoutIt() throws IOException {
        assertThat(error(reply(429, "429-per-minute-tokens-in-array.json")).path("code").asInt())
                .isEqualTo(429);
    }

    @Test
    void aProxysPageIsNeverHandedOn() throws IOException {
        GatewayReply reply = reply(502, "502-html.html");

        assertThat(error(reply).path("code").asInt()).isEqualTo(reply.code());
        assertThat(new String(reply.json(), UTF_8)).doesNotContain("<html");
    }

    @ParameterizedTest
    @CsvSource({
        "TIMEOUT, 504, DEADLINE_EXCEEDED",
        "NETWORK, 503, UNAVAILABLE",
        "OUTAGE, 503, UNAVAILABLE",
        "BUDGET_USED_UP, 429, RESOURCE_EXHAUSTED",
        "BAD_INPUT, 400, INVALID_ARGUMENT",
        "CHANGED_BY_HOST, 500, INTERNAL",
        "UNEXPECTED, 500, INTERNAL",
        "ADDRESS_REFUSES, 503, UNAVAILABLE"
    })
    void whatNoServerSaidHasGooglesFormToo(FailureKind kind, int code, String status)
            throws IOException {
        JsonNode error = error(FailureReply.of(Failure.of(kind, "Because"), null, null, NOW));

        assertThat(error.path("code").asInt()).isEqualTo(code);
        assertThat(error.path("status").asText()).isEqualTo(status);
        assertThat(error.path("details").findValue("domain").asText()).isEqualTo("gemini-routes");
    }

    @Test
    void theDaysBudgetSaysWhenItIsThereAgain() {
        Failure usedUp = Failure.of(FailureKind.BUDGET_USED_UP, "Used up");

        assertThat(FailureReply.of(usedUp, null, null, NOW).retryAfter())
                .isEqualTo(Duration.ofHours(22));
    }
}
