package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.batch.job.SubmittedPrompt;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.folder.NotReadyException;
import io.github.geminiroutes.folder.SubmittedFiles;
import io.github.geminiroutes.folder.SubmittedJobs;
import io.github.geminiroutes.generate.BatchCalls;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.table.SubmittedRows;
import io.github.geminiroutes.task.rows.RowLane;
import java.io.IOException;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.util.function.ThrowingConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entry point of the batch lane, with the steps of its routes: prompts gather, jobs are
 * submitted, looked at, and their results delivered. What is to be done next is what the
 * directories in {@code submitted} show; a restart goes on from there.
 *
 * <p>The parts are made at their first use: Camel's YAML DSL makes every bean twice.
 */
public final class BatchLane extends BatchLaneSettings implements CamelContextAware, RowLane {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-batch";

    private static final Logger LOG = LoggerFactory.getLogger(BatchLane.class);

    private final Clock clock;
    private final AtomicBoolean isHurried = new AtomicBoolean();
    private CamelContext context;
    private volatile LaneParts parts;
    private boolean areMetersRegistered;

    public BatchLane() {
        this(Clock.systemUTC());
    }

    BatchLane(Clock clock) {
        this.clock = clock;
    }

    /** The lane of a Camel context; null where the route file {@code gemini-batch} is not. */
    public static BatchLane of(CamelContext context) {
        return context.getRegistry().lookupByNameAndType(BEAN, BatchLane.class);
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    private synchronized LaneParts parts() {
        if (parts == null) {
            parts = LaneParts.of(context, settings(), clock);
        }
        return parts;
    }

    /** Reads the jobs, if this instance may work on them; returns whether it may. */
    private synchronized boolean tryLoad() throws IOException {
        if (!SubmittedFiles.tryTakeOver(parts().dropFolder())) {
            parts().collector().forget();
            parts().jobs().forget();
            parts().reservations().endLines();
            return false;
        }
        parts().jobs().load();
        return !context.isStopping();
    }

    /** Where nothing is in the batch lane, its parts are not even made. */
    private boolean isIdle() {
        return parts == null && !SubmittedJobs.areAny(DropFolderService.of(context).folder());
    }

    /** Not earlier: a host may bind its registry after the route files are loaded. */
    private void registerMeters() {
        if (!areMetersRegistered) {
            BatchMeters.register(context);
            areMetersRegistered = true;
        }
    }

    /**
     * Moves the prompt of an exchange into a job that gathers, or adds its row. Body in: the {@link
     * Prompt}.
     *
     * @throws io.github.geminiroutes.prompt.InvalidPromptException if it cannot be sent
     */
    public void collect(Exchange exchange) {
        Prompt prompt = exchange.getMessage().getBody(Prompt.class);
        BatchCalls calls = parts().calls();
        String task = exchange.getMessage().getHeader(GeminiHeaders.TASK, String.class);
        List<Attachment> large = calls.large(prompt);
        LineSource source = LineSource.of(exchange, clock.instant());
        CollectedLine line =
                CollectedLine.of(
                        prompt,
                        source,
                        task,
                        calls,
                        LargeFiles.of(parts().dropFolder().folder(), source.name(), large),
                        calls.request(prompt, one -> LargeFiles.address(large, one)));
        try {
            if (!tryLoad()) {
                line.room().run();
                throw new NotReadyException("The batch lane takes no prompts at the moment");
            }
            parts().collector().add(line);
        } catch (IOException e) {
            line.room().run();
            LOG.warn(
                    "{} stays in the inbox, as its batch job cannot be written: {}",
                    source.name(),
                    e.toString());
            throw new NotReadyException("The folder of batch jobs does not take the prompt");
        }
        source.leave(exchange);
    }

    @Override
    public SubmittedRows rowsOf(String table) throws IOException {
        var submitted = DropFolderService.of(context).folder().submitted();
        boolean isWhole = parts == null && !SubmittedJobs.areAny(submitted);
        return !isWhole && tryLoad()
                ? parts().collector().rowsOf(table)
                : new SubmittedRows(isWhole);
    }

    @Override
    public boolean hasRowsOf(String table) {
        return parts != null && parts.index().has(table);
    }

    /** Has jobs that gather closed at once: the inbox is empty, and nothing more is to come. */
    public void hurry() {
        isHurried.set(true);
    }

    /** Closes the jobs that are due, and brings those that are closed to Google. For a timer. */
    public void submit() throws IOException {
        registerMeters();
        if (isIdle() || !tryLoad() || !parts().calls().isOpen(clock.instant())) {
            return;
        }
        parts().tidy(clock.instant());
        parts().collector().closeDue(isHurried.getAndSet(false));
        parts().submit(context::isStopping, job -> step(job, parts().steps()::advance));
    }

    /**
     * Looks at the jobs that Google has. Body out: the prompts of one that has ended, to be
     * delivered. For a timer.
     */
    public Iterator<SubmittedPrompt> look(Exchange exchange) throws IOException {
        if (isIdle() || !tryLoad()) {
            return List.<SubmittedPrompt>of().iterator();
        }
        parts().forgetRemoved();
        parts().lookAtRunning(context::isStopping, job -> step(job, parts().watch()::look));
        return parts().deliveries().begin(exchange);
    }

    private void step(Job job, ThrowingConsumer<Job, IOException> step) {
        try {
            step.accept(job);
        } catch (IOException e) {
            job.pause(parts().settings().pollInterval(), clock.instant());
            LOG.warn("Batch job {} goes on later: {}", job.id(), e.toString());
        }
    }

    /**
     * Makes an exchange the call of a prompt, with its answer or failure. Body in: the {@link
     * SubmittedPrompt}.
     */
    public void open(Exchange exchange) throws IOException, InterruptedException {
        parts().deliveries().open(exchange);
    }

    /** Whether prompts get their outcomes: those that a stop leaves get them at the next start. */
    public boolean isGoingOn() {
        return !context.isStopping() && !context.isStopped();
    }

    /** Gives a row its answer, or what went wrong. Body in: the {@link SubmittedPrompt}. */
    public void settleRow(Exchange exchange) {
        parts().deliveries().settleRow(exchange);
    }

    /** Notes that the prompt of an exchange has its outcome. */
    public void end(Exchange exchange) {
        parts().deliveries().end(exchange);
    }

    /** Ends a job whose prompts are delivered: the rest goes back, and the directory goes. */
    public void finish(Exchange exchange) throws IOException {
        if (parts != null && tryLoad()) {
            parts().deliveries().finish(exchange);
        }
    }

    /** Gives the prompts that gather back into the inbox: the program ends. */
    public void close() {
        if (parts != null) {
            parts.collector().giveBack();
        }
    }

    /** The jobs that cannot be read and are left as they are: why, by the job's id. */
    public Map<String, String> unreadable() {
        return parts == null ? Map.of() : parts.jobs().unreadable();
    }

    /** The jobs that wait for room in the day's budget, by their ids. */
    public Set<String> waitingForBudget() {
        return parts == null ? Set.of() : parts.waitingForBudget();
    }

    /** The jobs that the key in use has not seen for a while, by their ids. */
    public Set<String> outOfSight() {
        return parts == null ? Set.of() : parts.outOfSight();
    }

    /** The jobs, for a person. */
    public List<JobView> views() {
        return parts == null ? List.of() : parts.views(clock.instant());
    }
}
