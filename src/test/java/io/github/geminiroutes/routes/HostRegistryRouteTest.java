package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.http.Fault;
import io.github.geminiroutes.diagnostics.section.SectionName;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Properties;
import org.apache.camel.BindToRegistry;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.Test;

/** A host that binds a registry of its own finds the documented names and tags in it. */
class HostRegistryRouteTest extends DropFolderRoutesTestSupport {

    private static final String MODEL = "model=\"gemini-3.8-flash\"";

    @BindToRegistry("hosts-own")
    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    @Override
    List<String> routes() {
        return with(
                super.routes(), "gemini-diagnostics", "gemini-messages", "gemini-message-outcome");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.messages.reply-to", "mock:replies");
        properties.setProperty("gemini.messages.dead-letter", "mock:dead");
        properties.setProperty("gemini.quota.requests-per-minute", "1000");
        return properties;
    }

    /**
     * The value of the only sample with this name and exactly these tags; null if there is none.
     */
    private Double sample(String name, String... tags) {
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .filter(line -> List.of(tags).equals(tags(line)))
                .map(line -> Double.valueOf(line.substring(line.lastIndexOf(' ') + 1)))
                .findFirst()
                .orElse(null);
    }

    private static List<String> tags(String line) {
        int begin = line.indexOf('{');
        return begin < 0
                ? List.of()
                : List.of(line.substring(begin + 1, line.lastIndexOf('}')).split(","));
    }

    @Test
    void aPromptAndAMessageAreInTheHostsRegistryByTheDocumentedNames() throws Exception {
        gemini.stubFor(post(ASK).willReturn(answer("four")));
        gemini.stubFor(
                post(ASK)
                        .withRequestBody(containing("wrong"))
                        .willReturn(recorded(400, "400-invalid-argument")));
        drop("sum.txt", "Two and two?");
        drop("wrong.txt", "wrong");
        template()
                .send(
                        "direct:gemini-message",
                        ExchangeBuilder.anExchange(context()).withBody("Three?").build());

        soon().untilAsserted(
                        () -> {
                            assertThat(sample("gemini_prompts_settled_total", outcome("answered")))
                                    .isEqualTo(1);
                            assertThat(sample("gemini_prompts_settled_total", outcome("failed")))
                                    .isEqualTo(1);
                        });
        assertThat(sample("gemini_prompts_settled_total", outcome("parked"))).isZero();
        assertThat(sample("gemini_messages_settled_total", outcome("answered"))).isEqualTo(1);
        for (String state :
                List.of("inbox", "in_flight", "parked", "failed", "held", "left_alone")) {
            assertThat(sample("gemini_prompts", "state=\"" + state + "\"")).as(state).isNotNull();
        }
        assertThat(sample("gemini_messages", "state=\"in_flight\"")).isZero();
        assertThat(sample("gemini_messages", "state=\"settling\"")).isZero();
        assertThat(sample("gemini_requests_total", "code=\"200\"", MODEL, outcome("answered")))
                .isEqualTo(2);
        assertThat(
                        sample(
                                "gemini_requests_total",
                                "code=\"400\"",
                                MODEL,
                                outcome("invalid-request")))
                .isEqualTo(1);
        assertThat(sample("gemini_request_seconds_count")).isEqualTo(3);
        assertThat(sample("gemini_quota_wait_seconds_count")).isEqualTo(3);
        assertThat(sample("gemini_tokens_total", MODEL, "type=\"input\"")).isEqualTo(10);
        assertThat(sample("gemini_cost_usd_total", MODEL, "tier=\"standard\"")).isPositive();
        assertThat(sample("gemini_calls_in_flight")).isZero();
        for (SectionName section : SectionName.values()) {
            assertThat(sample("gemini_diagnostics_status", "section=\"" + section.id() + "\""))
                    .as(section.id())
                    .isNotNull();
        }
        assertThat(sample("gemini_quota_limit", MODEL, "quota=\"requests-per-minute\""))
                .isEqualTo(1000);
        assertThat(sample("gemini_quota_used", MODEL, "quota=\"requests-per-minute\"")).isNotNull();
    }

    /** What went out on a kept connection that ended was a call, and is counted as one. */
    @Test
    void eachRequestThatTheServerSawIsCounted() throws Exception {
        answerInOrder(
                answer("first"),
                aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER),
                answer("second"));
        for (String body : List.of("one", "two")) {
            template()
                    .send(
                            "direct:gemini-message",
                            ExchangeBuilder.anExchange(context()).withBody(body).build());
        }

        assertThat(calls()).isEqualTo(3);
        assertThat(sample("gemini_requests_total", "code=\"200\"", MODEL, outcome("answered")))
                .isEqualTo(2);
        assertThat(sample("gemini_requests_total", "code=\"none\"", MODEL, outcome("network")))
                .isEqualTo(1);
        assertThat(sample("gemini_retries_total", MODEL, "reason=\"network\"")).isEqualTo(1);
    }

    private static String outcome(String outcome) {
        return "outcome=\"" + outcome + "\"";
    }
}
