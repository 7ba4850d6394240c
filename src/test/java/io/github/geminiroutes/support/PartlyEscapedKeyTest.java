package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server may escape some characters of a key, and then some of those escapes. */
class PartlyEscapedKeyTest {

    private static final String KEY = "Partly+Escaped/Key_0123456789=Zz";

    private static final List<BiFunction<String, Random, String>> ESCAPES =
            List.of(
                    (text, random) -> some(text, random, "%%%02x", '%'),
                    (text, random) -> some(text, random, "=%02X", '='),
                    (text, random) -> some(text, random, "\\u%04x", '\\'),
                    (text, random) -> some(text, random, "&#x%02x;", '&'));

    @BeforeAll
    static void add() {
        KeyMask.add(KEY);
    }

    @Test
    void someCharactersEscapedTwiceHideNothing() {
        for (BiFunction<String, Random, String> first : ESCAPES) {
            for (BiFunction<String, Random, String> second : ESCAPES) {
                Random random = new Random(1);
                for (int i = 0; i < 200; i++) {
                    String twice = second.apply(first.apply(KEY, random), random);

                    assertThat(KeyMask.byValue("x " + twice)).startsWith("x [key]");
                }
            }
        }
    }

    @Test
    void aBackslashBeforeAnotherEscapeIsNoEscapeOfItsSign() {
        String json = KEY.chars().mapToObj("\\u%04x"::formatted).collect(Collectors.joining());

        for (String u : new String[] {"%75", "=75", "&#117;", "&#x75;"}) {
            assertThat(KeyMask.byValue(json.replace("u", u))).isEqualTo("[key]");
        }
    }

    private static String some(String text, Random random, String format, char sign) {
        return text.chars()
                .mapToObj(
                        c ->
                                c == sign || random.nextBoolean()
                                        ? format.formatted(c)
                                        : Character.toString(c))
                .collect(Collectors.joining());
    }
}
