package io.github.geminiroutes.batch.job;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.GrpcStatus;
import io.github.geminiroutes.support.GeminiJson;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a line of the results, {@code {"key":…,"response":…}} or {@code {"key":…,"error":…}}. */
final class ResultLine {

    /** An error has some thousand bytes. As a tree one of megabytes could fill the memory. */
    private static final int MOST_ERROR = 64 * 1024;

    private static final String UNTOLD =
            "The line has neither a response nor an error of usual size";

    private ResultLine() {}

    /**
     * The key of a line.
     *
     * @param line it, or its beginning
     * @return null if it has none, or is no line of results
     */
    static String key(byte[] line, int length) {
        try (JsonParser parser = GeminiJson.MAPPER.createParser(line, 0, length)) {
            return key(parser, Long.MIN_VALUE);
        } catch (IOException e) {
            // Cut or broken: a prompt that no line names was not done.
            return null;
        }
    }

    /** As a tree what stands beside it could fill the memory. */
    private static String keyWithin(JsonParser metadata) throws IOException {
        String key = null;
        while (metadata.nextToken() == JsonToken.FIELD_NAME) {
            boolean isKey = metadata.currentName().equals("key");
            if (metadata.nextToken() == JsonToken.VALUE_STRING && isKey) {
                key = metadata.getText();
            } else {
                metadata.skipChildren();
            }
        }
        return key;
    }

    /**
     * The key of a line of any length.
     *
     * @param line begins with it
     * @param from where the key is looked for, as an offset in the line; what stands before is not
     *     kept
     * @return null if there is none, or it is no line of results
     * @throws IOException if it cannot be read
     */
    static String lateKey(InputStream line, long from) throws IOException {
        try (JsonParser parser = GeminiJson.MAPPER.createParser(line)) {
            return key(parser, from);
        } catch (JsonProcessingException | CharConversionException e) {
            return null;
        }
    }

    private static String key(JsonParser parser, long from) throws IOException {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            return null;
        }
        String key = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (parser.currentTokenLocation().getByteOffset() < from) {
                parser.skipChildren();
            } else if (field.equals("key") && value == JsonToken.VALUE_STRING) {
                // Google writes it first; a line that is cut behind it still tells whose it is.
                return parser.getText();
            } else if (field.equals("metadata") && value == JsonToken.START_OBJECT) {
                key = keyWithin(parser);
            } else {
                parser.skipChildren();
            }
        }
        return key;
    }

    /**
     * What Google answered, as the body of a response: the response as it came, or an object with
     * the error.
     *
     * @throws IOException if the line is no JSON object, or is cut
     */
    static byte[] body(byte[] line) throws IOException {
        if (line.length > 1
                && (line[0] == 0
                        || line[1] == 0
                        || line[0] == (byte) 0xff
                        || line[0] == (byte) 0xfe)) {
            // Jackson reads UTF-16 and UTF-32, too, but then its offsets are none of bytes.
            throw new IOException("The line is not UTF-8");
        }
        byte[] error = null;
        try (JsonParser parser = GeminiJson.MAPPER.createParser(line)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("The line is no JSON object");
            }
            byte[] response = null;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                parser.nextToken();
                int start = (int) parser.currentTokenLocation().getByteOffset();
                parser.skipChildren();
                if (field.equals("response")) {
                    parser.finishToken();
                    int end = (int) parser.currentLocation().getByteOffset();
                    response = Arrays.copyOfRange(line, start, end);
                } else if (field.equals("error") || error == null && field.equals("status")) {
                    parser.finishToken();
                    int end = (int) parser.currentLocation().getByteOffset();
                    error = Arrays.copyOfRange(line, start, end);
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT) {
                throw new IOException("The line is cut");
            }
            if (response != null && (error == null || isNone(error))) {
                return response;
            }
        }
        return error(
                error == null || error.length > MOST_ERROR
                        ? GeminiJson.MAPPER.createObjectNode().put("message", UNTOLD)
                        : tree(error));
    }

    /**
     * Some servers name the error of each line, or its status, which is empty where all is well.
     */
    private static boolean isNone(byte[] error) throws IOException {
        if (error.length > MOST_ERROR) {
            return false;
        }
        JsonNode named = tree(error);
        return named.isNull()
                || named.isTextual() && named.textValue().isBlank()
                || named.isObject() && (named.isEmpty() || named.path("code").asInt(-1) == 0);
    }

    private static JsonNode tree(byte[] error) throws IOException {
        return GeminiJson.MAPPER.readTree(error);
    }

    /** In a line the code is that of gRPC, and its name is left out. */
    static byte[] error(JsonNode error) throws IOException {
        ObjectNode body = GeminiJson.MAPPER.createObjectNode();
        ObjectNode named =
                error instanceof ObjectNode object
                        ? object.deepCopy()
                        : GeminiJson.MAPPER.createObjectNode().put("message", error.asText(""));
        if (!named.path("status").isTextual()) {
            String status = GrpcStatus.name(named.path("code").asInt(-1));
            named.put("status", status == null ? "UNKNOWN" : status);
        }
        body.set("error", named);
        return GeminiJson.MAPPER.writeValueAsBytes(body);
    }
}
