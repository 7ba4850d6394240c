package io.github.geminiroutes.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.Seconds;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Answers like Gemini's {@code generateContent}, without a model: the text of the answer repeats
 * the prompt. Settings make it slow or let it start with errors.
 */
public final class StandIn {

    private static final String REMOTE_ADDRESS = "CamelVertxPlatformHttpRemoteAddress";

    private final AtomicInteger calls = new AtomicInteger();
    private long delayMillis;
    private List<Integer> firstCodes = List.of();
    private double retryDelay;

    /** The time that an answer takes, in seconds. */
    public void setDelay(double seconds) {
        delayMillis = Seconds.toMillis(seconds);
    }

    /** HTTP codes of the first calls, separated by commas: {@code 200,429}. */
    public void setFirstCodes(String codes) {
        firstCodes =
                Arrays.stream(codes.split(","))
                        .map(String::strip)
                        .filter(code -> !code.isEmpty())
                        .map(Integer::valueOf)
                        .toList();
    }

    /** The retry delay in the body of a 429, in seconds. */
    public void setRetryDelay(double seconds) {
        retryDelay = seconds;
    }

    /**
     * Message in: a request to Gemini; message out: its answer.
     *
     * @throws IOException if the request cannot be read
     */
    public void answer(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        int call = calls.getAndIncrement();
        int code = call < firstCodes.size() ? firstCodes.get(call) : 200;
        String model = model(message.getHeader(Exchange.HTTP_PATH, "", String.class));
        byte[] body = message.getBody(byte[].class);
        String answer;
        if (!isLoopback(message)) {
            code = 403;
            answer =
                    error(
                            code,
                            "PERMISSION_DENIED",
                            "The stand-in accepts calls from this machine only");
        } else {
            answer = code == 200 ? text(model, body) : error(code, model);
        }
        message.removeHeaders("*");
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, code);
        message.setHeader(Exchange.CONTENT_TYPE, "application/json; charset=UTF-8");
        message.setBody(answer);
        exchange.setProperty("gemini-stand-in-delay", code == 200 ? delayMillis : 0);
    }

    private static boolean isLoopback(Message message) throws IOException {
        Object remote = message.getHeader(REMOTE_ADDRESS);
        if (!(remote instanceof io.vertx.core.net.SocketAddress address)) {
            return false;
        }
        // The address is literal: this looks no name up.
        return InetAddress.getByName(address.hostAddress()).isLoopbackAddress();
    }

    private static String model(String path) {
        String last = path.substring(path.lastIndexOf('/') + 1);
        int action = last.indexOf(':');
        return action < 0 ? last : last.substring(0, action);
    }

    private static String text(String model, byte[] body) throws IOException {
        JsonNode request = GeminiJson.MAPPER.readTree(body);
        String prompt = lastText(request);
        JsonNode config = request.path("generationConfig");
        String text =
                config.path("responseMimeType").asText().equals("application/json")
                        ? sample(config.path("responseJsonSchema")).toString()
                        : "This is the stand-in for Gemini, not a model. You asked: "
                                + prompt.strip();
        ObjectNode answer = GeminiJson.MAPPER.createObjectNode();
        ObjectNode candidate = answer.putArray("candidates").addObject();
        ObjectNode content = candidate.putObject("content");
        content.putArray("parts").addObject().put("text", text);
        content.put("role", "model");
        candidate.put("finishReason", "STOP").put("index", 0);
        int in = prompt.length() / 4 + 1;
        int out = text.length() / 4 + 1;
        answer.putObject("usageMetadata")
                .put("promptTokenCount", in)
                .put("candidatesTokenCount", out)
                .put("totalTokenCount", in + out);
        answer.put("modelVersion", model);
        answer.put("responseId", UUID.randomUUID().toString());
        return answer.toString();
    }

    private static String lastText(JsonNode request) {
        String text = "";
        for (JsonNode content : request.path("contents")) {
            for (JsonNode part : content.path("parts")) {
                text = part.path("text").asText(text);
            }
        }
        return text;
    }

    /** The simplest value that matches a JSON Schema, for schemas as people write them by hand. */
    private static JsonNode sample(JsonNode schema) {
        if (schema.has("enum")) {
            return schema.get("enum").path(0);
        }
        return switch (schema.path("type").asText("object").toLowerCase(Locale.ROOT)) {
            case "string" -> GeminiJson.MAPPER.getNodeFactory().textNode("stand-in");
            case "integer", "number" ->
                    schema.path("minimum").isNumber()
                            ? schema.get("minimum")
                            : GeminiJson.MAPPER.getNodeFactory().numberNode(1);
            case "boolean" -> GeminiJson.MAPPER.getNodeFactory().booleanNode(true);
            case "array" -> {
                ArrayNode array = GeminiJson.MAPPER.createArrayNode();
                yield array.add(sample(schema.path("items")));
            }
            default -> {
                ObjectNode object = GeminiJson.MAPPER.createObjectNode();
                schema.path("properties")
                        .properties()
                        .forEach(entry -> object.set(entry.getKey(), sample(entry.getValue())));
                yield object;
            }
        };
    }

    private String error(int code, String model) {
        return switch (code) {
            case 429 -> rateLimit(model);
            case 503 ->
                    error(code, "UNAVAILABLE", "The model is overloaded. Please try again later.");
            default -> error(code, "INTERNAL", "An internal error has occurred.");
        };
    }

    private static String error(int code, String status, String message) {
        ObjectNode body = GeminiJson.MAPPER.createObjectNode();
        body.putObject("error").put("code", code).put("message", message).put("status", status);
        return body.toString();
    }

    /**
     * The form of a real per-minute 429: the delay is in the body, and there is no Retry-After
     * header.
     */
    private String rateLimit(String model) {
        String metric = "generativelanguage.googleapis.com/generate_content_free_tier_requests";
        ObjectNode body = GeminiJson.MAPPER.createObjectNode();
        ObjectNode error = body.putObject("error");
        error.put("code", 429);
        error.put(
                "message",
                "You exceeded your current quota, please check your plan and billing details.\n"
                        + "* Quota exceeded for metric: %s, limit: 10, model: %s\nPlease retry in %ss."
                                .formatted(metric, model, retryDelay));
        error.put("status", "RESOURCE_EXHAUSTED");
        ArrayNode details = error.putArray("details");
        ObjectNode violation =
                details.addObject()
                        .put("@type", "type.googleapis.com/google.rpc.QuotaFailure")
                        .putArray("violations")
                        .addObject();
        violation.put("quotaMetric", metric);
        violation.put("quotaId", "GenerateRequestsPerMinutePerProjectPerModel-FreeTier");
        violation.putObject("quotaDimensions").put("location", "global").put("model", model);
        violation.put("quotaValue", "10");
        details.addObject()
                .put("@type", "type.googleapis.com/google.rpc.RetryInfo")
                .put("retryDelay", retryDelay + "s");
        return body.toString();
    }
}
