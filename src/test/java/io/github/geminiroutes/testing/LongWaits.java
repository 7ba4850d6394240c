package io.github.geminiroutes.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a test waits for comes late on a busy machine: Awaitility's own ten seconds have failed
 * tests there. A long limit costs nothing where the test passes. JUnit finds this class as a
 * service.
 */
public final class LongWaits implements BeforeAllCallback {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Override
    public void beforeAll(ExtensionContext test) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
