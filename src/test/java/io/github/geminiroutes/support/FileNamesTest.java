package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which directories can be in the address of an endpoint. */
class FileNamesTest {

    @ParameterizedTest
    @DisabledOnOs(OS.WINDOWS)
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a{b   | false",
                "a}b   | false",
                "a?b   | false",
                "a\\b  | false",
                "a%20b | false",
                "a%fFb | false",
                "`a\nb`| false",
                "a b   | true",
                "a#b   | true",
                "a+b   | true",
                "a&b   | true",
                "a;b   | true",
                "a'b   | true",
                "a\"b  | true",
                "a(b   | true",
                "a[b   | true",
                "a*b   | true",
                "a$b   | true",
                "a~b   | true",
                "a%b   | true",
                "aäb   | true",
                "a😀b   | true"
            })
    void whatCamelWouldReadAsSomethingElseIsRefused(String name, boolean isTaken) {
        assertThat(FileNames.canBeOfEndpoint("/data/" + name)).isEqualTo(isTaken);
    }
}
