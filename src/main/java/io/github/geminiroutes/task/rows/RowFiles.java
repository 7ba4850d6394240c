package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.folder.ClaimedFile;
import io.github.geminiroutes.task.TaskFolder;
import io.github.geminiroutes.task.TaskFolders;
import io.github.geminiroutes.task.TaskService;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.camel.AsyncProducer;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry point of the files of rows: finds them in the inbox, claims each, and sends it to the
 * route that works on it. Thread-safe.
 */
public final class RowFiles implements CamelContextAware {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-rows";

    private static final Logger LOG = LoggerFactory.getLogger(RowFiles.class);

    private static final String ROUTE = "direct:gemini-rows";

    /** Looks at a large inbox take at most such a part of the time. */
    private static final int PART = 300;

    private static final long LONGEST_REST = 5_000_000_000L;

    private final Map<String, RowFile> inWork = new ConcurrentSkipListMap<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private CamelContext context;
    private int longestRow = RowTables.longestRow(20 * 1024 * 1024);
    private volatile RowParts parts;
    private final LaneTables lane = new LaneTables(() -> RowLane.of(context), Clock.systemUTC());
    private Endpoint endpoint;
    private AsyncProducer producer;
    private long nextLook = System.nanoTime();
    private long lastLook;

    /** The files of rows of a Camel context; null where the route {@code gemini-rows} is not. */
    public static RowFiles of(CamelContext context) {
        return context.getRegistry().lookupByNameAndType(BEAN, RowFiles.class);
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** The largest request in bytes, which a row must not be longer than. */
    public void setMaxRequestSize(long bytes) {
        longestRow = RowTables.longestRow(bytes);
    }

    /** How far the files are that are worked on. */
    public List<RowProgress> progress() {
        return Stream.concat(
                        inWork.values().stream().map(RowProgress::of), lane.progress().stream())
                .toList();
    }

    /** Rows that were answered since the start, those of files under way included. */
    public long answered() {
        return answered.get()
                + lane.answeredNow()
                + inWork.values().stream().mapToLong(file -> file.tally().answeredNow()).sum();
    }

    /** Rows that failed since the start. */
    public long failed() {
        return failed.get()
                + lane.failedNow()
                + inWork.values().stream().mapToLong(file -> file.tally().failedNow()).sum();
    }

    /** Rows of all files since the start, as far as they are counted or read. */
    public long all() {
        return ended.get()
                + lane.all()
                + inWork.values().stream()
                        .mapToLong(file -> Math.max(file.tally().all(), file.tally().read()))
                        .sum();
    }

    /** Rows that have an outcome, of earlier askings included. */
    public long settled() {
        return settled.get()
                + lane.settled()
                + inWork.values().stream()
                        .mapToLong(file -> file.tally().answered() + file.tally().failed())
                        .sum();
    }

    /** Claims files that are complete, and has those in work go on; for a timer. */
    public synchronized void look() throws InterruptedException {
        prepare();
        inWork.values().stream()
                .map(RowFile::work)
                .filter(work -> work != null)
                .forEach(RowWork::look);
        long begin = System.nanoTime();
        if (begin - nextLook < 0 || !parts.claims().tryTakeOver()) {
            return;
        }
        if (parts.orphans().tryBegin()) {
            parts.counter().execute(parts.orphans()::remove);
        }
        try {
            TaskService tasks = TaskService.of(context);
            TaskFolders folders = tasks == null ? null : tasks.folders();
            var names = new RowFileNames(parts.claims().inbox(), folders);
            var all = names.find();
            lane.keepOnly(names.present());
            for (var found : all.entrySet()) {
                String name = found.getKey();
                boolean isLeft = inWork.containsKey(name) || lane.isWaiting(name);
                ClaimedFile file = isLeft ? null : parts.claims().tryClaim(name);
                if (file != null) {
                    work(file, passes(name, found.getValue()));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The drop folder's own look reports it, and its prompts wait for the same.
            LOG.debug("The inbox cannot be read", e);
        }
        long end = System.nanoTime();
        // Looks that were slow by chance must not hold up tables for minutes.
        nextLook = end + Math.min(LONGEST_REST, PART * Math.min(end - begin, lastLook));
        lastLook = end - begin;
    }

    private synchronized void prepare() {
        if (parts != null) {
            return;
        }
        RowParts made = RowParts.of(context, this, longestRow);
        endpoint = context.getEndpoint(ROUTE);
        try {
            producer = endpoint.createAsyncProducer();
            context.addService(producer, true);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
        parts = made;
    }

    /** The standing prompt is that of now: a change holds from the next file on. */
    private Supplier<RowPrompts> passes(String name, Optional<TaskFolder> task) {
        return task.<Supplier<RowPrompts>>map(found -> () -> new StandingRows(found, name))
                .orElse(parts.tables()::batchLines);
    }

    private void work(ClaimedFile claimed, Supplier<RowPrompts> passes) {
        RowFile file = new RowFile(claimed, passes, Clock.systemUTC());
        inWork.put(claimed.name(), file);
        lane.taken(claimed.name());
        Exchange exchange = endpoint.createExchange();
        exchange.setProperty(RowFile.PROPERTY, file);
        claimed.set(exchange);
        exchange.getMessage().setHeader(Exchange.FILE_NAME, claimed.name());
        producer.process(exchange, doneSync -> end(file, exchange));
    }

    private void end(RowFile file, Exchange exchange) {
        if (exchange.getException() != null && context.isRunAllowed()) {
            String name = file.file().printableName();
            LOG.error("{} is left in the inbox", name, exchange.getException());
        }
        try {
            if (file.progress() != null) {
                parts.progressFiles().release(file.progress());
            }
        } catch (IOException e) {
            LOG.debug("A progress file is written and cannot be closed", e);
        }
        count(file.tally());
        inWork.remove(file.file().name());
        file.file().release();
    }

    /** A file that stays in the inbox is counted when it is taken again. */
    private void count(RowTally tally) {
        answered.addAndGet(tally.answeredNow());
        failed.addAndGet(tally.failedNow());
        if (tally.isWhole()) {
            settled.addAndGet(tally.answered() + tally.failed());
            ended.addAndGet(tally.answered() + tally.failed());
        }
    }

    /** Counts the rows of a file beside the asking. */
    void count(RowFile file) {
        parts.counter()
                .execute(
                        () -> {
                            try {
                                long all = parts.tables().count(file.file(), file.newPass());
                                file.tally().setAll(all);
                            } catch (IOException e) {
                                // It has changed, which the asking finds out, too.
                                LOG.debug("The rows of {} are not counted", file.file().name(), e);
                            }
                        });
    }

    /** How many tables in the inbox have rows that are in batch jobs, or wait for one. */
    public int inLane() {
        return lane.size();
    }

    /** Those of them whose rows wait only as they may be in a job whose list is not whole. */
    public int blocked() {
        return lane.blocked();
    }

    LaneTables lane() {
        return lane;
    }

    /** What the steps work with. */
    RowParts parts() {
        if (parts == null) {
            prepare();
        }
        return parts;
    }
}
