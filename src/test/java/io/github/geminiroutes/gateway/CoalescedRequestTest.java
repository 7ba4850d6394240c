package io.github.geminiroutes.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CoalescedRequestTest {

    /** The requests of a thousand kept answers would fill the memory. */
    @Test
    void anAnswerThatIsKeptDoesNotKeepItsRequest() {
        byte[] request = new byte[1_000];
        CoalescedRequest call = callOf(request);
        WeakReference<byte[]> memory = new WeakReference<>(request);
        request = null;

        call.end(GatewayReply.ok(new byte[0]));

        assertThat(call.kept()).isNotNull();
        await().until(
                        () -> {
                            System.gc();
                            return memory.get() == null;
                        });
    }

    private static CoalescedRequest callOf(byte[] request) {
        ClientPatience patience =
                new ClientPatience(
                        Clock.systemUTC(), Duration.ofSeconds(1), () -> Duration.ofSeconds(1));
        return new CoalescedRequest(patience, left -> assertThat(request).isNotNull());
    }
}
