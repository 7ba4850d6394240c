package io.github.geminiroutes.quota.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedAnswersTest {

    private static final String PERMIT = "*3\r\n:0\r\n:1795725742000000\r\n$2\r\nok\r\n";

    private final List<Throwable> told = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new BoundedAnswers(told::add));

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void ask(int commands) {
        for (int i = 0; i < commands; i++) {
            channel.writeOutbound("command");
        }
    }

    private boolean answer(String bytes) {
        if (channel.isOpen()) {
            channel.writeInbound(Unpooled.copiedBuffer(bytes, StandardCharsets.ISO_8859_1));
        }
        return channel.isOpen();
    }

    @Test
    void answersPassWhereverTheyAreCut() {
        String all =
                "+OK\r\n"
                        + PERMIT
                        + "*-1\r\n"
                        + "$-1\r\n"
                        + "%1\r\n+a\r\n*2\r\n:1\r\n*0\r\n"
                        + "-ERR no\r\n"
                        + ">2\r\n+pushed\r\n$3\r\n\r\n\n\r\n"
                        + "$0\r\n\r\n";
        ask(7);

        for (char one : all.toCharArray()) {
            assertThat(answer(String.valueOf(one))).isTrue();
        }
        assertThat(told).isEmpty();
        assertThat(channel.inboundMessages()).hasSize(all.length());
    }

    @Test
    void manyAnswersMayComeAtOnce() {
        ask(10_000);

        assertThat(answer(PERMIT.repeat(10_000))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*2147483647\r\n",
                "*99999\r\n",
                "$2147483647\r\n",
                "$300000\r\n",
                "$?\r\n",
                "%9999999999999999999\r\n",
                "*2\r\n*9999\r\n"
            })
    void whatAnnouncesTooMuchEndsTheConnectionBeforeItIsRead(String start) {
        ask(1);

        assertThat(answer(start)).isFalse();
        assertThat(told).hasSize(1);
        assertThat(channel.inboundMessages()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "$1\r\nx\r\n", "|1\r\n+a\r\n+b\r\n", ">1\r\n+a\r\n"})
    void whatHasNoEndEndsTheConnection(String piece) {
        ask(1);
        answer("*9999\r\n+");
        int pieces = 0;
        while (answer(piece.repeat(100)) && pieces < 10_000) {
            pieces++;
        }

        assertThat(channel.isOpen()).isFalse();
        assertThat(told).hasSize(1);
    }

    @Test
    void anAnswerToNoQuestionEndsTheConnection() {
        ask(1);

        assertThat(answer("+OK\r\n")).isTrue();
        assertThat(answer("+OK\r\n")).isFalse();
        assertThat(told).hasSize(1);
    }
}
