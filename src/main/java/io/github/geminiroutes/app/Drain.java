package io.github.geminiroutes.app;

import io.github.geminiroutes.batch.BatchLane;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.folder.FolderCounts;
import io.github.geminiroutes.folder.InboxCensus;
import io.github.geminiroutes.folder.LeftAlone;
import io.github.geminiroutes.folder.ParkingLot;
import io.github.geminiroutes.folder.PromptCounters;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.generate.OpenHours;
import io.github.geminiroutes.policy.AccountHold;
import io.github.geminiroutes.task.rows.RowFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Waits until the inbox is empty, shows the progress, and prints a summary. */
final class Drain {

    private static final int SOME_FAILED = 3;

    /** Also where a signal ends the drain before all is answered: it is to be run again. */
    static final int SOME_PARKED = 4;

    private static final long CHECK_MILLIS = 10;

    /** As many as fit a screen. */
    private static final int MOST_NAMED = 10;

    private final DropFolder folder;
    private final FolderCounts counts;
    private final PromptCounters counters;
    private final ParkingLot parked;
    private final RowFiles rows;
    private final BatchProgress batch;
    private final JvmErrorGuard guard;
    private final LeftAlone leftAlone;
    private final AccountHold account;
    private final OpenHours hours;
    private final PrintStream out;
    private final long start = System.nanoTime();
    private String goesOn = "";
    private final CountDownLatch never = new CountDownLatch(1);

    Drain(Application application, PrintStream out) {
        this.folder = application.folder();
        this.counts = application.folderCounts();
        this.counters = application.counters();
        this.parked = application.parkingLot();
        this.rows = application.rows();
        this.batch = new BatchProgress(BatchLane.of(application.context()), out);
        this.guard = application.guard();
        this.leftAlone = application.leftAlone();
        this.account = application.accountHold();
        this.hours = GeminiClient.of(application.context()).hours();
        this.out = out;
    }

    /** Blocks until no prompt is left. */
    int run() throws IOException, InterruptedException {
        followAll();
        out.println(summary(Duration.ofNanos(System.nanoTime() - start)));
        if (rows.answered() + rows.failed() > 0) {
            out.printf("Rows: %d answered, %d failed%n", rows.answered(), rows.failed());
        }
        boolean isLeft = tellLeft();
        out.flush();
        if (guard.hasFailed()) {
            return JvmErrorGuard.EXIT_CODE;
        }
        return exitCode(isLeft);
    }

    private int exitCode(boolean isLeft) {
        if (counters.failed() > 0) {
            return SOME_FAILED;
        }
        return counters.stillParked() > 0 || isLeft ? SOME_PARKED : 0;
    }

    /** Tells what a signal has left, once all is stopped, and gives the exit code. */
    int stopped() {
        out.println(summary(Duration.ofNanos(System.nanoTime() - start)));
        boolean isLeft = true;
        try {
            long left = folder.waiting();
            isLeft = left > 0;
            out.printf("Stopped: %d left in the inbox and in batch jobs%n", left);
        } catch (IOException e) {
            out.printf("Stopped: the inbox cannot be read: %s%n", printable(e.toString()));
        }
        out.flush();
        return exitCode(isLeft);
    }

    /** Shows the progress until no prompt is left. */
    private void followAll() throws IOException, InterruptedException {
        long total = counts.countWaiting() + settledPrompts();
        if (Terminal.isInteractive()) {
            try (ProgressBar bar = bar(total)) {
                follow(() -> show(bar, total));
            }
        } else {
            ProgressLines lines = new ProgressLines(out, total, System::nanoTime);
            follow(
                    () ->
                            lines.show(
                                    settled(),
                                    counters.failed() + rows.failed(),
                                    total + rows.all()));
        }
    }

    /** Tells what is left in the inbox and why; returns whether a prompt is that could go on. */
    private boolean tellLeft() throws IOException {
        tellLeftAlone();
        Failure reason = account.reason();
        if (reason != null) {
            out.printf("%d left in the inbox: %s%n", folder.waiting(), reason.message());
        }
        InboxCensus inbox = folder.census();
        tellHeld(inbox);
        boolean isWaiting = batch.tellWaiting();
        return batch.tellUnreadable(rows.blocked())
                || isWaiting
                || reason != null
                || inbox.held() > 0;
    }

    private void tellHeld(InboxCensus inbox) {
        if (inbox.held() > 0) {
            out.printf("%d left in the inbox, as their task is stopped:%n", inbox.held());
            inbox.troubles().entrySet().stream()
                    .limit(MOST_NAMED)
                    .forEach(
                            one ->
                                    out.printf(
                                            "  %s: %s%n",
                                            printable(one.getKey()), printable(one.getValue())));
        }
    }

    private void tellLeftAlone() throws IOException {
        InboxCensus inbox = folder.census();
        leftAlone.tell(inbox);
        if (inbox.leftAlone() == 0) {
            return;
        }
        out.printf("%d left alone in the inbox, as they are no prompts:%n", inbox.leftAlone());
        inbox.examples().entrySet().stream()
                .limit(MOST_NAMED)
                .forEach(one -> out.printf("  %s %s%n", printable(one.getKey()), one.getValue()));
        long more = inbox.leftAlone() - Math.min(MOST_NAMED, inbox.examples().size());
        if (more > 0) {
            out.printf("  and %d more%n", more);
        }
    }

    /** A name is a stranger's: on a terminal it must not do anything. */
    static String printable(String name) {
        return name.replaceAll("\\p{C}", "?");
    }

    private void follow(Runnable show) throws InterruptedException {
        do {
            show.run();
            tellHours();
            batch.show();
            never.await(CHECK_MILLIS, TimeUnit.MILLISECONDS);
            // Counting a large inbox is slow, so it happens only when no prompt is in flight.
            // The call that ends an outage may be the last: what was parked meanwhile comes back.
        } while (!guard.hasFailed()
                && (counters.inFlight() > 0 || parked.isRecovered() || isAnyLeft()));
        show.run();
    }

    /** A drain waits for the hours of calls, and says until when. */
    private void tellHours() {
        Instant now = Instant.now();
        String next = hours.isOpen(now) ? "" : hours.opensAtText(now);
        if (!next.isEmpty() && !next.equals(goesOn)) {
            out.printf("Calls leave only in gemini.hours: the drain goes on at %s%n", next);
            out.flush();
        }
        goesOn = next;
    }

    /** Whether a prompt of the inbox is about to be taken. */
    private boolean isAnyLeft() {
        try {
            if (account.reason() == null) {
                batch.hasten(rows.inLane(), folder);
                boolean isBlocked = batch.isBlocked(rows.blocked(), rows.inLane(), folder);
                return folder.isAnyWaiting() && !isBlocked || batch.isAnyLeft(folder.submitted());
            }
            long waiting = folder.waiting();
            return waiting > 0 && account.isLooking(waiting);
        } catch (IOException e) {
            // The inbox is out of reach, which the log reports; its prompts return with it.
            return account.reason() == null;
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

    private void show(ProgressBar bar, long prompts) {
        bar.maxHint(Math.max(prompts + rows.all(), settled()));
        bar.stepTo(settled());
        bar.setExtraMessage(counters.failed() > 0 ? counters.failed() + " failed" : "");
    }

    /** Of a file of rows each row counts, and the file once they are written down. */
    private long settled() {
        return settledPrompts() + rows.settled();
    }

    private long settledPrompts() {
        return counters.answered() + counters.failed() + counters.stillParked();
    }

    private String summary(Duration taken) {
        double seconds = taken.toMillis() / 1000.0;
        return "%d answered, %d failed, %d parked in %.1f s (%.1f a second)"
                .formatted(
                        counters.answered(),
                        counters.failed(),
                        counters.stillParked(),
                        seconds,
                        (settledPrompts() + rows.answered()) / Math.max(seconds, 0.001));
    }
}
