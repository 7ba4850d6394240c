package io.github.geminiroutes.routes;

import com.github.tomakehurst.wiremock.extension.Parameters;
import com.github.tomakehurst.wiremock.extension.ServeEventListener;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a call be under way for as long as a test needs it to be: a delay of a fixed length is over
 * too early on a busy machine. A call that is held counts already as one that has come.
 */
final class HeldAnswers implements ServeEventListener {

    /** Only for a test that fails in between: its server must end. */
    private static final long LIMIT_SECONDS = 120;

    private volatile CountDownLatch gate = new CountDownLatch(0);

    /** Answers wait from now on. */
    void hold() {
        gate = new CountDownLatch(1);
    }

    /** Those that wait are given, and the later ones at once. */
    void release() {
        gate.countDown();
    }

    @Override
    public String getName() {
        return "held-answers";
    }

    /** WireMock has written the call into its journal. */
    @Override
    public void beforeResponseSent(ServeEvent call, Parameters none) {
        try {
            if (!gate.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException("The test has not released its answers");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
