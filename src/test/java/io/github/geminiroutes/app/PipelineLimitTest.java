package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;

class PipelineLimitTest {

    private final EmbeddedChannel connection = new EmbeddedChannel(new PipelineLimit());

    private void ask(int times) {
        for (int i = 0; i < times; i++) {
            connection.writeInbound(
                    new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/"));
        }
    }

    private void answer(HttpResponseStatus status) {
        connection.writeOutbound(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status));
    }

    @Test
    void anAnswerMakesRoomForOneMore() {
        for (int i = 0; i < 100; i++) {
            ask(1);
            answer(HttpResponseStatus.OK);
        }
        ask(PipelineLimit.MOST);
        assertThat(connection.isOpen()).isTrue();

        ask(1);
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void anInterimAnswerMakesNone() {
        for (int i = 0; i < 100; i++) {
            ask(1);
            answer(HttpResponseStatus.CONTINUE);
            answer(HttpResponseStatus.OK);
        }
        ask(PipelineLimit.MOST + 1);

        assertThat(connection.isOpen()).isFalse();
    }
}
