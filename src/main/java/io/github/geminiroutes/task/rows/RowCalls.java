package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.folder.ClaimedFile;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.CaughtFailure;
import io.github.geminiroutes.generate.WaitPolicy;
import io.github.geminiroutes.prompt.AttachmentNotReadyException;
import io.github.geminiroutes.support.JsonWeight;
import io.github.geminiroutes.support.JvmError;
import io.github.geminiroutes.table.Row;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.apache.camel.Exchange;

/**
 * The calls of the rows of one file: how many there may be, whether they may go on, and what each
 * of them means. Thread-safe.
 */
final class RowCalls implements WaitPolicy {

    private static final Failure TAKEN_AWAY =
            Failure.of(
                    FailureKind.CHANGED_BY_HOST,
                    "A step of the application took the answer of the row, or its error, away");

    /** The file is looked at so often, however many calls go out. */
    private static final long LOOK_NANOS = 100_000_000;

    private final ClaimedFile file;
    private final RowOutcomes outcomes;
    private final RowSender sender;
    private final long mostCharacters;
    private final Runnable goOn;
    private final AtomicBoolean isOwnPlaceTaken = new AtomicBoolean();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong characters = new AtomicLong();
    private volatile boolean isStopped;
    private volatile long lookedAt = System.nanoTime() - LOOK_NANOS;

    /**
     * @param mostCharacters how many those of the rows in flight may have
     * @param goOn is run when a row is done
     */
    RowCalls(
            ClaimedFile file,
            RowOutcomes outcomes,
            RowSender sender,
            long mostCharacters,
            Runnable goOn) {
        this.file = file;
        this.outcomes = outcomes;
        this.sender = sender;
        this.mostCharacters = mostCharacters;
        this.goOn = goOn;
    }

    /** Whether no further row is asked: the file stays in the inbox. */
    boolean isStopped() {
        return isStopped;
    }

    void stop() {
        isStopped = true;
    }

    /** Whether no row is in flight. */
    boolean areDone() {
        return open.get() == 0;
    }

    /**
     * Asks a row, if there is a place for it.
     *
     * @return false if there is none; a row that is done makes room
     */
    boolean tryAsk(RowRequest request) {
        boolean isFirst = isOwnPlaceTaken.compareAndSet(false, true);
        long weight = weight(request);
        if (!isFirst && !hasRoom(weight)) {
            return false;
        }
        open.incrementAndGet();
        characters.addAndGet(weight);
        // A refusal is judged by the name: of a probe it is that of the file, which was granted.
        String name = file.name() + (file.isProbe() ? "" : "#" + request.row().number());
        sender.send(
                name,
                request.task(),
                request.prompt(),
                this,
                exchange -> end(request, isFirst, weight, exchange));
        return true;
    }

    /** A line of JSON may be small as a text and large as a tree. */
    private static long weight(RowRequest request) {
        Row row = request.row();
        long ofRow = row.cells().isEmpty() ? JsonWeight.ofRequest(row.text()) : row.text().length();
        return Math.max(ofRow, request.prompt().weight());
    }

    private boolean hasRoom(long weight) {
        return !file.isProbe()
                && characters.get() + weight <= mostCharacters
                && file.tryTakePlace(open.get());
    }

    @Override
    public boolean tryWait(String model, Duration delay) {
        return !isStopped;
    }

    @Override
    public boolean tryGoOn() {
        if (!isStopped) {
            long now = System.nanoTime();
            boolean isDue = now - lookedAt >= LOOK_NANOS;
            if (isDue) {
                lookedAt = now;
            }
            isStopped = !file.mayGoOn() || isDue && !file.isAsClaimed();
        }
        return !isStopped;
    }

    private void end(RowRequest request, boolean isFirst, long weight, Exchange exchange) {
        LongConsumer settled = place -> settle(isFirst, weight);
        Throwable error = exchange.getException();
        Call call = Call.of(exchange);
        Answer answer = call == null ? null : call.answer();
        if (error == null && answer != null) {
            outcomes.answered(request, String.valueOf(answer.response().raw().rawValue()), settled);
            return;
        }
        Failure failure = error == null ? TAKEN_AWAY : failure(error, call);
        if (failure == null) {
            isStopped = true;
            settled.accept(0);
            return;
        }
        outcomes.failed(request, failure, this::stop, settled);
    }

    /** Null if the row was not asked, and is when the file is taken again. */
    private Failure failure(Throwable error, Call call) {
        VirtualMachineError ofJvm = JvmError.in(error);
        if (ofJvm != null) {
            file.endProgram(ofJvm);
            return null;
        }
        if (CaughtFailure.isDeferral(error) || error instanceof AttachmentNotReadyException) {
            return null;
        }
        return CaughtFailure.of(error, call);
    }

    private void settle(boolean isFirst, long weight) {
        if (isFirst) {
            isOwnPlaceTaken.set(false);
        } else {
            file.releasePlace();
        }
        characters.addAndGet(-weight);
        open.decrementAndGet();
        goOn.run();
    }
}
