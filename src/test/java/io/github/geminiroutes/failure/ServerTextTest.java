package io.github.geminiroutes.failure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerTextTest {

    @Test
    void isOneLineWithoutControlCharacters() {
        assertThat(ServerText.oneLine(" a\r\nb\tc\u0000\u001b[31md\u2028e\u202ef\ud800g\u00a0 h "))
                .isEqualTo("a b c [31md ef g h");
        assertThat(ServerText.oneLine("\n\t")).isEmpty();
        assertThat(ServerText.oneLine("Grüße 😀")).isEqualTo("Grüße 😀");
        assertThat(ServerText.oneLine(null)).isNull();
    }

    @Test
    void isBounded() {
        assertThat(ServerText.oneLine("x".repeat(2_000))).isEqualTo("x".repeat(2_000));
        assertThat(ServerText.oneLine("x".repeat(2_001))).isEqualTo("x".repeat(1_999) + "…");
        assertThat(ServerText.oneLine("x".repeat(1_998) + "😀😀"))
                .isEqualTo("x".repeat(1_998) + "…");
    }

    /** A failure is kept while its call waits, and hundreds may wait. */
    @Test
    void detailsAreBounded() {
        ObjectNode details = new ObjectMapper().createObjectNode();
        details.put("finishReason", "SAFETY").put("finishMessage", "x".repeat(3_000_000));
        ArrayNode ratings = details.putArray("safetyRatings");
        for (int i = 0; i < 100_000; i++) {
            ratings.addObject().put("category", "HATE");
        }

        JsonNode kept = ServerText.withoutKeys(details);

        assertThat(kept.toString().length()).isLessThan(200_000);
        assertThat(kept.path("finishReason").asText()).isEqualTo("SAFETY");
        ratings.removeAll();
        details.put("finishMessage", "short");
        assertThat(ServerText.withoutKeys(details)).isEqualTo(details);
    }

    @ParameterizedTest
    @CsvSource({
        "key AIzaSyA-b_c123456 bad, key [key] bad",
        "key AQ.Ab8R-_x9.yz123 bad, key [key] bad",
        "Consumer 'api_key:abc123' is, Consumer 'api_key:[key]' is",
        "https://host/v1beta?key=abc123&alt=sse, https://host/v1beta?key=[key]&alt=sse",
        "https://host/v1beta?alt=sse&key=abc123, https://host/v1beta?alt=sse&key=[key]",
        "a monkey=1 and AQ alone, a monkey=1 and AQ alone"
    })
    void holdsNoKey(String text, String clean) {
        assertThat(ServerText.oneLine(text)).isEqualTo(clean);
        assertThat(ServerText.oneLine(clean)).isEqualTo(clean);
    }

    @Test
    void takesKeysOutOfDetails() throws JsonProcessingException {
        ObjectMapper mapper = new ObjectMapper();

        assertThat(
                        ServerText.withoutKeys(
                                mapper.readTree(
                                        "[{\"AIzaSyA123456\":[\"x api_key:AIzaSyA123456\",1,null,true]}]")))
                .isEqualTo(mapper.readTree("[{\"[key]\":[\"x api_key:[key]\",1,null,true]}]"));
    }
}
