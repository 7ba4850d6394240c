package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.zip.ZipException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.io.support.ClassicRequestBuilder;
import org.apache.hc.core5.util.Timeout;

/**
 * Stands around each call: it ends one that takes longer than it may, whatever phase it is in,
 * refuses an answer that announces itself too large, takes another connection where one has unread
 * bytes, and says which setting a call has run into.
 */
final class CallGuard implements ExecChainHandler {

    /** More connections of the pool than these may be spoilt; one by one they are found. */
    private static final int MOST_CONNECTIONS = 100;

    private final CallTimes times;
    private final long maxResponseSize;
    private final Runnable closeIdle;

    /**
     * @param times how long a call may take
     * @param maxResponseSize the largest answer in bytes
     * @param closeIdle closes the connections that are kept for later calls
     */
    CallGuard(CallTimes times, long maxResponseSize, Runnable closeIdle) {
        this.times = times;
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
        if (use != null && use.mostBytes() > 0) {
            // An error has the usual bound.
            long most = Math.max(use.mostBytes(), maxResponseSize);
            return new CallGuard(times.within(use.time()), most, closeIdle)
                    .guard(request, scope, chain);
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
                throw tooLarge(maxResponseSize);
            }
            if (entity.getContentEncoding() == null) {
                // It is decoded; camel-http would go by the header and decode it once more.
                response.removeHeaders(HttpHeaders.CONTENT_ENCODING);
            }
            response.setEntity(
                    new GuardedEntity(
                            entity,
                            () -> scope.execRuntime.discardEndpoint(),
                            e -> broken(e, deadline, response.getCode()),
                            deadline));
            return response;
        } catch (IOException e) {
            deadline.stop();
            throw judged(e, deadline, isSent(request), false);
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
            }
            // The chain has added its headers to the first one.
            current = ClassicRequestBuilder.copy(scope.originalRequest).build();
        }
    }

    /** A request that does not tell, such as one without a body, counts as sent. */
    private static boolean isSent(ClassicHttpRequest request) {
        return !(request.getEntity() instanceof TimedRequestBody body) || body.hasDeparted();
    }

    private static void abort(ExecChain.Scope scope) {
        // The request is where a wait for a connection is cancelled, and it stays cancelled.
        if (scope.originalRequest instanceof Cancellable cancellable) {
            cancellable.cancel();
        }
        scope.execRuntime.discardEndpoint();
    }

    /**
     * What a call is told as whose answer had begun.
     *
     * @param code the code of the answer
     * @return the error to throw; a {@link GeminiException} is thrown here
     */
    private IOException broken(IOException error, CallDeadline deadline, int code) {
        IOException judged = judged(error, deadline, true, true);
        if (judged instanceof InterruptedIOException) {
            return judged;
        }
        boolean isOfPacking = error instanceof ZipException || error instanceof EOFException;
        String what = isOfPacking ? "The answer cannot be unpacked" : "The answer broke off";
        throw new GeminiException(
                Failure.of(FailureKind.MALFORMED_ANSWER, what + ": " + error.getMessage())
                        .withHttpCode(code),
                error);
    }

    /**
     * What a failed call is told as.
     *
     * @param isSent whether the server may have seen the request
     * @param hasBegun whether the answer has begun
     * @return the error to throw; a {@link GeminiException} is thrown here
     */
    private IOException judged(
            IOException error, CallDeadline deadline, boolean isSent, boolean hasBegun) {
        if (deadline.isOver()) {
            throw late(deadline, isSent, hasBegun, error);
        }
        if (error instanceof MessageConstraintException) {
            throw failure(
                    FailureKind.OVER_LIMIT,
                    "The head, a chunk or the trailer of the answer is longer than HTTP needs: "
                            + error.getMessage(),
                    error);
        }
        if (!(error instanceof InterruptedIOException)) {
            return error;
        }
        if (isSent && error instanceof SocketTimeoutException && !times.silence().isZero()) {
            throw failure(
                    FailureKind.TIMEOUT,
                    "The server sent nothing for "
                            + text(times.silence())
                            + " ("
                            + times.silenceSetting()
                            + ")",
                    error);
        }
        if (!isSent) {
            // As an InterruptedIOException it would be taken for a late answer, which may cost.
            throw failure(FailureKind.NETWORK, "No connection: " + error.getMessage(), error);
        }
        return error;
    }

    private GeminiException late(
            CallDeadline deadline, boolean isSent, boolean hasBegun, IOException error) {
        String setting = text(deadline.time()) + " (" + times.callSetting() + ")";
        if (hasBegun) {
            return failure(
                    FailureKind.SLOW_ANSWER,
                    "The answer was not complete after " + setting + ": raise this setting",
                    error);
        }
        return isSent
                ? failure(FailureKind.TIMEOUT, "No answer came within " + setting, error)
                : failure(FailureKind.NETWORK, "No connection within " + setting, error);
    }

    /** The failure of an answer that is larger than it may be. */
    static GeminiException tooLarge(long maxResponseSize) {
        return failure(
                FailureKind.OVER_LIMIT,
                "The answer is larger than "
                        + maxResponseSize
                        + " bytes: raise gemini.max-response-size"
                        + (maxResponseSize == GeminiHttpClient.withinHeap(Long.MAX_VALUE)
                                ? ", and give Java ten times as much memory"
                                : ""),
                null);
    }

    private static GeminiException failure(FailureKind kind, String message, Throwable cause) {
        return new GeminiException(
                new Failure(kind, 0, null, message, List.of(), null, null), cause);
    }

    private static String text(Duration time) {
        return time.toMillis() % 1000 == 0
                ? time.toSeconds() + " s"
                : time.toMillis() / 1000.0 + " s";
    }
}
