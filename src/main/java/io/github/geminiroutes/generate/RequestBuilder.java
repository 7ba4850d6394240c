package io.github.geminiroutes.generate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.api.TimedRequestBody;
import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.ModelName;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.prompt.RequestEncoder;
import io.github.geminiroutes.quota.Gate;
import io.github.geminiroutes.quota.Permit;
import io.github.geminiroutes.support.BodyJson;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.SingleLine;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.MessageHelper;

/** Makes a message a {@link Call}, and a call an HTTP request. */
final class RequestBuilder {

    private static final int LONGEST_TASK = 255;

    /** The path of the models. */
    static final String MODELS = "/v1beta/models";

    private final Clock clock;
    private final Gate gate;
    private final StoredRequests storage = new StoredRequests();
    private final ServiceTiers tiers = new ServiceTiers();
    private final HostTemplates templates;
    private String defaultModel;
    private String address;
    private PromptParser parser;
    private RequestEncoder encoder;
    private BodyText bodies;

    RequestBuilder(Clock clock, Gate gate) {
        this.clock = clock;
        this.gate = gate;
        this.templates = new HostTemplates(clock);
    }

    /** The model of prompts that name none. */
    void setModel(String model) {
        defaultModel = ModelName.parse(model, 0);
    }

    /** The templates that messages name. */
    HostTemplates templates() {
        return templates;
    }

    /** Whether Google may store requests, and where they go. */
    StoredRequests storage() {
        return storage;
    }

    /** The tiers that calls ask for. */
    ServiceTiers tiers() {
        return tiers;
    }

    /** The address of the API; null if it is the one that the endpoint has. */
    void setAddress(String address) {
        this.address = address;
    }

    /** The largest request in bytes. */
    void setMaxRequestSize(long maxRequestSize) {
        templates.setMaxRequestSize(maxRequestSize);
        bodies = new BodyText(maxRequestSize);
        parser = new PromptParser(GeminiJson.MAPPER, maxRequestSize);
        encoder = new RequestEncoder(GeminiJson.MAPPER, maxRequestSize);
    }

    /**
     * Body in: a {@link Prompt}, a request as map or JSON node, or anything Camel can read as text;
     * with the header {@link GeminiHeaders#TEMPLATE} the template's variables.
     *
     * @throws InvalidPromptException if it is no prompt
     */
    void prepare(Exchange exchange) {
        Message message = exchange.getMessage();
        HttpHeaders.remove(message);
        Object body = message.getBody();
        CallOptions options = CallOptions.of(exchange);
        String template = body instanceof Prompt ? null : template(message);
        CallOrigin origin = CallOrigin.of(exchange, template);
        Call known = Call.of(exchange);
        boolean isRepetition = known != null && known.attempt().tryTakeRepetition();
        boolean isAgain =
                known != null && known.isFor(body) && (isRepetition || CallOrigin.isOf(exchange));
        if (isAgain
                && origin.isAsBefore()
                && known.requestedModel().equals(model(known.prompt(), template, message))
                && Objects.equals(known.account(), options.account())) {
            exchange.setProperty(CallOrigin.PROPERTY, origin);
            return;
        }
        Prompt given = body instanceof Prompt p ? p : read(message, template);
        Prompt prompt =
                given.in(
                        tiers.laneOfCall(
                                given,
                                HeaderOptions.setting(message, GeminiHeaders.SERVICE_TIER),
                                HeaderOptions.setting(message, GeminiHeaders.PRIORITY)));
        Call call = new Call(body, prompt, model(prompt, template, message), options.account());
        tiers.requireKnown(call, storage.server(call));
        if (isAgain) {
            CallOrigin.replace(known, call, gate);
        } else {
            CallOrigin.goOn(known, call, isRepetition);
        }
        exchange.setProperty(CallOrigin.PROPERTY, origin);
        call.setTask(task(message));
        exchange.setProperty(Call.PROPERTY, call);
    }

    /** On one line and bounded; null if the call has none. */
    private static String task(Message message) {
        return task(message.getHeader(GeminiHeaders.TASK));
    }

    /** The name under which the calls of a task are booked; null if there is none. */
    static String task(Object named) {
        String task =
                named == null ? "" : SingleLine.quoted(named.toString(), LONGEST_TASK).strip();
        return task.isEmpty() ? null : task;
    }

    private static String template(Message message) {
        Object template = HeaderOptions.setting(message, GeminiHeaders.TEMPLATE);
        return template == null || template.toString().isBlank()
                ? null
                : template.toString().strip();
    }

    /** A template is the route's, as its headers are: they go before its head. */
    private String model(Prompt prompt, String template, Message message) {
        boolean hasOverride = template != null && message.getHeader(GeminiHeaders.MODEL) != null;
        return prompt.model() == null || hasOverride ? headerModel(message) : prompt.model();
    }

    /** The model of a prompt that no header says anything about. */
    String model(Prompt prompt) {
        return prompt.model() == null ? defaultModel : prompt.model();
    }

    long estimateInputTokens(Call call) {
        return encoder.estimateInputTokens(call.prompt());
    }

    /** A prompt as a line of a batch job. */
    byte[] encodeLine(Prompt prompt, Function<Attachment, String> addresses) {
        Prompt sent = storage.applyTo(new Call(prompt, prompt, model(prompt), null));
        return encoder.encode(
                sent.with(ServiceTiers.withoutTier(sent.request()), sent.attachments()), addresses);
    }

    /**
     * A prompt that asks for the same kind of answer as a request.
     *
     * @param request may be without what is asked
     */
    Prompt readKind(JsonNode request) {
        ObjectNode whole = GeminiJson.MAPPER.createObjectNode();
        whole.putArray("contents").addObject().putArray("parts").addObject().put("text", "?");
        request.properties().forEach(field -> whole.set(field.getKey(), field.getValue()));
        return readRequest(whole);
    }

    /** Body out: the bytes to post; the path is that of the model. The attempt begins. */
    void encode(Exchange exchange) {
        Call call = Call.of(exchange);
        Account account = call.account();
        Permit permit = call.attempt().permit();
        Message message = exchange.getMessage();
        Prompt sent = call.attempt().cache().applyTo(call, request(call), clock.instant());
        byte[] request = encoder.encode(sent, call.attempt().files()::address);
        TimedRequestBody body =
                new TimedRequestBody(
                        request,
                        account == null ? null : account.key(),
                        tiers.timeout(call),
                        () -> gate.departed(permit),
                        storage.server(call));
        call.attempt().volume().setSent(body);
        message.setBody(body);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json");
        String own = account == null ? address : account.baseUrl();
        if (own != null) {
            message.setHeader(Exchange.HTTP_URI, own + MODELS);
        }
        message.setHeader(Exchange.HTTP_PATH, call.model() + ":generateContent");
        call.beginAttempt(clock.instant());
    }

    private Prompt request(Call call) {
        return tiers.applyTo(call, storage.applyTo(call));
    }

    /**
     * Makes the message of a failed attempt the prompt again. A host's dead letter channel gets
     * what was asked therefore, and not Gemini's error.
     */
    static void restore(Exchange exchange, Call call) {
        Message message = exchange.getMessage();
        HttpHeaders.remove(message);
        message.removeHeader(Exchange.CONTENT_TYPE);
        message.setBody(call.source());
        MessageHelper.resetStreamCache(message);
    }

    private String headerModel(Message message) {
        Object model = HeaderOptions.setting(message, GeminiHeaders.MODEL);
        return model == null ? defaultModel : ModelName.parse(model.toString(), 0);
    }

    private Prompt read(Message message, String template) {
        if (template != null) {
            Prompt filled = templates.fill(template, message);
            HeaderOptions.addTo(filled.request(), message);
            return filled;
        }
        Object body = message.getBody();
        if (body instanceof Map<?, ?> || body instanceof JsonNode) {
            return readRequest(body);
        }
        Prompt prompt = Prompt.ofText(bodies.read(message), GeminiJson.MAPPER);
        HeaderOptions.addTo(prompt.request(), message);
        return prompt;
    }

    private Prompt readRequest(Object body) {
        try {
            return parser.parse("request.json", BodyJson.bytes(body), null);
        } catch (JsonProcessingException e) {
            throw new InvalidPromptException("the request " + BodyJson.PROBLEM, 0);
        }
    }
}
