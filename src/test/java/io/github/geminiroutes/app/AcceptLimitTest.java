package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
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

        EmbeddedChannel client = clients.get(1);
        client.freezeTime();
        // That of the channel itself would cancel what is scheduled.
        client.pipeline().close();
        client.runPendingTasks();

        // Its file is closed with the next look of the event loop.
        assertThat(server.config().isAutoRead()).isFalse();

        client.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        client.runPendingTasks();

        assertThat(server.config().isAutoRead()).isTrue();
        assertThat(server.inboundMessages()).hasSize(3);
    }
}
