package io.github.geminiroutes.gateway;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.ObjectReader;
import io.github.geminiroutes.support.JsonWeight;
import java.io.IOException;

/** Takes the memory for the tree of a request before the tree is made. */
final class RequestTokens {

    private RequestTokens() {}

    /**
     * Takes the memory for the tree of a request.
     *
     * @throws RefusedRequestException if there is none
     * @throws IOException if it is no JSON
     */
    static void take(RequestMemory.Held memory, byte[] body, ObjectReader reader)
            throws IOException {
        // Most requests are a text with a little around it: they need no second look.
        if (memory.tryTakeMore(JsonWeight.mostTokens(body) * JsonWeight.PER_TOKEN)) {
            return;
        }
        long needed = count(body, reader) * JsonWeight.PER_TOKEN;
        if (!memory.tryTakeMore(needed)) {
            throw new RefusedRequestException(
                    memory.mayEverTake(needed)
                            ? RequestBody.tooMuch()
                            : RequestBody.tooManyValues());
        }
    }

    private static long count(byte[] body, ObjectReader reader) throws IOException {
        long tokens = 0;
        try (JsonParser parser = reader.createParser(body)) {
            while (parser.nextToken() != null) {
                tokens++;
            }
        }
        return tokens;
    }
}
