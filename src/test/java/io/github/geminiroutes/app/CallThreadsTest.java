package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class CallThreadsTest {

    @Test
    void fewCallsHaveThreadsOfTheSystem() {
        assertThat(CallThreads.virtual(128)).isNull();
    }

    @Test
    void manyCallsHaveVirtualThreadsWhereTheyKeepNoCarrier() throws Exception {
        ThreadFactory threads = CallThreads.virtual(1_000);

        if (Runtime.version().feature() < 24) {
            assertThat(threads).isNull();
            return;
        }
        Thread thread = threads.newThread(() -> {});
        assertThat(Thread.class.getMethod("isVirtual").invoke(thread)).isEqualTo(true);
        assertThat(thread.getName()).isEqualTo("gemini-call-1");
    }
}
