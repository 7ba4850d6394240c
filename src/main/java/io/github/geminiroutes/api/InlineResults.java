package io.github.geminiroutes.api;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * Reads what Google tells of batch jobs. The results of a job may stand in it, far larger than the
 * memory: each is read as it comes and not kept. In the tree their number stands in their place.
 */
public final class InlineResults {

    private static final String NAME = "inlinedResponses";

    /** They lie higher; what lies deeper is read without a frame of the stack for each level. */
    private static final int DEEPEST = 10;

    private static final int PIECE = 8 * 1024;

    /** Far more than what is told of a job beside its results. */
    private static final int MOST_ELSE = 64 * 1024;

    private final PartOfStream in;
    private final JsonParser parser;
    private final boolean isFirstEnough;
    private boolean isEnough;
    private boolean hasResults;

    private InlineResults(JsonParser parser, PartOfStream in, boolean isFirstEnough) {
        this.parser = parser;
        this.in = in;
        this.isFirstEnough = isFirstEnough;
    }

    /**
     * {@code GET} of a batch job, which is read to the first result that stands in it, or to its
     * end.
     *
     * @param path such as {@code /v1beta/batches/abc}
     * @return what was read
     */
    public static JsonNode look(ApiCalls calls, String path) throws IOException {
        return calls.send(
                calls.request("GET", path),
                KeyUse.look(calls.key()),
                response -> untilFirst(ApiResponses.content(response), MOST_ELSE));
    }

    /**
     * {@code GET} of a batch job in which results stand.
     *
     * @param most how many bytes it may have
     * @param lines gets each result of the first place that has some, as a line of JSON
     * @return the job, whole
     */
    public static JsonNode download(ApiCalls calls, String path, long most, OutputStream lines)
            throws IOException {
        return calls.send(
                calls.request("GET", path),
                KeyUse.download(calls.key(), most),
                response -> copy(new BoundedDownload(ApiResponses.content(response), most), lines));
    }

    static JsonNode untilFirst(InputStream in, long most) throws IOException {
        return read(in, most, null, true);
    }

    static JsonNode copy(InputStream in, OutputStream lines) throws IOException {
        return read(in, MOST_ELSE, lines, false);
    }

    /**
     * The tree of an answer without results.
     *
     * @param most how many bytes it may have beside them
     * @throws io.github.geminiroutes.failure.GeminiException if it is no JSON object, or larger
     */
    static JsonNode leaveOut(InputStream in, long most) throws IOException {
        return read(in, most, null, false);
    }

    private static JsonNode read(
            InputStream answer, long most, OutputStream lines, boolean isFirstEnough)
            throws IOException {
        try (PartOfStream in = new PartOfStream(answer, most, lines);
                JsonParser parser = GeminiJson.MAPPER.createParser(in)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw ApiResponses.malformed("The answer is no JSON object", null);
            }
            InlineResults results = new InlineResults(parser, in, isFirstEnough);
            ObjectNode tree = results.object(1);
            if (!results.isEnough) {
                // Read to its end, the connection is kept.
                in.readNBytes(PIECE);
            }
            return ApiResponses.withoutKey(tree);
        } catch (JsonProcessingException e) {
            throw ApiResponses.malformed("The answer is no JSON", e);
        }
    }

    private ObjectNode object(int depth) throws IOException {
        ObjectNode node = GeminiJson.MAPPER.createObjectNode();
        while (!isEnough && parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            if (parser.nextToken() == JsonToken.START_ARRAY && field.equals(NAME)) {
                node.put(field, results());
            } else {
                node.set(field, value(depth));
            }
        }
        return node;
    }

    private ArrayNode array(int depth) throws IOException {
        ArrayNode node = GeminiJson.MAPPER.createArrayNode();
        while (!isEnough && parser.nextToken() != JsonToken.END_ARRAY) {
            node.add(value(depth));
        }
        return node;
    }

    private JsonNode value(int depth) throws IOException {
        if (depth < DEEPEST && parser.currentToken() == JsonToken.START_OBJECT) {
            return object(depth + 1);
        }
        if (depth < DEEPEST && parser.currentToken() == JsonToken.START_ARRAY) {
            return array(depth + 1);
        }
        return parser.readValueAsTree();
    }

    /** Google's answer has the same results in two places. */
    private int results() throws IOException {
        boolean isAgain = hasResults;
        int count = 0;
        in.enter(offset(parser.currentTokenLocation()));
        while (!isEnough && parser.nextToken() != JsonToken.END_ARRAY) {
            count++;
            hasResults = true;
            isEnough = isFirstEnough;
            if (!isEnough) {
                boolean isResult = parser.currentToken() == JsonToken.START_OBJECT;
                in.begin(offset(parser.currentTokenLocation()), isAgain || !isResult);
                parser.skipChildren();
                parser.finishToken();
                in.end(offset(parser.currentLocation()));
            }
        }
        in.leave(offset(parser.currentLocation()));
        return count;
    }

    private static long offset(JsonLocation location) {
        if (location.getByteOffset() < 0) {
            throw ApiResponses.malformed("The answer is not UTF-8", null);
        }
        return location.getByteOffset();
    }
}
