package io.github.geminiroutes.app;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.folder.PromptCounters;
import io.github.geminiroutes.generate.AccountHold;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Answers what lies in the inbox, shows how far it is, and says what became of it. */
final class Drain {

    private static final int SOME_FAILED = 3;
    private static final int SOME_PARKED = 4;
    private static final long LOOK_MILLIS = 10;

    private final DropFolder folder;
    private final PromptCounters tally;
    private final AccountHold account;
    private final PrintStream out;
    private final CountDownLatch never = new CountDownLatch(1);

    Drain(Application application, PrintStream out) {
        this.folder = application.folder();
        this.tally = application.tally();
        this.account = application.accountHold();
        this.out = out;
    }

    /** Blocks until nothing is left. */
    int run() throws IOException, InterruptedException {
        long start = System.nanoTime();
        long total = folder.waiting() + settled();
        if (Terminal.isInteractive()) {
            try (ProgressBar bar = bar(total)) {
                follow(() -> show(bar));
            }
        } else {
            ProgressLines lines = new ProgressLines(out, total, System::nanoTime);
            follow(() -> lines.show(settled(), tally.failed()));
        }
        out.println(summary(Duration.ofNanos(System.nanoTime() - start)));
        long left = folder.unspeakable();
        if (left > 0) {
            out.printf("%d left in the inbox: a name that cannot be read%n", left);
        }
        Failure reason = account.reason();
        if (reason != null) {
            out.printf("%d left in the inbox: %s%n", folder.waiting(), reason.message());
        }
        out.flush();
        if (tally.failed() + left > 0) {
            return SOME_FAILED;
        }
        return tally.parked() > 0 || reason != null ? SOME_PARKED : 0;
    }

    private void follow(Runnable show) throws InterruptedException {
        do {
            show.run();
            never.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            // Names are counted only once nothing is under way: the inbox may be large.
        } while (tally.inFlight() > 0 || account.reason() == null && isAnyLeft());
        show.run();
    }

    private boolean isAnyLeft() {
        try {
            return folder.waiting() > 0;
        } catch (IOException e) {
            // The inbox is gone, which the log tells; what lay in it comes back with it.
            return true;
        }
    }

    private ProgressBar bar(long total) {
        return new ProgressBarBuilder()
                .setTaskName("prompts")
                .setInitialMax(total)
                .setUpdateIntervalMillis(200)
                .setConsumer(new ConsoleProgressBarConsumer(out))
                .build();
    }

    private void show(ProgressBar bar) {
        bar.maxHint(Math.max(bar.getMax(), settled()));
        bar.stepTo(settled());
        bar.setExtraMessage(tally.failed() > 0 ? tally.failed() + " failed" : "");
    }

    private long settled() {
        return tally.answered() + tally.failed() + tally.parked();
    }

    private String summary(Duration taken) {
        double seconds = taken.toMillis() / 1000.0;
        return "%d answered, %d failed, %d parked in %.1f s (%.1f a second)"
                .formatted(
                        tally.answered(),
                        tally.failed(),
                        tally.parked(),
                        seconds,
                        settled() / Math.max(seconds, 0.001));
    }
}
