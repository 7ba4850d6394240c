package io.github.geminiroutes.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.ModelName;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.prompt.RequestEncoder;
import io.github.geminiroutes.support.GeminiJson;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.MessageHelper;

/** Camel's side of a prompt: a message becomes a {@link Call}, a call becomes an HTTP request. */
public final class GenerateRequest {

    private static final Map<String, String> CONFIG_HEADERS =
            Map.of(
                    GeminiConstants.TEMPERATURE, "temperature",
                    GeminiConstants.TOP_P, "topP",
                    GeminiConstants.TOP_K, "topK",
                    GeminiConstants.MAX_OUTPUT_TOKENS, "maxOutputTokens");

    private static final String MODELS = "/v1beta/models";

    private final Clock clock;
    private String defaultModel;
    private PromptParser parser;
    private RequestEncoder encoder;

    public GenerateRequest() {
        this(Clock.systemUTC());
    }

    GenerateRequest(Clock clock) {
        this.clock = clock;
    }

    /** The model of prompts that name none. */
    public void setModel(String model) {
        defaultModel = ModelName.parse(model, 0);
    }

    /** The largest request in bytes. */
    public void setMaxRequestSize(long maxRequestSize) {
        parser = new PromptParser(GeminiJson.MAPPER, maxRequestSize);
        encoder = new RequestEncoder(GeminiJson.MAPPER, maxRequestSize);
    }

    /**
     * Body in: a {@link Prompt}, a request as map or JSON node, or anything Camel can read as text.
     *
     * @throws InvalidPromptException if it is no prompt
     */
    public void prepare(Exchange exchange) {
        Message message = exchange.getMessage();
        HttpHeaders.remove(message);
        exchange.removeProperty(GeminiConstants.WAIT);
        exchange.removeProperty(GeminiConstants.ANSWER);
        Object body = message.getBody();
        Call known = exchange.getProperty(GeminiConstants.CALL, Call.class);
        if (known != null
                && known.isFor(body)
                && known.requestedModel().equals(model(known.prompt(), message))
                && Objects.equals(known.account(), account(exchange))) {
            return;
        }
        Prompt prompt = body instanceof Prompt p ? p : read(message);
        exchange.setProperty(
                GeminiConstants.CALL,
                new Call(body, prompt, model(prompt, message), account(exchange)));
    }

    private static Account account(Exchange exchange) {
        return exchange.getProperty(GeminiConstants.ACCOUNT, Account.class);
    }

    private String model(Prompt prompt, Message message) {
        return prompt.model() == null ? headerModel(message) : prompt.model();
    }

    /** The header's value, else what the exchange names in its place, else null. */
    private static Object setting(Message message, String header) {
        Object value = message.getHeader(header);
        Map<?, ?> defaults =
                value == null
                        ? message.getExchange().getProperty(GeminiConstants.DEFAULTS, Map.class)
                        : null;
        return defaults == null ? value : defaults.get(header);
    }

    /** Body out: the bytes to post; the path is that of the model. */
    public void encode(Exchange exchange) {
        Call call = exchange.getProperty(GeminiConstants.CALL, Call.class);
        Message message = exchange.getMessage();
        message.setBody(encoder.encode(call.prompt()));
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        if (call.account() != null) {
            message.setHeader(Exchange.HTTP_URI, call.account().baseUrl() + MODELS);
        }
        message.setHeader(Exchange.HTTP_PATH, call.model() + ":generateContent");
        call.sent(clock.instant());
    }

    /**
     * The attempt failed: the message is the prompt again. Whoever deals with the failure, such as
     * a host's dead letter channel, so gets what was asked and not Gemini's error.
     */
    public void restore(Exchange exchange) {
        Message message = exchange.getMessage();
        HttpHeaders.remove(message);
        message.removeHeader(Exchange.CONTENT_TYPE);
        message.setBody(exchange.getProperty(GeminiConstants.CALL, Call.class).source());
        MessageHelper.resetStreamCache(message);
    }

    private String headerModel(Message message) {
        Object model = setting(message, GeminiConstants.MODEL);
        return model == null ? defaultModel : ModelName.parse(model.toString(), 0);
    }

    private Prompt read(Message message) {
        Object body = message.getBody();
        if (body instanceof Map<?, ?> || body instanceof JsonNode) {
            return readRequest(body);
        }
        String text = message.getBody(String.class);
        if (text == null || text.isBlank()) {
            throw new InvalidPromptException("the prompt is empty", 0);
        }
        Prompt prompt = Prompt.ofText(text, GeminiJson.MAPPER);
        addHeaders(prompt.request(), message);
        return prompt;
    }

    private Prompt readRequest(Object body) {
        try {
            return parser.parse("request.json", GeminiJson.MAPPER.writeValueAsBytes(body), null);
        } catch (JsonProcessingException e) {
            throw new InvalidPromptException("the request cannot be written as JSON", 0);
        }
    }

    private static void addHeaders(ObjectNode request, Message message) {
        Object system = setting(message, GeminiConstants.SYSTEM_INSTRUCTION);
        if (system != null) {
            request.putObject("systemInstruction")
                    .putArray("parts")
                    .addObject()
                    .put("text", system.toString());
        }
        CONFIG_HEADERS.forEach(
                (header, field) -> {
                    Object value = setting(message, header);
                    if (value != null) {
                        request.withObject("/generationConfig").set(field, number(header, value));
                    }
                });
    }

    private static JsonNode number(String header, Object value) {
        try {
            return GeminiJson.MAPPER
                    .getNodeFactory()
                    .numberNode(new java.math.BigDecimal(value.toString()));
        } catch (NumberFormatException e) {
            throw new InvalidPromptException("Header " + header + " must be a number", 0);
        }
    }
}
