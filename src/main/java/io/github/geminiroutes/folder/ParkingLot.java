package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.breaker.Recovery;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.support.BoundedMap;
import io.github.geminiroutes.support.SetBacks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The parked prompts, and when each goes back into the inbox. All that counts lies in {@code
 * parked}, so a restart loses nothing but the number of parkings of prompts that are back in the
 * inbox. Thread-safe.
 */
public final class ParkingLot {

    private static final Logger LOG = LoggerFactory.getLogger(ParkingLot.class);
    private static final Duration NAME_TAKEN = Duration.ofSeconds(30);

    /** A prompt that its owner takes away while it is parked leaves its history behind. */
    private static final int MOST_HISTORIES = 200_000;

    private final Clock clock;
    private final PriorityQueue<Parked> waiting =
            new PriorityQueue<>(Comparator.comparing(Parked::notBefore));
    private final Map<String, History> histories = BoundedMap.byEntry(MOST_HISTORIES);
    private final Queue<Recovery> recoveries = new ConcurrentLinkedQueue<>();
    private final DropFolder folder;
    private final PromptCounters counters;
    private final FailurePolicy policy;
    private final SetBacks setBacks;
    private boolean isLoaded;

    /**
     * @param counters tell whether other prompts were answered meanwhile
     * @param policy says what becomes of a prompt whose last attempt failed
     */
    public ParkingLot(
            DropFolder folder,
            PromptCounters counters,
            FailurePolicy policy,
            Clock clock,
            SetBacks setBacks) {
        this.setBacks = setBacks;
        this.folder = folder;
        this.counters = counters;
        this.policy = policy;
        this.clock = clock;
    }

    /** Releases the prompts that were parked for an outage as soon as the outage is over. */
    void follow(CircuitBreakers circuitBreakers) {
        circuitBreakers.onRecovery(recoveries::add);
    }

    /** Says what becomes of parts of a file, whose histories are elsewhere. */
    FailurePolicy policy() {
        return policy;
    }

    /** Says what becomes of a prompt whose last attempt failed. */
    synchronized FailurePolicy.Verdict verdict(String prompt, Failure failure) {
        History history = histories.get(prompt);
        return policy.verdict(
                failure,
                history == null
                        ? FailurePolicy.History.NONE
                        : new FailurePolicy.History(
                                history.parkings,
                                history.faults,
                                counters.answered() > history.answeredThen),
                clock.instant());
    }

    /**
     * Parks a prompt.
     *
     * @param record what went wrong; completed here
     * @return where it lies now
     * @throws IOException if the folder does not take it; the prompt is in the inbox still
     */
    synchronized Path park(
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
        record.put("faults", until.faults());
        Path file = folder.parkedPrompts().put(prompt, record, report);
        String downModel = failure.kind().isOfOutage() ? record.path("model").asText() : null;
        waiting.add(
                new Parked(
                        file, prompt.name(), until.notBefore(), downModel, clock.instant(), true));
        histories.put(
                prompt.name(),
                new History(
                        until.parkings(),
                        until.faults(),
                        before == null ? counters.answered() : before.answeredThen));
        return file;
    }

    /** Forgets the earlier parkings of a prompt that is settled. */
    synchronized void forget(String prompt) {
        histories.remove(prompt);
    }

    /**
     * Moves prompts whose time has come back into the inbox.
     *
     * @return how many; one that cannot be moved stays parked until the next time
     */
    public synchronized int release() {
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

    /** Drops what is known of the folder, as another instance has worked on it. */
    synchronized void reload() {
        waiting.clear();
        histories.clear();
        isLoaded = false;
    }

    private int moveDue() throws IOException {
        int released = 0;
        Instant now = clock.instant();
        bringForward(setBacks.look(now));
        for (Recovery over = recoveries.poll(); over != null; over = recoveries.poll()) {
            hasten(over, now);
        }
        while (!waiting.isEmpty() && !waiting.peek().notBefore.isAfter(now)) {
            Parked parked = waiting.peek();
            boolean isBack =
                    folder.parkedPrompts().tryGiveBack(parked.file, folder.files(), parked.prompt);
            waiting.remove();
            if (isBack) {
                released++;
                if (parked.isCounted) {
                    counters.countUnparked();
                }
            } else {
                waiting.add(parked.until(now.plus(NAME_TAKEN)));
            }
        }
        if (released > 0) {
            LOG.info("{} parked prompts are back in the inbox", released);
        }
        return released;
    }

    /** Nobody waits until a clock that was set back gets there again. */
    private void bringForward(Duration setBack) {
        List<Parked> all = setBack.isZero() ? List.of() : List.copyOf(waiting);
        waiting.removeAll(all);
        all.forEach(parked -> waiting.add(parked.until(parked.notBefore.minus(setBack))));
    }

    /** Prompts that were parked during the outage have nothing more to wait for. */
    private void hasten(Recovery over, Instant now) {
        List<Parked> due =
                waiting.stream()
                        .filter(
                                parked ->
                                        over.model().equals(parked.downModel)
                                                && !parked.at.isBefore(over.began()))
                        .toList();
        waiting.removeAll(new HashSet<>(due));
        due.forEach(parked -> waiting.add(parked.until(now)));
    }

    private void load() throws IOException {
        if (isLoaded) {
            return;
        }
        Instant now = clock.instant();
        for (Path file : folder.parkedPrompts().prompts()) {
            JsonNode record = folder.parkedPrompts().record(file);
            String prompt = OutcomeFolder.promptName(folder.parked(), file, record);
            if (PromptNames.isPrompt(prompt)) {
                waiting.add(new Parked(file, prompt, notBefore(record, now), null, now, false));
                histories.put(
                        prompt,
                        new History(
                                record.path("parkings").asInt(1),
                                record.path("faults").asInt(0),
                                counters.answered()));
            }
        }
        isLoaded = true;
    }

    /** A prompt whose record is missing or damaged is due at once. */
    private static Instant notBefore(JsonNode record, Instant now) {
        try {
            return Instant.parse(record.path("notBefore").asText());
        } catch (DateTimeParseException e) {
            return now;
        }
    }

    /**
     * @param downModel the model whose outage it was parked for; null if it was for another reason
     * @param at when it was parked
     * @param isCounted whether this process parked it
     */
    private record Parked(
            Path file,
            String prompt,
            Instant notBefore,
            String downModel,
            Instant at,
            boolean isCounted) {

        Parked until(Instant time) {
            return new Parked(file, prompt, time, downModel, at, isCounted);
        }
    }

    private record History(int parkings, int faults, long answeredThen) {}
}
