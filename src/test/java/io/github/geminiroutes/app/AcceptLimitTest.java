package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AcceptLimitTest {

    @Test
    void noFurtherConnectionIsTakenWhileTooManyAreOpen() {
        EmbeddedChannel server = new EmbeddedChannel(new AcceptLimit(3));
        List<EmbeddedChannel> clients = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            assertThat(server.config().isAutoRead()).isTrue();
            clients.add(new EmbeddedChannel());
            server.writeInbound(clients.get(i));
        }
        assertThat(server.config().isAutoRead()).isFalse();

        clients.get(1).close();

        assertThat(server.config().isAutoRead()).isTrue();
        assertThat(server.inboundMessages()).hasSize(3);
    }
}
