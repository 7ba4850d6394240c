package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PieceParserTest {

    private static final int MOST = 64;

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a body that the network cut into chunks of this size. */
    private static List<String> pieces(byte[] body, int chunk) {
        List<String> pieces = new ArrayList<>();
        PieceParser parser =
                new PieceParser(
                        piece -> pieces.add(new String(piece, StandardCharsets.UTF_8)), MOST);
        for (int at = 0; at < body.length; at += chunk) {
            parser.read(Arrays.copyOfRange(body, at, Math.min(body.length, at + chunk)));
        }
        parser.end();
        return pieces;
    }

    private static void assertPieces(String body, String... expected) {
        byte[] bytes = utf8(body);
        for (int chunk = 1; chunk <= bytes.length; chunk++) {
            assertThat(pieces(bytes, chunk)).as("chunks of %s", chunk).containsExactly(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r"})
    void anEventIsAPieceWhateverEndsItsLines(String end) {
        assertPieces(
                "data: {\"a\":1}" + end + end + "data: {\"b\":\"ä😀\"}" + end + end,
                "{\"a\":1}",
                "{\"b\":\"ä😀\"}");
    }

    @Test
    void linesOfDataAreJoinedAndAllElseIsLeftOut() {
        assertPieces(
                "\ufeff: a comment\nid: 7\nevent: message\nretry: 1\ndata: {\"a\":\ndata:1}\ndata\n\ndatax: no\n\n"
                        + ":\n\n\n\ndata: [DONE]\n\n",
                "{\"a\":\n1}\n");
    }

    @Test
    void theLastEventMayLackItsEmptyLine() {
        assertPieces("data: {\"a\":1}\n", "{\"a\":1}");
        assertPieces("data: {\"a\":1}", "{\"a\":1}");
    }

    @Test
    void anArrayOrOneObjectIsUnderstoodInPlaceOfEvents() {
        assertPieces(
                "\ufeff [{\"a\":\"}]\\\\\\\"{\"}\r\n,\r\n{\"b\":[{},[]]}\n]\n",
                "{\"a\":\"}]\\\\\\\"{\"}",
                "{\"b\":[{},[]]}");
        assertPieces("\n{\"a\":{\"b\":1}} \n", "{\"a\":{\"b\":1}}");
        assertPieces("[]");
        assertPieces("");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[{\"a\":1}", "[{\"a\":", "{", "{}{}", "[] x", "[[{}]]", "[1]", "{},"})
    void whatIsCutOrNoneOfTheFormsIsMalformed(String body) {
        assertThatThrownBy(() -> pieces(utf8(body), 3))
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e ->
                                assertThat(e.failure().kind())
                                        .isEqualTo(FailureKind.MALFORMED_ANSWER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data: ", "[{\"a\":\"", ": ", "x", "data: a\ndata: "})
    void nothingGrowsBeyondItsBound(String beginning) {
        assertThatThrownBy(() -> pieces(utf8(beginning + "y".repeat(MOST + 1)), 5))
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.OVER_LIMIT));
    }

    /** Any bytes give pieces or a {@link GeminiException}. */
    @Test
    void noiseIsReadOrRefused() {
        Random random = new Random(4);
        String letters = "{}[]\",\\ \r\n:dat1";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder body = new StringBuilder(i % 2 == 0 ? "data:" : "[");
            random.ints(random.nextInt(60), 0, letters.length())
                    .forEach(letter -> body.append(letters.charAt(letter)));
            byte[] bytes = utf8(body.toString());
            int chunk = 1 + random.nextInt(9);
            assertThat(outcome(bytes, chunk)).isEqualTo(outcome(bytes, bytes.length));
        }
    }

    private static Object outcome(byte[] body, int chunk) {
        try {
            return pieces(body, chunk);
        } catch (GeminiException e) {
            return e.failure().kind();
        }
    }
}
