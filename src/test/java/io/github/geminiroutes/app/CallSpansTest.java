package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.answer.AnswerReader;
import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.CallObserver;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.usage.CallRecord;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

/** What a span of a call says, by type and value, and what it does not say. */
class CallSpansTest {

    private static final Instant NOW = Instant.parse("2026-11-26T10:00:02Z");
    private static final String BODY =
            """
            {"candidates":[{"content":{"parts":[{"text":"a private answer"}],"role":"model"},"finishReason":"STOP"}],
             "usageMetadata":{"promptTokenCount":5,"candidatesTokenCount":2,"thoughtsTokenCount":3,
              "totalTokenCount":10},"modelVersion":"gemini-3.8-flash-001","responseId":"r-1"}""";

    private final List<SpanData> spans = new ArrayList<>();
    private final CallSpans observer =
            new CallSpans(
                    SdkTracerProvider.builder()
                            .addSpanProcessor(SimpleSpanProcessor.create(new Collector()))
                            .build()
                            .get("test"),
                    W3CTraceContextPropagator.getInstance(),
                    URI.create("http://127.0.0.1:8089"));

    private final class Collector implements SpanExporter {

        @Override
        public CompletableResultCode export(Collection<SpanData> exported) {
            spans.addAll(exported);
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode flush() {
            return CompletableResultCode.ofSuccess();
        }

        @Override
        public CompletableResultCode shutdown() {
            return CompletableResultCode.ofSuccess();
        }
    }

    private static CallRecord record(Response response, Failure failure, int code) {
        return new CallRecord(
                NOW,
                "p.txt",
                "gemini-3.8-flash",
                response == null ? null : response.modelVersion(),
                code,
                failure,
                2,
                null,
                Duration.ofSeconds(2),
                Duration.ZERO,
                response == null ? null : response.usage(),
                response == null ? null : "flex",
                response == null ? null : new BigDecimal("0.25"),
                null,
                response == null ? null : response.responseId());
    }

    private SpanData span(Response response, Failure failure, int code) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage()
                .setHeader(
                        "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        Call call =
                new Call(
                        "body",
                        Prompt.ofText("a private question", GeminiJson.MAPPER),
                        "gemini-3.8-flash",
                        null);
        if (failure == null) {
            call.answer(new AnswerReader().read(response, OutputFormat.TEXT), NOW);
        }
        CallObserver.Attempt attempt = observer.began(exchange);
        exchange.getMessage().removeHeaders("*");
        attempt.ended(record(response, failure, code), call, response);
        assertThat(spans).hasSize(1);
        return spans.get(0);
    }

    @Test
    void anAnswerIsDescribedAsTheConventionsHaveIt() {
        SpanData span = span(Response.parse(BODY.getBytes(StandardCharsets.UTF_8)), null, 200);

        assertThat(span.getName()).isEqualTo("generate_content gemini-3.8-flash");
        assertThat(span.getKind()).isEqualTo(SpanKind.CLIENT);
        assertThat(span.getTraceId()).isEqualTo("0af7651916cd43dd8448eb211c80319c");
        assertThat(span.getParentSpanId()).isEqualTo("b7ad6b7169203331");
        assertThat(span.getEndEpochNanos() - span.getStartEpochNanos()).isEqualTo(2_000_000_000L);
        assertThat(text(span, "gen_ai.operation.name")).isEqualTo("generate_content");
        assertThat(text(span, "gen_ai.provider.name")).isEqualTo("gcp.gemini");
        assertThat(text(span, "gen_ai.request.model")).isEqualTo("gemini-3.8-flash");
        assertThat(text(span, "gen_ai.response.model")).isEqualTo("gemini-3.8-flash-001");
        assertThat(text(span, "gen_ai.response.id")).isEqualTo("r-1");
        assertThat(
                        span.getAttributes()
                                .get(AttributeKey.stringArrayKey("gen_ai.response.finish_reasons")))
                .containsExactly("STOP");
        assertThat(number(span, "gen_ai.usage.input_tokens")).isEqualTo(5);
        assertThat(number(span, "gen_ai.usage.output_tokens")).isEqualTo(5);
        assertThat(text(span, "server.address")).isEqualTo("127.0.0.1");
        assertThat(number(span, "server.port")).isEqualTo(8089);
        assertThat(text(span, "gemini.service_tier")).isEqualTo("flex");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(span.toString()).doesNotContain("private");
    }

    @Test
    void aFailureIsAnError() {
        SpanData span =
                span(null, Failure.of(FailureKind.SERVER_ERROR, "private words of a server"), 503);

        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(text(span, "error.type")).isEqualTo(FailureKind.SERVER_ERROR.id());
        assertThat(number(span, "http.response.status_code")).isEqualTo(503);
        assertThat(span.getAttributes().get(AttributeKey.stringKey("gen_ai.response.id"))).isNull();
        assertThat(span.toString()).doesNotContain("private");
    }

    private static String text(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.stringKey(key));
    }

    private static long number(SpanData span, String key) {
        return span.getAttributes().get(AttributeKey.longKey(key));
    }
}
