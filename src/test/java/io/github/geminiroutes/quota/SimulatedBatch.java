package io.github.geminiroutes.quota;

import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.failure.Failure;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongUnaryOperator;
import java.util.function.Supplier;

/**
 * A batch of prompts for one model that goes through a gate to a server, a number of them under way
 * (waiting in the line included) at once.
 */
final class SimulatedBatch {

    /** One call that went out. */
    record Sent(int prompt, double seconds, boolean answered) {}

    private final Timeline timeline;
    private final SimulatedServer server;
    private final String model;
    private final Deque<Integer> inbox = new ArrayDeque<>();
    private final List<Sent> sent = new ArrayList<>();
    private final int inFlight;
    private Gate gate;
    private int life;
    private Supplier<Duration> latency = () -> Duration.ofMillis(50);
    private Supplier<Duration> lateness = () -> Duration.ZERO;
    private LongUnaryOperator tokens = prompt -> 10;
    private double estimateFactor = 1;
    private boolean departs;
    private int asks;
    private int answered;
    private double finished;
    private CircuitBreakers breakers;
    private final Set<Runnable> sleeping = new LinkedHashSet<>();
    private final Map<Integer, Integer> retries = new HashMap<>();

    SimulatedBatch(
            Timeline timeline,
            Gate gate,
            SimulatedServer server,
            String model,
            int prompts,
            int inFlight) {
        this.timeline = timeline;
        this.gate = gate;
        this.server = server;
        this.model = model;
        this.inFlight = inFlight;
        for (int i = 0; i < prompts; i++) {
            inbox.add(i);
        }
    }

    SimulatedBatch latency(Supplier<Duration> each) {
        latency = each;
        return this;
    }

    SimulatedBatch lateness(Supplier<Duration> each) {
        lateness = each;
        return this;
    }

    SimulatedBatch tokens(LongUnaryOperator ofPrompt, double estimatedPerActual) {
        tokens = ofPrompt;
        estimateFactor = estimatedPerActual;
        return this;
    }

    /**
     * Asks a circuit breaker first, which has to be told the time by the same timeline. Its calls
     * depart.
     */
    SimulatedBatch breakers(CircuitBreakers ofModels) {
        breakers = ofModels;
        return departing();
    }

    /** Tells the gate when a call leaves, as a new process does, whose calls come later. */
    SimulatedBatch departing() {
        departs = true;
        return this;
    }

    SimulatedBatch start() {
        for (int i = 0; i < inFlight; i++) {
            timeline.in(Duration.ZERO, () -> next(life));
        }
        return this;
    }

    /** The process ends, calls in flight are lost, and starts anew with another gate. */
    void restart(Gate newGate) {
        life++;
        gate = newGate;
        start();
    }

    List<Sent> sent() {
        return sent;
    }

    long refused() {
        return sent.stream().filter(call -> !call.answered()).count();
    }

    long refusedAfter(double seconds) {
        return sent.stream().filter(c -> !c.answered() && c.seconds() > seconds).count();
    }

    int answered() {
        return answered;
    }

    double finished() {
        return finished;
    }

    /** How often the gate was asked for each call that went out. */
    double asksPerCall() {
        return (double) asks / sent.size();
    }

    private void next(int myLife) {
        Integer prompt = myLife == life ? inbox.pollFirst() : null;
        if (prompt != null) {
            attempt(prompt, myLife);
        }
    }

    private void attempt(int prompt, int myLife) {
        long estimate = Math.round(tokens.applyAsLong(prompt) * estimateFactor);
        ask(prompt, gate.enqueue(model, estimate), myLife);
    }

    private void ask(int prompt, Permit permit, int myLife) {
        if (myLife != life) {
            inbox.addFirst(prompt); // interrupted: back to the inbox
            return;
        }
        asks++;
        Duration outage = breakers == null ? Duration.ZERO : breakers.tryCall(model, "");
        if (!outage.isZero()) {
            sleep(outage, () -> ask(prompt, permit, myLife));
            return;
        }
        Decision decision = gate.admit(permit);
        if (breakers != null && !(decision instanceof Decision.Permitted)) {
            breakers.abandon(model, "");
        }
        if (decision instanceof Decision.Delayed wait) {
            timeline.in(wait.delay().plus(lateness.get()), () -> ask(prompt, permit, myLife));
        } else if (decision instanceof Decision.Permitted) {
            Gate mine = gate;
            double sentAt = timeline.seconds();
            if (departs) {
                mine.departed(permit);
            }
            Duration way = latency.get().dividedBy(2);
            timeline.in(way, () -> serve(mine, prompt, permit, sentAt, way, myLife));
        } else {
            throw new IllegalStateException("not expected: " + decision);
        }
    }

    /** Until the time has passed, or the model answers again. */
    private void sleep(Duration time, Runnable next) {
        sleeping.add(next);
        timeline.in(
                time,
                () -> {
                    if (sleeping.remove(next)) {
                        next.run();
                    }
                });
    }

    private void wake() {
        List<Runnable> woken = List.copyOf(sleeping);
        sleeping.clear();
        woken.forEach(Runnable::run);
    }

    private void serve(
            Gate mine, int prompt, Permit permit, double sentAt, Duration way, int myLife) {
        long actual = tokens.applyAsLong(prompt);
        Failure failure = server.call(actual, timeline.now());
        sent.add(new Sent(prompt, sentAt, failure == null));
        timeline.in(way, () -> end(mine, prompt, permit, actual, failure, myLife));
    }

    private void end(
            Gate mine, int prompt, Permit permit, long actual, Failure failure, int myLife) {
        if (myLife != life) {
            inbox.addFirst(prompt); // the process was killed meanwhile: asked again
            return;
        }
        if (failure == null) {
            mine.settle(permit, actual);
            answered++;
            finished = timeline.seconds();
            if (breakers != null && breakers.succeed(model)) {
                wake();
            }
            next(myLife);
        } else if (failure.kind().isOfOutage()) {
            mine.abandon(permit);
            breakers.fail(model, "", failure);
            int retry = retries.merge(prompt, 1, Integer::sum);
            // The longest back-off of the default settings.
            sleep(Duration.ofSeconds(15L << retry - 1), () -> attempt(prompt, myLife));
        } else {
            if (breakers != null) {
                breakers.fail(model, "", failure);
            }
            mine.refused(permit, failure);
            ask(prompt, mine.enqueueAgain(permit), myLife);
        }
    }
}
