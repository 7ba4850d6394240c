package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.policy.CallDeferredException;
import io.github.geminiroutes.policy.RefusalRules;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the documents of a task name a cache at Google in place of the beginning that they share,
 * where that costs less. A call that is refused because of its cache is made again without, once.
 * Other calls pass.
 */
final class ContextCacheProcessor extends DelegateAsyncProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(ContextCacheProcessor.class);

    private final GeminiClient client;
    private final ContextCacheThreads threads;
    private final LastTrouble trouble = new LastTrouble();
    private final CacheDelay delay;

    /** Set before the first call that shares its beginning goes on. */
    private volatile ContextCaches caches;

    /**
     * @param call makes the call
     */
    ContextCacheProcessor(Processor call, CamelContext context, GeminiClient client) {
        super(call);
        this.client = client;
        this.delay = new CacheDelay(client::clock);
        this.threads = new ContextCacheThreads(context, client);
    }

    @Override
    protected void doStart() throws Exception {
        threads.start();
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        threads.stop();
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Call call = Call.of(exchange);
        ContextCache start = call.prompt().prefix() == null ? null : start(call);
        return start == null
                ? super.process(exchange, callback)
                : new Passage(exchange, callback, call, start).begin();
    }

    /** Null if a cache cannot help. */
    private ContextCache start(Call call) {
        if (call.account() != null
                || call.prompt().lane().isBatch()
                || call.attempt().cache().isRefused()
                || !UnbilledCalls.arePossible(client)) {
            return null;
        }
        try {
            caches = threads.caches();
            trouble.end();
        } catch (IOException e) {
            warnOnce(e.toString());
            return null;
        }
        return caches.of(call);
    }

    private void warnOnce(String reason) {
        if (trouble.tryNote(reason)) {
            LOG.warn(
                    "Caches at Google are not used, as the list of those made cannot be read: {}",
                    reason);
        }
    }

    /**
     * What a failure of a call says, if it named a cache: whatever Google refuses then may be the
     * cache's fault, and neither the key's nor the account's.
     */
    static Failure judge(Call call, Failure failure) {
        return call.attempt().cache().isNamed() && mayBeOfCache(failure)
                ? failure.withKind(FailureKind.NOT_FOUND)
                : failure;
    }

    private static boolean mayBeOfCache(Failure failure) {
        return switch (failure.httpCode()) {
            case 400, 403, 404 ->
                    !RefusalRules.isOfKey(failure)
                            && !RefusalRules.isOfTheWay(failure)
                            && !failure.isOfMissingModel();
            default -> false;
        };
    }

    /** One attempt of a call, or two where its cache was refused. */
    private final class Passage {

        private final Exchange exchange;
        private final AsyncCallback callback;
        private final Call call;
        private final ContextCache start;

        Passage(Exchange exchange, AsyncCallback callback, Call call, ContextCache start) {
            this.exchange = exchange;
            this.callback = callback;
            this.call = call;
            this.start = start;
        }

        boolean begin() {
            boolean isFirst = call.attempt().cache().tryCount();
            SentCache sent = start.acquire(client.clock().instant(), isFirst);
            if (sent != null) {
                return go(sent);
            }
            Instant now = client.clock().instant();
            if (delay.isOn() || !start.isToAwait(now)) {
                return go(null);
            }
            try {
                EarlyWait.begin(exchange, EarlyWait.OF_CACHE);
            } catch (CallDeferredException e) {
                exchange.setException(e);
                callback.done(true);
                return true;
            }
            if (!start.tryAwait(now)) {
                return go(null);
            }
            if (exchange.isTransacted()) {
                return go(decided());
            }
            try {
                threads.execute(this::decideAndGo);
                return false;
            } catch (RejectedExecutionException e) {
                return go(start.acquireAfterWait(client.clock().instant()));
            }
        }

        /** Whatever happens, the call goes on or ends: nothing else would end it. */
        private void decideAndGo() {
            SentCache sent;
            try {
                sent = decided();
            } catch (RuntimeException | Error e) {
                exchange.setException(e);
                callback.done(false);
                return;
            }
            go(sent);
        }

        private SentCache decided() {
            SentCache sent = null;
            try {
                delay.decide(start, () -> caches.decide(start, call));
            } finally {
                sent = start.acquireAfterWait(client.clock().instant());
            }
            return sent;
        }

        private boolean go(SentCache sent) {
            call.attempt().cache().set(sent);
            return ContextCacheProcessor.super.process(exchange, doneSync -> gone(sent, doneSync));
        }

        private void gone(SentCache sent, boolean doneSync) {
            if (sent == null) {
                observe();
                callback.done(doneSync);
                return;
            }
            start.release(client.clock().instant());
            Failure failure =
                    exchange.getException() instanceof GeminiException e ? e.failure() : null;
            boolean isNamed = call.attempt().cache().isNamed();
            call.attempt().cache().set(null);
            if (!isNamed || failure == null || !mayBeOfCache(failure)) {
                if (isNamed && failure != null && failure.kind() == FailureKind.SERVER_ERROR) {
                    // If a cache that the server stumbles over is at fault, the repetition tells.
                    call.attempt().cache().refuse();
                }
                callback.done(doneSync);
                return;
            }
            call.attempt().cache().refuse();
            boolean isSaid =
                    failure.httpCode() != 400
                            || failure.message().toLowerCase(Locale.ROOT).contains("cache");
            if (isSaid) {
                caches.refused(sent, failure.summary());
            }
            exchange.setException(null);
            again(sent, failure, isSaid, doneSync);
        }

        private void again(SentCache sent, Failure failure, boolean isSaid, boolean doneSync) {
            AsyncCallback last =
                    sync -> {
                        if (!isSaid && exchange.getException() == null) {
                            caches.refused(sent, failure.summary());
                        }
                        callback.done(doneSync && sync);
                    };
            if (exchange.isTransacted()) {
                ContextCacheProcessor.super.process(exchange, last);
                return;
            }
            try {
                threads.execute(() -> ContextCacheProcessor.super.process(exchange, last));
            } catch (RejectedExecutionException e) {
                exchange.setException(CallDeferredException.ofStop());
                callback.done(doneSync);
            }
        }

        /** How much of the beginning Google's own cache had. */
        private void observe() {
            if (exchange.getException() == null && call.answer() != null && !call.isCached()) {
                start.observe(call.answer().usage().cachedTokens());
            }
        }
    }
}
