package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.support.Sha256;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompanionNamesTest {

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @ParameterizedTest
    @CsvSource({
        "a.txt, 1, .response.md, a.txt.response.md",
        "a.txt, 2, .response.md, a.txt.2.response.md",
        "a.txt, 12, .error.json, a.txt.12.error.json",
        "a.txt, 1, '', a.txt",
        "a.txt, 2, '', a.txt.2",
    })
    void addsNumberAndSuffix(String prompt, int number, String suffix, String name) {
        assertThat(CompanionNames.of(prompt, number, suffix)).isEqualTo(name);
    }

    @Test
    void aNameThatJustFitsIsKept() {
        String name = "n".repeat(255 - ".record.json".length());
        assertThat(CompanionNames.of(name, 1, ".record.json")).isEqualTo(name + ".record.json");
    }

    @Test
    void aNameThatIsTooLongIsCutAndMarked() {
        String name = "n".repeat(252) + ".md";
        String mark = "~" + Sha256.hex(name.getBytes(StandardCharsets.UTF_8)).substring(0, 8);
        assertThat(CompanionNames.of(name, 1, ".record.json"))
                .isEqualTo("n".repeat(234) + mark + ".record.json")
                .hasSize(255);
    }

    @Test
    void cutsBetweenUmlautsNotInside() {
        String name = "ü".repeat(125) + ".txt";
        String cut = CompanionNames.of(name, 1, ".record.json");
        assertThat(cut).startsWith("ü".repeat(117) + "~").endsWith(".record.json");
        assertThat(bytes(cut)).isEqualTo(255);
    }

    @Test
    void cutsBetweenEmojiNotInside() {
        String name = "😀".repeat(62) + ".txt";
        String cut = CompanionNames.of(name, 1, ".record.json");
        assertThat(cut).startsWith("😀".repeat(58) + "~").doesNotContain("😀".repeat(59));
        assertThat(cut.charAt(58 * 2)).isEqualTo('~');
        assertThat(bytes(cut)).isEqualTo(58 * 4 + 9 + 12);
    }

    @Test
    void longNamesThatDifferInTheLastLetterStayApart() {
        String stem = "n".repeat(250);
        assertThat(CompanionNames.of(stem + "1.txt", 1, ".response.md"))
                .isNotEqualTo(CompanionNames.of(stem + "2.txt", 1, ".response.md"));
    }

    @Property(tries = 300)
    void everyNameFitsAndIsWhole(
            @ForAll("names") String name, @ForAll @IntRange(min = 1, max = 100_000) int number) {
        String made = CompanionNames.of(name, number, ".record.json");

        assertThat(bytes(made)).isLessThanOrEqualTo(255);
        String tail = (number == 1 ? "" : "." + number) + ".record.json";
        assertThat(made).endsWith(tail);
        // No half of a character: encoding and decoding gives the same.
        assertThat(new String(made.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                .isEqualTo(made);
        if (bytes(name + tail) <= 255) {
            assertThat(made).isEqualTo(name + tail);
        }
    }

    /** Up to what a file system takes: 255 bytes. */
    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("a", "ü", "€", "😀", "~", " ", ".")
                .list()
                .ofMinSize(1)
                .ofMaxSize(255)
                .map(parts -> String.join("", parts))
                .map(CompanionNamesTest::atMost255Bytes);
    }

    private static String atMost255Bytes(String text) {
        int end = text.length();
        while (bytes(text.substring(0, end)) > 255) {
            end = text.offsetByCodePoints(end, -1);
        }
        return text.substring(0, end);
    }

    @ParameterizedTest
    @CsvSource({
        "'plain ä 😀.txt', 'plain ä 😀.txt'",
        "'a\nb.txt', 'a\\u000ab.txt'",
        "'a\u001b[31mb', 'a\\u001b[31mb'",
        "'a\u202eb', 'a\\u202eb'",
        "'a\u2028b\u2029c', 'a\\u2028b\\u2029c'",
        "'a\u0085b', 'a\\u0085b'",
        "'a\uDB40\uDC41b', 'a\\udb40\\udc41b'",
    })
    void printableForgesNoLine(String name, String shown) {
        assertThat(CompanionNames.printable(name)).isEqualTo(shown);
    }
}
