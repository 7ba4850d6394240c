package io.github.geminiroutes.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.ObjectReader;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.JsonWeight;
import io.github.geminiroutes.support.LenientJson;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class RequestMemoryTest {

    private static final ObjectReader READER =
            GeminiJson.MAPPER.reader().withFeatures(LenientJson.features());

    /** A half of it is 32 MB, and one token has 28 MB of that. */
    private final RequestMemory memory = new RequestMemory(64 * 1024 * 1024);

    private RequestMemory.Held take(String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        RequestMemory.Held held = memory.held("one", 0);
        assertThat(held.tryTakeMore((long) bytes.length * JsonWeight.PER_BYTE)).isTrue();
        try {
            RequestTokens.take(held, bytes, READER);
        } catch (RefusedRequestException e) {
            held.release();
            throw e;
        }
        return held;
    }

    private static String objects(int count) {
        return "{\"x\":[" + "{},".repeat(count) + "]}";
    }

    @Test
    void aTreeOfManySmallValuesTakesItsMemory() throws IOException {
        String request = objects(60_000);
        RequestMemory.Held first = take(request);
        take(request);

        assertThat(refusal(request).code()).isEqualTo(503);
        first.release();
        first.release();
        take(request);
    }

    private GatewayReply refusal(String request) {
        return catchThrowableOfType(RefusedRequestException.class, () -> take(request)).reply();
    }

    @Test
    void aTreeThatNeverFitsIsTooLarge() {
        assertThat(refusal(objects(300_000)).code()).isEqualTo(413);
    }

    @Test
    void aTextWithManyCommasTakesNoMoreThanAnotherText() throws IOException {
        String request = "{\"text\":\"" + ",[".repeat(500_000) + "\"}";
        assertThat(JsonWeight.mostTokens(request.getBytes(UTF_8))).isGreaterThan(1_000_000);

        take(request).release();
    }

    /** A quote within a comment would mislead a search for the ends of texts. */
    @Test
    void whatGoogleReadsBeyondJsonIsCounted() {
        String request = "/*\"*/{x:[" + "{},".repeat(300_000) + "]}//\"";

        assertThat(refusal(request).code()).isEqualTo(413);
    }

    @Test
    void noJsonIsAnError() {
        String request = "{\"x\":[" + "{},".repeat(300_000) + "?";

        assertThatThrownBy(() -> take(request)).isInstanceOf(IOException.class);
    }
}
