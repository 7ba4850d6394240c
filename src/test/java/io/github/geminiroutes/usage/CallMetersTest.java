package io.github.geminiroutes.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Prometheus is told of calls: names and tags are what dashboards rest on. */
class CallMetersTest {

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final CallMeters meters =
            new CallMeters(registry, URI.create("https://generativelanguage.googleapis.com"));

    private static CallRecord answered(String task, String tier) {
        return new CallRecord(
                CallRecords.NOW,
                "a.txt",
                "m",
                "m-001",
                200,
                null,
                2,
                "overloaded",
                Duration.ofSeconds(1),
                Duration.ZERO,
                new Usage(100, 40, 20, 7, 3, 130),
                tier,
                new BigDecimal("0.5"),
                task,
                null);
    }

    private List<String> scraped(String begin) {
        return registry.scrape().lines().filter(line -> line.startsWith(begin)).toList();
    }

    @Test
    void namesAndTagsAreThoseOfTheDocumentation() {
        meters.count(answered("invoices", "flex"));
        meters.count(answered(null, null));
        meters.count(
                CallRecords.failed(
                        "m",
                        Failure.of(FailureKind.RATE_LIMIT_PER_DAY, "no").withHttpCode(429),
                        1,
                        null));

        assertThat(scraped("gemini_requests_total"))
                .containsExactlyInAnyOrder(
                        "gemini_requests_total{code=\"200\",model=\"m\",outcome=\"answered\"} 2.0",
                        "gemini_requests_total{code=\"429\",model=\"m\",outcome=\"rate-limit-per-day\"} 1.0");
        assertThat(scraped("gemini_cost_usd_total"))
                .containsExactlyInAnyOrder(
                        "gemini_cost_usd_total{model=\"m\",tier=\"flex\"} 0.5",
                        "gemini_cost_usd_total{model=\"m\",tier=\"standard\"} 0.5");
        assertThat(scraped("gemini_retries_total"))
                .containsExactly("gemini_retries_total{model=\"m\",reason=\"overloaded\"} 2.0");
        assertThat(scraped("gemini_rate_limit_hits_total{")).hasSize(1);
        assertThat(scraped("gemini_request_seconds_count"))
                .containsExactly("gemini_request_seconds_count 3");
        assertThat(scraped("gemini_quota_wait_seconds_count"))
                .containsExactly("gemini_quota_wait_seconds_count 3");
        assertThat(scraped("gemini_tokens_total{model=\"m\",type=\"input\"}"))
                .containsExactly("gemini_tokens_total{model=\"m\",type=\"input\"} 200.0");
    }

    @Test
    void callsOfATaskAreBookedUnderIt() {
        meters.count(answered("invoices", "standard"));
        meters.count(answered(null, "standard"));

        assertThat(scraped("gemini_task_"))
                .containsExactlyInAnyOrder(
                        "gemini_task_requests_total{outcome=\"answered\",task=\"invoices\"} 1.0",
                        "gemini_task_tokens_total{task=\"invoices\",type=\"input\"} 103.0",
                        "gemini_task_tokens_total{task=\"invoices\",type=\"output\"} 27.0",
                        "gemini_task_cost_usd_total{task=\"invoices\"} 0.5");
    }

    @Test
    void aThousandTasksDoNotFillTheMemoryOfPrometheus() {
        for (int i = 0; i < 1_000; i++) {
            meters.count(answered("task-" + i, "tier-" + i));
        }

        assertThat(scraped("gemini_task_requests_total")).hasSize(TaskMeters.MOST_TASKS + 1);
        assertThat(scraped("gemini_task_requests_total{outcome=\"answered\",task=\"other\"}"))
                .containsExactly(
                        "gemini_task_requests_total{outcome=\"answered\",task=\"other\"} 900.0");
        assertThat(scraped("gemini_cost_usd_total")).hasSize(11);
    }
}
