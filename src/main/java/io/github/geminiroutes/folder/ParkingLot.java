package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.breaker.Recovery;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.policy.FailurePolicy;
import io.github.geminiroutes.support.BoundedMap;
import io.github.geminiroutes.support.SetBacks;
import io.github.geminiroutes.support.ShortKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
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

    /** Of the heap, for the prompts that wait. */
    private static final int PART = 8;

    /** A prompt that its owner takes away while it is parked leaves its history behind. */
    private static final int MOST_HISTORIES = 200_000;

    private final Clock clock;
    private final ParkedLine waiting = new ParkedLine(Runtime.getRuntime().maxMemory() / PART);
    private final Map<String, History> histories = BoundedMap.byEntry(MOST_HISTORIES);
    private final Queue<Recovery> recoveries = new ConcurrentLinkedQueue<>();
    private final DropFolder folder;
    private final PromptCounters counters;
    private final FailurePolicy policy;
    private final SetBacks setBacks;
    private boolean isLoaded;
    private CircuitBreakers breakers;

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
    synchronized void follow(CircuitBreakers circuitBreakers) {
        breakers = circuitBreakers;
        circuitBreakers.onRecovery(recoveries::add);
        waiting.move(parked -> parked.isRecovered(circuitBreakers), clock.instant());
    }

    /** Says what becomes of parts of a file, whose histories are elsewhere. */
    FailurePolicy policy() {
        return policy;
    }

    /** Says what becomes of a prompt whose last attempt failed. */
    synchronized FailurePolicy.Verdict verdict(String prompt, Failure failure) {
        History history = histories.get(ShortKey.of(prompt));
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
     * @param outage what it waits for; null if for something else
     * @param record what went wrong; completed here
     * @return where it lies now
     * @throws IOException if the folder does not take it; the prompt is in the inbox still
     */
    synchronized Path park(
            PromptFile prompt,
            Failure failure,
            FailurePolicy.Verdict.ParkUntil until,
            ObjectNode record,
            String report,
            Outage outage)
            throws IOException {
        String key = ShortKey.of(prompt.name());
        History before = histories.get(key);
        record.put("notBefore", until.notBefore().toString());
        record.put("reason", failure.message());
        record.put("parkings", until.parkings());
        record.put("faults", until.faults());
        Path file = folder.parkedPrompts().put(prompt, record, report);
        waiting.add(
                new ParkedPrompt(
                        file,
                        prompt.name(),
                        until.notBefore(),
                        outage == null ? null : outage.breaker(),
                        clock.instant(),
                        true));
        if (outage != null && outage.isOver(breakers)) {
            // It ended while the prompt was on its way here: nobody tells of that end again.
            recoveries.add(new Recovery(outage.breaker(), outage.metAt(), clock.instant()));
        }
        histories.put(
                key,
                new History(
                        until.parkings(),
                        until.faults(),
                        before == null ? counters.answered() : before.answeredThen));
        return file;
    }

    /** Forgets the earlier parkings of a prompt that is settled. */
    synchronized void forget(String prompt) {
        histories.remove(ShortKey.of(prompt));
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

    /** Whether an outage is over, and the prompts that were parked in it are about to come back. */
    public synchronized boolean isRecovered() {
        return !recoveries.isEmpty();
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
        for (ParkedPrompt parked = waiting.due(now); parked != null; parked = waiting.due(now)) {
            boolean isBack =
                    folder.parkedPrompts()
                            .tryGiveBack(parked.file(), folder.files(), parked.prompt());
            waiting.remove(parked);
            if (isBack) {
                released++;
                if (parked.isCounted()) {
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
        if (!setBack.isZero()) {
            waiting.bringForward(setBack);
        }
    }

    /** Prompts that were parked during the outage have nothing more to wait for. */
    private void hasten(Recovery over, Instant now) {
        waiting.move(
                parked ->
                        over.model().equals(parked.downModel())
                                && !parked.at().isBefore(over.began()),
                now);
    }

    private void load() throws IOException {
        Instant now = clock.instant();
        if (isLoaded && !waiting.isBehind(now)) {
            return;
        }
        waiting.beginAgain();
        Set<Path> known = new HashSet<>(waiting.files());
        folder.parkedPrompts()
                .forEach(
                        file -> {
                            if (!known.contains(file)) {
                                load(file, now);
                            }
                        });
        isLoaded = true;
    }

    private void load(Path file, Instant now) throws IOException {
        JsonNode record = folder.parkedPrompts().record(file);
        String prompt = OutcomeFolder.promptName(folder.parked(), file, record);
        if (PromptNames.isPrompt(prompt)) {
            waiting.add(ParkedPrompt.found(file, prompt, record, now));
            histories.putIfAbsent(
                    ShortKey.of(prompt),
                    new History(
                            record.path("parkings").asInt(1),
                            record.path("faults").asInt(0),
                            counters.answered()));
        }
    }

    private record History(int parkings, int faults, long answeredThen) {}
}
