package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;

class PipelineLimitTest {

    private final PipelineLimit.Room room = new PipelineLimit.Room(32 * 100_000);
    private final EmbeddedChannel connection = connect();

    private EmbeddedChannel connect() {
        return new EmbeddedChannel(new PipelineLimit(room));
    }

    private static DefaultHttpRequest withFields(int fields) {
        DefaultHttpRequest request =
                new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
        for (int i = 0; i < fields; i++) {
            request.headers().add("a" + i, "");
        }
        return request;
    }

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
        ask(1 + PipelineLimit.MOST);
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
        ask(1 + PipelineLimit.MOST + 1);

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void aRequestGoesOnOnceTheOneBeforeHasItsAnswer() {
        ask(3);
        assertThat(connection.inboundMessages()).hasSize(1);

        answer(HttpResponseStatus.OK);
        assertThat(connection.inboundMessages()).hasSize(2);
        answer(HttpResponseStatus.OK);
        assertThat(connection.inboundMessages()).hasSize(3);
        assertThat(connection.isOpen()).isTrue();
    }

    @Test
    void nothingIsKeptOfAConnectionThatSendsMuchAheadOrEnds() {
        ByteBuf small = Unpooled.wrappedBuffer(new byte[100]);
        ByteBuf large = Unpooled.wrappedBuffer(new byte[100_000]);
        ask(2);
        connection.writeInbound(new DefaultHttpContent(small));
        assertThat(connection.isOpen()).isTrue();
        connection.writeInbound(new DefaultHttpContent(large));

        assertThat(connection.isOpen()).isFalse();
        assertThat(small.refCnt()).isZero();
        assertThat(large.refCnt()).isZero();
        assertThat(connection.inboundMessages()).hasSize(1);
    }

    /** It may be here before the event loop has another turn, and may be large. */
    @Test
    void aRequestAfterTheAnswerDoesNotWait() {
        ask(1);
        connection
                .pipeline()
                .write(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        connection
                .pipeline()
                .fireChannelRead(
                        new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/"));
        connection
                .pipeline()
                .fireChannelRead(new DefaultHttpContent(Unpooled.wrappedBuffer(new byte[100_000])));

        assertThat(connection.isOpen()).isTrue();
        assertThat(connection.inboundMessages()).hasSize(3);
    }

    /** 8 KB of them are 1,600 objects and more. */
    @Test
    void theFieldsOfARequestThatWaitsCount() {
        ask(1);
        connection.writeInbound(withFields(400));
        assertThat(connection.isOpen()).isTrue();

        connection.writeInbound(withFields(400));
        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void theFieldsBehindABodyCount() {
        ask(2);
        DefaultLastHttpContent last = new DefaultLastHttpContent();
        last.trailingHeaders().add(withFields(800).headers());
        connection.writeInbound(last);

        assertThat(connection.isOpen()).isFalse();
    }

    @Test
    void allConnectionsHaveOneRoomForWhatWaits() {
        EmbeddedChannel other = connect();
        ask(1);
        connection.writeInbound(withFields(400));
        other.writeInbound(withFields(0), withFields(400));
        assertThat(other.isOpen()).isFalse();

        connection.close();
        EmbeddedChannel next = connect();
        next.writeInbound(withFields(0), withFields(400));
        assertThat(next.isOpen()).isTrue();
        next.writeOutbound(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK));
        next.runPendingTasks();
        assertThat(next.inboundMessages()).hasSize(2);

        EmbeddedChannel last = connect();
        last.writeInbound(withFields(0), withFields(400));
        assertThat(last.isOpen()).isTrue();
    }

    /** A byte of a body would keep the kilobytes that were read with it. */
    @Test
    void whatWaitsKeepsNothingElse() {
        ByteBuf read = Unpooled.wrappedBuffer(new byte[4_000]);
        ask(2);
        connection.writeInbound(new DefaultHttpContent(read.readSlice(1)));

        assertThat(read.refCnt()).isZero();
        answer(HttpResponseStatus.OK);
        DefaultHttpContent body = (DefaultHttpContent) connection.inboundMessages().toArray()[2];
        assertThat(body.content().readableBytes()).isEqualTo(1);
    }
}
