package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A key is found by its value, whatever its form. */
class KeyMaskTest {

    /** Of no form that is known, and with characters that encodings change. */
    private static final String KEY = "mY/k3y+of=no.Known~form-2026";

    /** Texts of other systems come in these, and stay readable once they are unpacked. */
    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"})
    void base64AndHexOfOtherCharsetsAreFound(String name) {
        Charset charset = Charset.forName(name);
        for (int before = 0; before < 3; before++) {
            byte[] text = ("\1".repeat(before) + "x" + KEY + " end").getBytes(charset);
            String standard = Base64.getEncoder().encodeToString(text);
            String url = Base64.getUrlEncoder().encodeToString(text);
            assertThat(KeyMask.byValue(standard)).contains(KeyMask.MASK).hasSizeLessThan(60);
            assertThat(KeyMask.byValue(url)).contains(KeyMask.MASK).hasSizeLessThan(60);
        }
        String hex = HexFormat.of().formatHex(KEY.getBytes(charset));
        assertThat(KeyMask.byValue(hex)).isEqualTo(KeyMask.MASK);
        assertThat(KeyMask.byValue(hex.toUpperCase(Locale.ROOT))).isEqualTo(KeyMask.MASK);
    }

    @BeforeAll
    static void useKey() {
        KeyMask.add(KEY);
    }

    static Stream<String> encodings() {
        byte[] bytes = KEY.getBytes(StandardCharsets.UTF_8);
        return Stream.of(
                KEY,
                KEY.toUpperCase(Locale.ROOT),
                URLEncoder.encode(KEY, StandardCharsets.UTF_8),
                URLEncoder.encode(KEY, StandardCharsets.UTF_8).toLowerCase(Locale.ROOT),
                each("%%%02X"),
                each("\\u%04x"),
                each("\\\\u%04X"),
                each("&#%d;"),
                each("&#x%x;"),
                each("&#X%X;"),
                each("&#%05d;"),
                each("&amp;#%d;"),
                each("&amp;amp;#x%x;"),
                each("%%25%02x"),
                each("%%2525%02X"),
                URLEncoder.encode(
                        URLEncoder.encode(KEY, StandardCharsets.UTF_8), StandardCharsets.UTF_8),
                each("\\x%02x"),
                each("\\\\x%02X"),
                each("=%02X"),
                KEY.replace("=", "=3D"),
                KEY.replace("=", "=3D").replace("no", "n=\r\no"),
                KEY.replace("=", "=3D").replace("no", "n=\no"),
                each("=%02X").replace("=6E", "=\r\n=6E"),
                KEY.replace("/", "\\/"),
                KEY.replace("=", "\\u003d"),
                Base64.getEncoder().encodeToString(bytes),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes));
    }

    private static String each(String format) {
        return KEY.chars().mapToObj(c -> format.formatted(c)).collect(Collectors.joining());
    }

    @ParameterizedTest
    @MethodSource("encodings")
    void noEncodingHidesIt(String encoded) {
        String line = "before " + encoded + " between " + encoded + " after";

        assertThat(KeyMask.byValue(line))
                .startsWith("before [key]")
                .endsWith(" after")
                .doesNotContain(encoded);
        assertThat(KeyMask.of(encoded)).startsWith("[key]");
    }

    /** Each escapes all characters, those of an earlier escape included. */
    private static final List<UnaryOperator<String>> ESCAPES =
            List.of(
                    text -> each(text, "%%%02X"),
                    text -> each(text, "\\u%04x"),
                    text -> each(text, "&#x%06x;"),
                    text -> each(text, "&#%d"),
                    text -> each(text, "=%02X"),
                    text -> text.replace("\r\n", "\\r\\n"),
                    text -> text.replace("&", "&amp;"),
                    text -> text.replace("/", "\\/").replace("+", "\\u002b"));

    private static String each(String text, String format) {
        return text.chars().mapToObj(c -> format.formatted(c)).collect(Collectors.joining());
    }

    @Test
    void noTwoOrThreeEscapesHideIt() {
        byte[] bytes = KEY.getBytes(StandardCharsets.UTF_8);
        String base64 = Base64.getEncoder().encodeToString(bytes);
        String hex = HexFormat.of().formatHex(KEY.getBytes(StandardCharsets.UTF_16LE));
        for (String form : new String[] {KEY, base64.replaceAll("=+$", ""), hex}) {
            for (UnaryOperator<String> first : ESCAPES) {
                for (UnaryOperator<String> second : ESCAPES) {
                    String twice = second.apply(first.apply(form));
                    assertThat(KeyMask.byValue("x " + twice + " y")).startsWith("x [key]");
                    for (UnaryOperator<String> third : ESCAPES) {
                        String thrice = third.apply(twice);
                        assertThat(KeyMask.byValue("x " + thrice + " y")).startsWith("x [key]");
                    }
                }
            }
        }
    }

    @Test
    void noEscapedLineBreakOfAnEmailHidesIt() {
        String broken = each("=%02X").replace("=6E=", "=6E=\r\n=");
        for (UnaryOperator<String> first : ESCAPES) {
            assertThat(KeyMask.byValue(first.apply(broken))).isEqualTo("[key]");
        }
    }

    @Test
    void hexOfEitherCaseAndLongEntitiesDoNotHideIt() {
        String hex = HexFormat.of().formatHex(KEY.getBytes(StandardCharsets.UTF_8));
        String mixed = hex.substring(0, 20) + hex.substring(20).toUpperCase(Locale.ROOT);

        assertThat(KeyMask.byValue(mixed)).isEqualTo("[key]");
        assertThat(KeyMask.byValue(each("&#x%030x;"))).isEqualTo("[key]");
    }

    /** As in "Authorization: Basic", where a user stands before the key. */
    @Test
    void theMiddleOfALongerBase64TextDoesNotHideIt() {
        for (String user : new String[] {"", "u", "us", "use", "user"}) {
            byte[] text = (user + KEY + "and more").getBytes(StandardCharsets.UTF_8);
            String encoded = Base64.getEncoder().encodeToString(text);

            assertThat(KeyMask.byValue(encoded)).contains("[key]");
        }
    }

    @Test
    void otherTextsStayTheSameObject() {
        String text = "mY words, %41%42, &#77;, \\u006d and 100 % of it";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

        assertThat(KeyMask.byValue(text)).isSameAs(text);
        assertThat(KeyMask.byValue(bytes)).isSameAs(bytes);
    }

    @Test
    void bytesKeepTheirOtherCharacters() {
        byte[] masked = KeyMask.byValue(("ä " + KEY + " 😀").getBytes(StandardCharsets.UTF_8));

        assertThat(new String(masked, StandardCharsets.UTF_8)).isEqualTo("ä [key] 😀");
    }

    @Test
    void aTextThatIsTooShortForAKeyIsNoKey() {
        KeyMask.add("answer");

        assertThat(KeyMask.of("the answer")).isEqualTo("the answer");
    }

    @Test
    void whatOnlyLooksLikeAKeyIsMaskedByItsForm() {
        String text = "AIzaSyA-b_c123456 and AQ.Ab8R-_x9.yz123";

        assertThat(KeyMask.of(text)).isEqualTo("[key] and [key]");
        assertThat(KeyMask.byValue(text)).isSameAs(text);
    }

    @Test
    @Timeout(60) // work that grows with the square of the length takes minutes
    void hostileTextsTakeNoLonger() {
        for (String piece :
                hostilePieces(
                        "m=\n",
                        KEY.substring(0, 27),
                        "m",
                        "\\u005c",
                        "%26#37;",
                        "&#38;#",
                        "&#x0",
                        "%5c\\",
                        "=3D",
                        "&#61;3D")) {
            String text = piece.repeat(500_000 / piece.length());

            assertThat(KeyMask.byValue(text)).isSameAs(text);
        }
    }

    /** Each begins an escape; the further ones begin the key, too. */
    private static List<String> hostilePieces(String... further) {
        return Stream.concat(
                        Stream.of("\\", "&#", "%", "%25", "&amp;", "=", "=\n"), Stream.of(further))
                .toList();
    }

    /** As in a host whose tenants have a key each, which begin alike. */
    @Test
    void noneOfAThousandKeysPasses() {
        List<String> keys = thousandKeys("Tenants-key");

        for (String key : keys) {
            String base64 =
                    Base64.getEncoder().encodeToString(key.getBytes(StandardCharsets.UTF_8));
            String text = "a " + key + ", b " + key.replace("-", "%2d") + ", c " + base64;

            assertThat(KeyMask.byValue(text)).startsWith("a [key], b [key], c [key]");
            assertThat(KeyMask.byValue(text)).doesNotContain("[key][key]");
        }
        assertThat(KeyMask.byValue(String.join(" ", keys)).split("\\[key]", -1)).hasSize(1_001);
    }

    @Test
    void aKeyThatBeginsWithAnotherIsFoundAsAWhole() {
        KeyMask.add("one-key-of-two");
        KeyMask.add("one-key-of-two-and-more");

        assertThat(KeyMask.byValue("one-key-of-two-and-more, one-key-of-two-and"))
                .isEqualTo("[key], [key]-and");
    }

    @Test
    @Timeout(60) // a search for one key after the other takes minutes
    void aThousandKeysTakeNoLonger() {
        thousandKeys("hostile=key");
        for (String piece : hostilePieces("h=\n", "hostile=key", "%68%6f", "h")) {
            String text = piece.repeat(50_000 / piece.length());

            assertThat(KeyMask.byValue(text)).isSameAs(text);
        }
        String answer = "An answer of ordinary words, and a \\\"quote\\\"; ".repeat(450_000);
        assertThat(KeyMask.byValue(answer)).isSameAs(answer);
    }

    private static List<String> thousandKeys(String prefix) {
        Random random = new Random(1);
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            byte[] bytes = new byte[24];
            random.nextBytes(bytes);
            keys.add(HexFormat.of().formatHex(bytes));
            keys.add(prefix + keys.get(2 * i));
        }
        keys.forEach(KeyMask::add);
        return keys;
    }
}
