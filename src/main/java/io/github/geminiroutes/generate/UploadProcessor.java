package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.policy.CallDeferredException;
import io.github.geminiroutes.prompt.InvalidPromptException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Uploads what is too large to go with a request, before the call asks for its turn. A file that is
 * gone when the call is made is uploaded again, once. Other calls pass.
 */
final class UploadProcessor extends DelegateAsyncProcessor {

    /**
     * Most of them wait: Google may read a video for minutes, and one in vain for a quarter of an
     * hour.
     */
    private static final int MOST_AT_A_TIME = 24;

    private static final long TIDY_SECONDS = 30;

    private final GeminiClient client;
    private final Uploads uploads;
    private final LazyThreadPool threads;
    private volatile CountDownLatch stopped = new CountDownLatch(1);

    /**
     * @param call makes the call
     */
    UploadProcessor(Processor call, CamelContext context, GeminiClient client) {
        super(call);
        this.client = client;
        this.uploads = client.uploads();
        this.threads =
                new LazyThreadPool(
                        context, "gemini-upload", MOST_AT_A_TIME, uploads::tidy, TIDY_SECONDS);
    }

    @Override
    protected void doStart() throws Exception {
        stopped = new CountDownLatch(1);
        threads.open();
        if (uploads.hasLeft()) {
            threads.begin();
        }
        super.doStart();
    }

    @Override
    protected void doStop() throws Exception {
        super.doStop();
        stopped.countDown();
        threads.stop(() -> List.of(uploads::deleteUnused));
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        try {
            if (uploads.needed(Call.of(exchange).prompt()).isEmpty()) {
                return super.process(exchange, callback);
            }
            client.admission(exchange).look();
            EarlyWait.begin(exchange, EarlyWait.OF_UPLOAD);
        } catch (InvalidPromptException | GeminiException | CallDeferredException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        Sending sending = new Sending(exchange, callback);
        if (exchange.isTransacted()) {
            sending.run();
            return true;
        }
        sending.submit();
        return false;
    }

    /**
     * One attempt of a call with files, or two where a file was gone. One with many files goes
     * behind those that wait now and then; a transacted exchange keeps its thread.
     */
    private final class Sending implements Runnable {

        private final Exchange exchange;
        private final AsyncCallback callback;
        private final Call call;
        private final boolean isSync;

        Sending(Exchange exchange, AsyncCallback callback) {
            this.exchange = exchange;
            this.callback = callback;
            this.call = Call.of(exchange);
            this.isSync = exchange.isTransacted();
        }

        void submit() {
            try {
                threads.execute(this);
            } catch (RejectedExecutionException e) {
                end(CallDeferredException.ofStop());
            }
        }

        @Override
        public void run() {
            try {
                if (isInDoubt()) {
                    return;
                }
            } catch (GeminiException | CallDeferredException e) {
                end(e);
                return;
            }
            try {
                watch();
                while (!uploads.tryUpload(call)) {
                    if (!isSync) {
                        submit();
                        return;
                    }
                }
            } catch (IOException | RuntimeException | Error e) {
                refuse(e);
                return;
            }
            UploadProcessor.super.process(exchange, doneSync -> sent());
        }

        /**
         * A refusal of the account is judged before the next upload, as before the next call:
         * without a pause a server that refuses all uploads would be asked again and again.
         *
         * @return whether this runs again later
         */
        private boolean isInDoubt() {
            Duration doubt = client.admission(exchange).awaitJudgement();
            while (isSync && !doubt.isZero()) {
                pause(doubt);
                doubt = client.admission(exchange).awaitJudgement();
            }
            if (doubt.isZero()) {
                return false;
            }
            try {
                threads.schedule(this, doubt);
            } catch (RejectedExecutionException e) {
                throw CallDeferredException.ofStop();
            }
            return true;
        }

        /** A transacted exchange keeps its thread. */
        private void pause(Duration doubt) {
            try {
                if (stopped.await(doubt.toNanos(), TimeUnit.NANOSECONDS)) {
                    throw CallDeferredException.ofStop();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw CallDeferredException.ofStop();
            }
        }

        /** As a failed attempt: the account is on hold where the key is refused. */
        private void refuse(Throwable error) {
            if (error instanceof InvalidPromptException || error instanceof Error) {
                end(error);
                return;
            }
            try {
                end(client.admission(exchange).giveBack((Exception) error));
            } catch (RuntimeException e) {
                end(e);
            }
        }

        private void end(Throwable error) {
            exchange.setException(error);
            callback.done(isSync);
        }

        private void watch() {
            if (call.attempt().files().beginWatch()) {
                exchange.getExchangeExtension()
                        .addOnCompletion(
                                new SynchronizationAdapter() {
                                    @Override
                                    public void onDone(Exchange done) {
                                        call.attempt().files().close();
                                    }
                                });
            }
        }

        private void sent() {
            SentFiles files = call.attempt().files();
            if (!isOfGoneFile(exchange.getException()) || !files.mayHeal()) {
                callback.done(isSync);
                return;
            }
            try {
                files.gone();
            } catch (IOException e) {
                end(e);
                return;
            }
            exchange.setException(null);
            if (isSync) {
                run();
            } else {
                submit();
            }
        }

        private static boolean isOfGoneFile(Exception error) {
            if (!(error instanceof GeminiException refusal)) {
                return false;
            }
            Failure failure = refusal.failure();
            return failure.isOfMissingResource()
                    || failure.httpCode() == 400 && failure.message().startsWith("The File ");
        }
    }
}
