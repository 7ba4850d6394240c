package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class CallGuardTest {

    private static final ClassicHttpRequest REQUEST =
            ClassicRequestBuilder.post("https://gemini.example/v1beta/models").build();

    private final CountDownLatch ended = new CountDownLatch(1);

    /** HttpClient answers so to a step that comes after the end of the call. */
    private void guard(Duration time) throws Exception {
        ExecRuntime runtime =
                (ExecRuntime)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {ExecRuntime.class},
                                (proxy, method, arguments) -> {
                                    ended.countDown();
                                    return null;
                                });
        ExecChain.Scope scope =
                new ExecChain.Scope(
                        "1",
                        new HttpRoute(new HttpHost("https", "gemini.example", 443)),
                        REQUEST,
                        runtime,
                        HttpClientContext.create());
        new CallGuard(new CallTimes(time, Duration.ZERO), 1_000, () -> {})
                .execute(
                        REQUEST,
                        scope,
                        (request, within) -> {
                            if (!time.isZero()) {
                                await();
                            }
                            throw new IllegalStateException("Endpoint already released");
                        });
    }

    private void await() {
        try {
            ended.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCallThatEndsBetweenTwoStepsIsNoFaultOfThePrompt() {
        assertThatThrownBy(() -> guard(Duration.ofMillis(50)))
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.TIMEOUT));
    }

    @Test
    void aFaultOfTheProgramIsToldAsThat() {
        assertThatThrownBy(() -> guard(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
    }
}
