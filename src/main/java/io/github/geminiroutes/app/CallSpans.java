package io.github.geminiroutes.app;

import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.CallObserver;
import io.github.geminiroutes.usage.CallRecord;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.net.URI;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * A span of each call to Gemini, with the attributes of OpenTelemetry's conventions for generative
 * AI and no content. It is a child of Camel's span of the route.
 *
 * <p>Source: the OpenTelemetry semantic conventions for GenAI client spans, state "development".
 * They know a service tier for OpenAI only; ours, and the cost, are named {@code gemini.…}.
 */
final class CallSpans implements CallObserver {

    private static final String OPERATION = "generate_content";

    private static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

    private static final TextMapGetter<Message> HEADERS =
            new TextMapGetter<>() {
                // Deprecated, and abstract still.
                @Override
                @SuppressWarnings("deprecation")
                public Iterable<String> keys(Message message) {
                    return message.getHeaders().keySet();
                }

                @Override
                public String get(Message message, String key) {
                    return message.getHeader(key, String.class);
                }
            };

    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final URI server;

    /**
     * @param propagator reads the headers in which Camel hands its spans on
     * @param server where the API answers
     */
    CallSpans(Tracer tracer, TextMapPropagator propagator, URI server) {
        this.tracer = tracer;
        this.propagator = propagator;
        this.server = server;
    }

    /** The headers are gone when the response is there. */
    @Override
    public Attempt began(Exchange exchange) {
        Context parent = propagator.extract(Context.current(), exchange.getMessage(), HEADERS);
        return (record, call, response) -> write(parent, record, call, response);
    }

    private void write(Context parent, CallRecord record, Call call, Response response) {
        SpanBuilder builder =
                tracer.spanBuilder(OPERATION + ' ' + record.model())
                        .setSpanKind(SpanKind.CLIENT)
                        .setParent(parent)
                        .setStartTimestamp(record.time().minus(record.latency()))
                        .setAttribute("gen_ai.operation.name", OPERATION)
                        .setAttribute("gen_ai.provider.name", "gcp.gemini")
                        .setAttribute("gen_ai.request.model", record.model())
                        .setAttribute("server.address", server.getHost())
                        .setAttribute("gemini.attempt", record.attempt());
        if (server.getPort() >= 0) {
            builder.setAttribute("server.port", server.getPort());
        }
        Span span = builder.startSpan();
        if (response != null) {
            span.setAttribute("gen_ai.response.model", response.modelVersion());
            span.setAttribute("gen_ai.response.id", response.responseId());
        }
        if (record.failure() == null && call.answer() != null) {
            span.setAttribute(FINISH_REASONS, List.of(call.answer().finishReason()));
        }
        describe(span, record);
        span.end(record.time());
    }

    private static void describe(Span span, CallRecord record) {
        Usage usage = record.usage();
        if (usage != null) {
            span.setAttribute(
                    "gen_ai.usage.input_tokens", usage.inputTokens() + usage.toolTokens());
            span.setAttribute(
                    "gen_ai.usage.output_tokens", usage.outputTokens() + usage.thinkingTokens());
            span.setAttribute("gen_ai.usage.cache_read.input_tokens", usage.cachedTokens());
        }
        span.setAttribute("gemini.service_tier", record.serviceTier());
        if (record.cost() != null) {
            span.setAttribute("gemini.cost_usd", record.cost().doubleValue());
        }
        if (record.code() > 0) {
            span.setAttribute("http.response.status_code", record.code());
        }
        if (record.failure() != null) {
            span.setAttribute("error.type", record.outcome());
            span.setStatus(StatusCode.ERROR, record.outcome());
        }
    }
}
