package io.github.geminiroutes.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.KeyMask;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hc.core5.http.ClassicHttpResponse;

/** Reads the responses of calls beside {@code generateContent}. */
final class ApiResponses {

    /** Far more than what is told of a file, a cache or a job. Of a longer error the code tells. */
    private static final int MOST_BYTES = 64 * 1024;

    private static final FailureClassifier FAILURES = new FailureClassifier(GeminiJson.MAPPER);

    private ApiResponses() {}

    /**
     * The body of a good response, read whole.
     *
     * @throws GeminiException if it is none
     */
    static byte[] good(ClassicHttpResponse response) throws IOException {
        byte[] body = body(response);
        if (response.getCode() / 100 != 2) {
            throw new GeminiException(FAILURES.classify(response.getCode(), body));
        }
        return body;
    }

    /**
     * The body of a good response, to be read.
     *
     * @throws GeminiException if it is none
     */
    static InputStream content(ClassicHttpResponse response) throws IOException {
        if (response.getCode() / 100 != 2) {
            throw failure(response);
        }
        if (response.getEntity() == null) {
            throw malformed("The answer is empty", null);
        }
        return response.getEntity().getContent();
    }

    /** The failure of a response that is no good one. */
    static GeminiException failure(ClassicHttpResponse response) throws IOException {
        return new GeminiException(FAILURES.classify(response.getCode(), body(response)));
    }

    private static byte[] body(ClassicHttpResponse response) throws IOException {
        if (response.getEntity() == null) {
            return new byte[0];
        }
        try (InputStream in = response.getEntity().getContent()) {
            byte[] body = in.readNBytes(MOST_BYTES + 1);
            if (body.length > MOST_BYTES && response.getCode() / 100 == 2) {
                throw malformed("The answer is larger than " + MOST_BYTES + " bytes", null);
            }
            return body;
        }
    }

    /**
     * The tree of a body, without the keys in use; an empty object if there is none.
     *
     * @throws GeminiException if it is no JSON
     */
    static JsonNode tree(byte[] body) throws IOException {
        if (body.length == 0) {
            return GeminiJson.MAPPER.createObjectNode();
        }
        try {
            JsonNode tree = GeminiJson.MAPPER.readTree(body);
            if (tree.isObject()) {
                return withoutKey(tree);
            }
        } catch (JsonProcessingException e) {
            throw malformed("The answer is no JSON", e);
        }
        throw malformed("The answer is no JSON object", null);
    }

    /** Names and addresses that a server gives are kept in files; whatever its encoding. */
    static JsonNode withoutKey(JsonNode tree) throws JsonProcessingException {
        String text = tree.toString();
        String masked = KeyMask.byValue(text);
        return masked.equals(text) ? tree : GeminiJson.MAPPER.readTree(masked);
    }

    static GeminiException malformed(String message, Throwable cause) {
        return new GeminiException(Failure.of(FailureKind.MALFORMED_ANSWER, message), cause);
    }
}
