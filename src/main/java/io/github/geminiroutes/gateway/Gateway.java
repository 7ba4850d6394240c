package io.github.geminiroutes.gateway;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.CallOptions;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.generate.PieceStream;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Lane;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.Tier;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.KeyMask;
import io.github.geminiroutes.support.LenientJson;
import io.github.geminiroutes.usage.TaskBudgets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** The steps of the routes of {@code gemini-gateway}, and the settings of the gateway. */
public final class Gateway extends GatewaySettings implements CamelContextAware {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-gateway";

    /** Reads as Google's server does, and as the prompts of the inbox are read. */
    private static final ObjectReader READER =
            GeminiJson.MAPPER
                    .reader()
                    .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .withFeatures(LenientJson.features());

    private final FailureClassifier failures = new FailureClassifier(GeminiJson.MAPPER);
    private CamelContext context;

    /** The gateway of a Camel context; null where its route file is not loaded. */
    public static Gateway of(CamelContext context) {
        return context.getRegistry().lookupByNameAndType(BEAN, Gateway.class);
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /**
     * How long a client waits from now on.
     *
     * @param ofClient how long it waits in all; null if it does not say
     * @param age how long it has waited
     */
    ClientPatience patience(Duration ofClient, Duration age) {
        Duration all = ofClient == null ? patience() : ofClient;
        return new ClientPatience(clock(), all.minus(age), this::untilHours);
    }

    private Duration untilHours() {
        return GeminiClient.of(context).hours().untilOpen(clock().instant());
    }

    /**
     * Makes a client's request the prompt of a call. Fields that only Google has stay as they are.
     *
     * @throws InvalidPromptException if it is no JSON object
     * @throws RefusedRequestException if there is no memory for it
     */
    public void prepare(Exchange exchange) {
        GatewayCall call = GatewayCall.of(exchange);
        ObjectNode request = read(call.takeBody(), call.memory());
        Lane lane = new Lane(tier(request), priority());
        Message message = exchange.getMessage();
        message.setBody(
                new Prompt(call.model(), request, List.of(), OutputFormat.TEXT, null, lane));
        message.setHeader(GeminiHeaders.TASK, TaskBudgets.OF_GATEWAY + call.client());
        CallOptions.of(call.patience(), call.client()).set(exchange);
    }

    private static ObjectNode read(byte[] body, RequestMemory.Held memory) {
        try {
            RequestTokens.take(memory, body, READER);
            return read(body);
        } catch (IOException e) {
            throw invalid(e);
        }
    }

    /**
     * Reads a request.
     *
     * @throws InvalidPromptException if it is no JSON object
     */
    static ObjectNode read(byte[] body) {
        try {
            JsonNode request = READER.readTree(body);
            if (request instanceof ObjectNode object) {
                return object;
            }
        } catch (IOException e) {
            throw invalid(e);
        }
        throw new InvalidPromptException("Invalid JSON payload received: not an object", 0);
    }

    /** Its own message would quote the request. */
    private static InvalidPromptException invalid(IOException e) {
        JsonLocation at = e instanceof JsonProcessingException json ? json.getLocation() : null;
        return new InvalidPromptException(
                "Invalid JSON payload received: line " + (at == null ? 1 : at.getLineNr()), 0);
    }

    /** Null if the request names none, or one that only Google has. */
    private static Tier tier(ObjectNode request) {
        for (String field : List.of("serviceTier", "service_tier")) {
            if (request.path(field).isTextual()) {
                return Tier.of(request.path(field).textValue());
            }
        }
        return null;
    }

    /** Body out: Gemini's own answer; one that comes in pieces stays as it is. */
    public void answer(Exchange exchange) {
        if (exchange.getMessage().getBody() instanceof PieceStream) {
            return;
        }
        String json = Call.of(exchange).answer().response().raw().rawValue().toString();
        exchange.getMessage().setBody(GatewayReply.ok(json.getBytes(StandardCharsets.UTF_8)));
    }

    /** Makes a client's request one to Google that is passed on as it is. */
    public void passOn(Exchange exchange) {
        GatewayCall call = GatewayCall.of(exchange);
        if (!call.operation().isFree()) {
            throw new IllegalStateException(call.operation() + " needs a permit");
        }
        Message message = exchange.getMessage();
        // Not all: the count of the repetitions is one of them.
        message.removeHeaders("CamelHttp*");
        message.setHeader(Exchange.HTTP_METHOD, call.operation().isPost() ? "POST" : "GET");
        message.setHeader(Exchange.HTTP_PATH, call.upstreamPath());
        if (!call.query().isEmpty()) {
            message.setHeader(Exchange.HTTP_QUERY, call.query());
        }
        message.setBody(call.operation().isPost() ? call.body() : null);
        if (call.operation().isPost()) {
            message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        }
    }

    /**
     * Body out: what Google said, or an error of ours where the fault is transient no longer.
     *
     * @throws GeminiException for a transient fault: the route tries again
     * @throws IOException if the response cannot be read to its end
     */
    public void receive(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        int code = message.getHeader(Exchange.HTTP_RESPONSE_CODE, 0, Integer.class);
        byte[] body = bytes(message);
        if (code == GatewayReply.OK) {
            message.setBody(GatewayReply.ok(body));
            return;
        }
        Failure failure = failures.classify(code, body);
        if (FailurePolicy.countsAgainstRetries(failure) && !isLastAttempt(exchange)) {
            throw new GeminiException(failure);
        }
        message.setBody(FailureReply.of(failure, null, body, clock().instant()));
    }

    private static boolean isLastAttempt(Exchange exchange) {
        Message message = exchange.getMessage();
        Integer most = message.getHeader(Exchange.REDELIVERY_MAX_COUNTER, Integer.class);
        return most != null
                && message.getHeader(Exchange.REDELIVERY_COUNTER, 0, Integer.class) >= most;
    }

    private byte[] bytes(Message message) throws IOException {
        try (InputStream in = message.getBody(InputStream.class)) {
            byte[] bytes = in == null ? new byte[0] : in.readNBytes(MOST_OF_LOOKUP + 1);
            if (bytes.length > MOST_OF_LOOKUP) {
                throw new IOException("The answer is larger than " + MOST_OF_LOOKUP + " bytes");
            }
            return KeyMask.byValue(bytes);
        }
    }
}
