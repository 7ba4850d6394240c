package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.breaker.Recovery;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.generate.FailurePolicy;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.support.Seconds;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prompts that were put aside, and when each goes back into the inbox. What counts lies in
 * {@code parked}, so a restart loses nothing; how often a prompt was parked is forgotten then once
 * it is back in the inbox.
 */
public final class ParkingLot {

    private static final Logger LOG = LoggerFactory.getLogger(ParkingLot.class);
    private static final Duration NAME_TAKEN = Duration.ofSeconds(30);

    private final Clock clock;
    private final PriorityQueue<Parked> lot =
            new PriorityQueue<>(Comparator.comparing(Parked::notBefore));
    private final Map<String, History> histories = new HashMap<>();
    private DropFolder folder;
    private PromptCounters tally;
    private FailurePolicy policy = FailurePolicy.ofParking(Duration.ofMinutes(5));
    private final Queue<Recovery> recoveries = new ConcurrentLinkedQueue<>();
    private Leadership leadership = new Leadership();
    private boolean isLoaded;
    private volatile boolean hearsOfRecoveries;

    public ParkingLot() {
        this(Clock.systemUTC());
    }

    ParkingLot(Clock clock) {
        this.clock = clock;
    }

    public void setFolder(DropFolder folder) {
        this.folder = folder;
    }

    public void setTally(PromptCounters tally) {
        this.tally = tally;
    }

    public void setLeadership(Leadership leadership) {
        this.leadership = leadership;
    }

    /** Tells which outages are over: what was put aside for one goes back at once. */
    public void setOutages(CircuitBreakers outages) {
        outages.onRecovery(recoveries::add);
    }

    /** The first parking for a fault of the service, in seconds; it doubles. */
    public void setBaseDelay(double seconds) {
        policy = FailurePolicy.ofParking(Seconds.toDuration(seconds));
    }

    /** Says what becomes of a prompt whose last attempt failed. */
    synchronized FailurePolicy.Verdict verdict(String prompt, Failure failure) {
        History history = histories.get(prompt);
        return policy.verdict(
                failure,
                history == null
                        ? FailurePolicy.History.NONE
                        : new FailurePolicy.History(
                                history.parkings, tally.answered() > history.answeredThen),
                clock.instant());
    }

    /**
     * Puts a prompt aside.
     *
     * @param record what went wrong; completed here
     * @throws IOException if the folder does not take it; the prompt is in the inbox still
     */
    synchronized void park(
            PromptFile prompt,
            Failure failure,
            FailurePolicy.Verdict.ParkUntil until,
            ObjectNode record,
            String report)
            throws IOException {
        History before = histories.get(prompt.name());
        record.put("notBefore", until.notBefore().toString());
        record.put("reason", failure.message());
        record.put("parkings", until.parkings());
        Path file = folder.parkedPrompts().put(prompt, record, report);
        String downModel = failure.kind().isOfOutage() ? record.path("model").asText() : null;
        lot.add(new Parked(file, prompt.name(), until.notBefore(), downModel, clock.instant()));
        histories.put(
                prompt.name(),
                new History(
                        until.parkings(), before == null ? tally.answered() : before.answeredThen));
    }

    /** The prompt is settled: what was known of it is forgotten. */
    synchronized void forget(String prompt) {
        histories.remove(prompt);
    }

    /**
     * As {@link #release}, with a look at the outages: for a timer, as the two are made by
     * different route files, which may be loaded in any order.
     */
    public int releaseDue(Exchange exchange) {
        if (!hearsOfRecoveries) {
            hearsOfRecoveries = true;
            setOutages(GeminiClient.of(exchange.getContext()).circuitBreakers());
        }
        return release();
    }

    /**
     * Moves prompts whose time has come back into the inbox.
     *
     * @return how many; one that cannot be moved stays parked until the next time
     */
    public synchronized int release() {
        leadership.look();
        if (!leadership.holds()) {
            reload();
            return 0;
        }
        int released = 0;
        try {
            load();
            released = moveDue();
            folder.health().succeeded(this);
        } catch (IOException e) {
            folder.health().failed(this, e);
        }
        return released;
    }

    /** What is known of the folder counts no more: another instance has worked on it. */
    synchronized void reload() {
        lot.clear();
        histories.clear();
        isLoaded = false;
    }

    private int moveDue() throws IOException {
        int released = 0;
        Instant now = clock.instant();
        for (Recovery over = recoveries.poll(); over != null; over = recoveries.poll()) {
            hasten(over, now);
        }
        while (!lot.isEmpty() && !lot.peek().notBefore.isAfter(now)) {
            Parked parked = lot.peek();
            boolean isBack =
                    folder.parkedPrompts().giveBack(parked.file, folder.inbox(), parked.prompt);
            lot.remove();
            if (isBack) {
                released++;
            } else {
                lot.add(parked.until(now.plus(NAME_TAKEN)));
            }
        }
        if (released > 0) {
            LOG.info("{} parked prompts are back in the inbox", released);
        }
        return released;
    }

    /** What was put aside during the outage waits for nothing any more. */
    private void hasten(Recovery over, Instant now) {
        List<Parked> waiting =
                lot.stream()
                        .filter(
                                parked ->
                                        over.model().equals(parked.downModel)
                                                && !parked.at.isBefore(over.began()))
                        .toList();
        lot.removeAll(new HashSet<>(waiting));
        waiting.forEach(parked -> lot.add(parked.until(now)));
    }

    private void load() throws IOException {
        if (isLoaded) {
            return;
        }
        Instant now = clock.instant();
        for (Path file : folder.parkedPrompts().prompts()) {
            JsonNode record = folder.parkedPrompts().record(file);
            String prompt = OutcomeFolder.promptName(file, record);
            if (DropFolder.isPrompt(prompt)) {
                lot.add(new Parked(file, prompt, notBefore(record, now), null, now));
                histories.put(
                        prompt, new History(record.path("parkings").asInt(1), tally.answered()));
            }
        }
        isLoaded = true;
    }

    /** A record that is missing or damaged holds nothing back. */
    private static Instant notBefore(JsonNode record, Instant now) {
        try {
            return Instant.parse(record.path("notBefore").asText());
        } catch (java.time.format.DateTimeParseException e) {
            return now;
        }
    }

    /**
     * @param downModel the model whose outage it was put aside for; null if it was for another
     *     reason
     * @param at when it was put aside
     */
    private record Parked(
            Path file, String prompt, Instant notBefore, String downModel, Instant at) {

        Parked until(Instant time) {
            return new Parked(file, prompt, time, downModel, at);
        }
    }

    private record History(int parkings, long answeredThen) {}
}
