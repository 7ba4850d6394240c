package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SingleLineTest {

    @Test
    void putsTheWordsOnOneLine() {
        assertThat(SingleLine.of(" a\r\n b\u0000c\u2028d\u200b\u202ee ")).isEqualTo("a b c de");
    }

    @Test
    void quotesWithAMarkForEachCharacterThatCannotBeShown() {
        assertThat(SingleLine.quoted("a\r\nb\u202ec\ud800 😀", 80)).isEqualTo("a??b?c? 😀");
    }

    @Test
    void quotesNoMoreThanAsked() {
        assertThat(SingleLine.quoted("12345", 5)).isEqualTo("12345");
        assertThat(SingleLine.quoted("123456", 5)).isEqualTo("1234…");
        assertThat(SingleLine.quoted("\n23456", 5)).isEqualTo("?234…");
    }

    @Test
    void shortensBetweenCharacters() {
        assertThat(SingleLine.shortened("12😀5", 5)).isEqualTo("12😀5");
        assertThat(SingleLine.shortened("123😀6", 5)).isEqualTo("123…");
        assertThat(SingleLine.shortened("12😀56", 5)).isEqualTo("12😀…");
    }
}
