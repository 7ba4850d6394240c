package io.github.geminiroutes.api;

import java.io.IOException;
import java.time.Duration;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.Timeout;

/**
 * Stands around each call: it ends one that takes longer than it may, whatever phase it is in,
 * refuses an answer that announces itself too large, and takes another connection where one has
 * unread bytes.
 */
final class CallGuard implements ExecChainHandler {

    /** More connections of the pool than these may be spoilt; one by one they are found. */
    private static final int MOST_CONNECTIONS = 100;

    private final CallTimes times;
    private final CallFaults faults;
    private final long maxResponseSize;
    private final Runnable closeIdle;

    /**
     * @param times how long a call may take
     * @param maxResponseSize the largest answer in bytes
     * @param closeIdle closes the connections that are kept for later calls
     */
    CallGuard(CallTimes times, long maxResponseSize, Runnable closeIdle) {
        this.times = times;
        this.faults = new CallFaults(times);
        this.maxResponseSize = maxResponseSize;
        this.closeIdle = closeIdle;
    }

    @Override
    public ClassicHttpResponse execute(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        Duration own =
                request.getEntity() instanceof TimedRequestBody body
                        ? body.responseTimeout()
                        : null;
        KeyUse use = KeyUse.in(scope.clientContext);
        if (use != null && use.time() != null) {
            // An error has the usual bound.
            long most = Math.max(use.mostBytes(), maxResponseSize);
            CallTimes those =
                    use.mostBytes() > 0 ? times.within(use.time()) : times.atMost(use.time());
            return new CallGuard(those, most, closeIdle).guard(request, scope, chain);
        }
        if (own == null) {
            return guard(request, scope, chain);
        }
        scope.clientContext.setRequestConfig(
                RequestConfig.copy(scope.clientContext.getRequestConfigOrDefault())
                        .setResponseTimeout(Timeout.of(own))
                        .build());
        return new CallGuard(times.patient(own), maxResponseSize, closeIdle)
                .guard(request, scope, chain);
    }

    private ClassicHttpResponse guard(
            ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        CallDeadline deadline = CallDeadline.start(times.call(), () -> abort(scope));
        try {
            ClassicHttpResponse response = proceed(request, scope, chain, deadline);
            HttpEntity entity = response.getEntity();
            if (entity == null) {
                deadline.stop();
                return response;
            }
            if (entity.getContentLength() > maxResponseSize) {
                throw CallFaults.tooLarge(maxResponseSize);
            }
            if (entity.getContentEncoding() == null) {
                // It is decoded; camel-http would go by the header and decode it once more.
                response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
            }
            GuardedEntity guarded =
                    new GuardedEntity(
                            entity,
                            () -> scope.execRuntime.discardEndpoint(),
                            e -> faults.broken(e, deadline, response.getCode()),
                            deadline,
                            isForMessage(request),
                            response.getCode());
            if (request.getEntity() instanceof TimedRequestBody body) {
                body.answered(guarded);
            }
            response.setEntity(guarded);
            return response;
        } catch (IOException e) {
            deadline.stop();
            throw faults.judged(e, deadline, isSent(request), false);
        } catch (HttpException | RuntimeException | Error e) {
            deadline.stop();
            throw e;
        }
    }

    private ClassicHttpResponse proceed(
            ClassicHttpRequest request,
            ExecChain.Scope scope,
            ExecChain chain,
            CallDeadline deadline)
            throws IOException, HttpException {
        ClassicHttpRequest current = request;
        for (int connections = 1; ; connections++) {
            try {
                return chain.proceed(current, scope);
            } catch (SoleResponseExecutor.UnusableConnectionException e) {
                // Nothing was sent.
                if (connections >= MOST_CONNECTIONS || deadline.isOver()) {
                    throw e;
                }
            } catch (DeadConnectionException e) {
                // Those that lay beside it are most likely dead, too.
                closeIdle.run();
                throw e;
            } catch (IllegalStateException e) {
                // So HttpClient tells that the call was ended between two of its steps.
                if (deadline.isOver()) {
                    throw new IOException("The call was given up", e);
                }
                throw e;
            }
            // The chain has added its headers to the first one.
            current = ClassicRequestBuilder.copy(scope.originalRequest).build();
        }
    }

    /** A request that does not tell, such as one without a body, counts as sent. */
    private static boolean isSent(ClassicHttpRequest request) {
        return !(request.getEntity() instanceof TimedRequestBody body) || body.hasDeparted();
    }

    private static boolean isForMessage(ClassicHttpRequest request) {
        return request.getEntity() instanceof TimedRequestBody body && body.isOfMessage();
    }

    private static void abort(ExecChain.Scope scope) {
        // The request is where a wait for a connection is cancelled, and it stays cancelled.
        if (scope.originalRequest instanceof Cancellable cancellable) {
            cancellable.cancel();
        }
        scope.execRuntime.discardEndpoint();
    }
}
