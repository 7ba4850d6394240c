package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.folder.ClaimedFile;
import io.github.geminiroutes.folder.FileClaims;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
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

    /** Looking through a large inbox takes at most such a part of the time. */
    private static final int PART = 50;

    private final Map<String, RowFile> inWork = new ConcurrentSkipListMap<>();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong settled = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private CamelContext context;
    private int longestRow = 20 * 1024 * 1024;
    private FileClaims claims;
    private KeptAnswers kept;
    private Orphans orphans;
    private RowTables tables;
    private RowSender sender;
    private Endpoint endpoint;
    private AsyncProducer producer;
    private ExecutorService counter;
    private long nextLook = System.nanoTime();

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
        longestRow = (int) Math.min(bytes, Integer.MAX_VALUE / 4);
    }

    /** How far the files are that are worked on. */
    public List<RowProgress> progress() {
        return inWork.values().stream().map(RowProgress::of).toList();
    }

    /** Rows that were answered since the start, those of files under way included. */
    public long answered() {
        return answered.get()
                + inWork.values().stream().mapToLong(file -> file.tally().answeredNow()).sum();
    }

    /** Rows that failed since the start. */
    public long failed() {
        return failed.get()
                + inWork.values().stream().mapToLong(file -> file.tally().failedNow()).sum();
    }

    /** Rows of all files since the start, as far as they are counted or read. */
    public long all() {
        return ended.get()
                + inWork.values().stream()
                        .mapToLong(file -> Math.max(file.tally().all(), file.tally().read()))
                        .sum();
    }

    /** Rows that have an outcome, of earlier askings included. */
    public long settled() {
        return settled.get()
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
        if (begin - nextLook < 0 || !claims.isAllowed()) {
            return;
        }
        if (orphans.isDue()) {
            counter.execute(orphans::remove);
        }
        try {
            TaskService tasks = TaskService.of(context);
            TaskFolders folders = tasks == null ? null : tasks.folders();
            for (var found : new RowFileNames(claims.inbox(), folders).find().entrySet()) {
                String name = found.getKey();
                ClaimedFile file = inWork.containsKey(name) ? null : claims.tryClaim(name);
                if (file != null) {
                    work(file, passes(name, found.getValue()));
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // The drop folder's own look reports it, and its prompts wait for the same.
            LOG.debug("The inbox cannot be read", e);
        }
        long end = System.nanoTime();
        nextLook = end + PART * (end - begin);
    }

    private void prepare() {
        if (claims != null) {
            return;
        }
        claims = FileClaims.of(context);
        claims.takeRows();
        kept = new KeptAnswers(claims);
        orphans = new Orphans(claims.data(), claims::exists, Clock.systemUTC());
        tables = new RowTables(longestRow);
        sender = new RowSender(context);
        counter = context.getExecutorServiceManager().newSingleThreadExecutor(this, "gemini-rows");
        endpoint = context.getEndpoint(ROUTE);
        try {
            producer = endpoint.createAsyncProducer();
            context.addService(producer, true);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }

    /** The standing prompt is that of now: a change holds from the next file on. */
    private Supplier<RowPrompts> passes(String name, Optional<TaskFolder> task) {
        return task.<Supplier<RowPrompts>>map(found -> () -> new StandingRows(found, name))
                .orElse(tables::batchLines);
    }

    private void work(ClaimedFile claimed, Supplier<RowPrompts> passes) {
        RowFile file = new RowFile(claimed, passes);
        inWork.put(claimed.name(), file);
        Exchange exchange = endpoint.createExchange();
        exchange.setProperty(RowFile.PROPERTY, file);
        claimed.set(exchange);
        exchange.getMessage().setHeader(Exchange.FILE_NAME, claimed.name());
        producer.process(exchange, doneSync -> end(file, exchange));
    }

    private void end(RowFile file, Exchange exchange) {
        if (exchange.getException() != null) {
            LOG.error(
                    "{} is left in the inbox",
                    file.file().printableName(),
                    exchange.getException());
        }
        try {
            if (file.progress() != null) {
                file.progress().close();
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
        counter.execute(
                () -> {
                    try {
                        file.tally().setAll(tables.count(file.file(), file.newPass()));
                    } catch (IOException e) {
                        // It has changed, which the asking finds out, too.
                        LOG.debug("The rows of {} are not counted", file.file().name(), e);
                    }
                });
    }

    RowTables tables() {
        return tables;
    }

    KeptAnswers kept() {
        return kept;
    }

    RowSender sender() {
        return sender;
    }
}
