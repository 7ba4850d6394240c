package io.github.geminiroutes.batch;

import io.github.geminiroutes.batch.job.BatchSettings;
import io.github.geminiroutes.batch.job.DamagedJobException;
import io.github.geminiroutes.batch.job.Job;
import io.github.geminiroutes.batch.job.JobDamage;
import io.github.geminiroutes.batch.job.JobState;
import io.github.geminiroutes.batch.job.JobWatch;
import io.github.geminiroutes.batch.job.SubmittedPrompt;
import io.github.geminiroutes.event.Event;
import io.github.geminiroutes.event.Events;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.generate.BatchCalls;
import io.github.geminiroutes.support.ToldOnce;
import java.io.IOException;
import java.time.Clock;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Delivers the jobs whose results are here, one after the other. */
final class Deliveries {

    private static final Logger LOG = LoggerFactory.getLogger(Deliveries.class);

    /** The exchange property with the delivery under way. */
    private static final String PROPERTY = "gemini-batch-delivery";

    /** The exchange property with the line that is delivered. */
    private static final String LINE = "gemini-batch-line";

    private final Jobs jobs;
    private final BatchSettings settings;
    private final DropFolderService dropFolder;
    private final BatchCalls calls;
    private final JobWatch watch;
    private final Consumer<Job> letGo;
    private final Clock clock;
    private final ToldOnce told = new ToldOnce();

    /**
     * The timer ticks on while writers are busy: a second delivery would read the results again.
     */
    private volatile boolean isUnderWay;

    /**
     * @param letGo gives back what a job that is over has set aside
     */
    Deliveries(
            Jobs jobs,
            BatchSettings settings,
            DropFolderService dropFolder,
            BatchCalls calls,
            JobWatch watch,
            Consumer<Job> letGo,
            Clock clock) {
        this.jobs = jobs;
        this.settings = settings;
        this.dropFolder = dropFolder;
        this.calls = calls;
        this.watch = watch;
        this.letGo = letGo;
        this.clock = clock;
    }

    private record UnderWay(Job job, Delivery delivery) {}

    /**
     * Begins with a job, if there is one and no other is under way.
     *
     * @return its prompts that have an outcome now
     */
    Iterator<SubmittedPrompt> begin(Exchange exchange) {
        if (isUnderWay) {
            return List.<SubmittedPrompt>of().iterator();
        }
        for (Job job : jobs.in(JobState.FETCHED)) {
            if (!job.isDue(clock.instant())) {
                continue;
            }
            try {
                if (JobDamage.fetchAgain(job)) {
                    continue;
                }
                JobDamage.tellOfRequests(job);
                Delivery delivery =
                        new Delivery(job, settings, dropFolder, calls, exchange.getContext());
                exchange.setProperty(PROPERTY, new UnderWay(job, delivery));
                isUnderWay = true;
                exchange.getExchangeExtension().addOnCompletion(new EndOfDelivery(delivery));
                return delivery.settled();
            } catch (DamagedJobException e) {
                jobs.leave(job.directory(), e.getMessage());
                letGo.accept(job);
            } catch (IOException e) {
                // It must not hold up the others.
                job.pause(settings.pollInterval(), clock.instant());
                if (told.isNew(job.id(), e.toString())) {
                    LOG.error("Batch job {} cannot be delivered: {}", job.id(), e.toString());
                }
            }
        }
        return List.<SubmittedPrompt>of().iterator();
    }

    /** However the exchange ends, the next look may begin. */
    private final class EndOfDelivery extends SynchronizationAdapter {

        private final Delivery delivery;

        EndOfDelivery(Delivery delivery) {
            this.delivery = delivery;
        }

        @Override
        public void onDone(Exchange ended) {
            try {
                delivery.rows().close();
            } catch (IOException e) {
                LOG.warn("A progress file cannot be closed: {}", e.toString());
            }
            isUnderWay = false;
        }
    }

    void open(Exchange exchange) throws IOException, InterruptedException {
        SubmittedPrompt prompt = exchange.getMessage().getBody(SubmittedPrompt.class);
        exchange.setProperty(LINE, prompt);
        exchange.getProperty(PROPERTY, UnderWay.class).delivery.open(exchange, prompt);
    }

    /** Gives a row its outcome; one that the disk refuses is delivered again later. */
    void settleRow(Exchange exchange) {
        SubmittedPrompt row = exchange.getMessage().getBody(SubmittedPrompt.class);
        UnderWay underWay = exchange.getProperty(PROPERTY, UnderWay.class);
        Delivery delivery = underWay.delivery;
        try {
            delivery.rows().settle(exchange, failureOf(exchange, delivery, row), row);
            delivery.end(row);
            jobs.rowSettled(underWay.job);
        } catch (IOException e) {
            LOG.warn("Row {} gets its outcome later: {}", row.title(), e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Null if the row has an answer. */
    private static Throwable failureOf(Exchange exchange, Delivery delivery, SubmittedPrompt row)
            throws IOException, InterruptedException {
        try {
            delivery.open(exchange, row);
            return null;
        } catch (RuntimeException e) {
            return e;
        }
    }

    void end(Exchange exchange) {
        UnderWay underWay = exchange.getProperty(PROPERTY, UnderWay.class);
        underWay.delivery.end(exchange.getProperty(LINE, SubmittedPrompt.class));
    }

    /**
     * Ends the job.
     *
     * @throws IOException if the folders do not take the rest; the next delivery goes on
     */
    void finish(Exchange exchange) throws IOException {
        UnderWay underWay = exchange.getProperty(PROPERTY, UnderWay.class);
        if (underWay == null) {
            return;
        }
        Job job = underWay.job;
        if (!underWay.delivery.giveBackRest()) {
            job.pause(settings.pollInterval(), clock.instant());
            return;
        }
        Event ended = underWay.delivery.ended();
        if (ended != null) {
            Events.publish(exchange.getContext(), ended);
        }
        letGo.accept(job);
        if (!job.uploads().isEmpty()) {
            calls.tidyFiles();
        }
        watch.forget(job);
        told.forget(job.id());
        job.directory().remove();
        jobs.remove(job);
        LOG.info("Batch job {} is done", job.id());
    }
}
