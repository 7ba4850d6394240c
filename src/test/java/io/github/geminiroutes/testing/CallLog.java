package io.github.geminiroutes.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the server saw: every call with its outcome, and the counts a test asks for. */
public final class CallLog {
    private final List<ServedCall> finished = new ArrayList<>();
    private long arrived;
    private long answered;
    private int inFlight;
    private int maxInFlight;

    synchronized void arrive() {
        arrived++;
        inFlight++;
        maxInFlight = Math.max(maxInFlight, inFlight);
    }

    synchronized void finish(ServedCall call) {
        inFlight--;
        answered += call.answered() ? 1 : 0;
        finished.add(call);
    }

    /** Calls that came in, those without an end included. */
    public synchronized long arrived() {
        return arrived;
    }

    /** Calls that got the model's own answer. */
    public synchronized long answered() {
        return answered;
    }

    /** Calls that wait for an answer now. */
    public synchronized int inFlight() {
        return inFlight;
    }

    /** The most calls that ever waited at the same time. */
    public synchronized int maxInFlight() {
        return maxInFlight;
    }

    /** The finished calls in the order of their arrival. */
    public synchronized List<ServedCall> calls() {
        return finished.stream().sorted(Comparator.comparing(ServedCall::arrival)).toList();
    }

    /** Finished calls by status; {@link ServedCall#NONE} for those without a whole answer. */
    public Map<Integer, Long> perStatus() {
        return calls().stream()
                .collect(
                        Collectors.groupingBy(
                                ServedCall::status, TreeMap::new, Collectors.counting()));
    }

    /** How often each prompt was answered, by the SHA-256 of its text. */
    public Map<String, Long> answersBySha() {
        return answers(ServedCall::promptSha);
    }

    /** How often each prompt was answered, by its first line. */
    public Map<String, Long> answersByFirstLine() {
        return answers(ServedCall::firstLine);
    }

    /** How often each prompt, by its first line, met a status. */
    public Map<String, Long> byFirstLine(int status) {
        return calls().stream()
                .filter(call -> call.status() == status)
                .collect(Collectors.groupingBy(ServedCall::firstLine, Collectors.counting()));
    }

    /** Answers given beyond the first to the same prompt text. */
    public long duplicates() {
        return answersBySha().values().stream().mapToLong(times -> times - 1).sum();
    }

    /** From the first arrival to the last end. */
    public Duration span() {
        List<ServedCall> calls = calls();
        if (calls.isEmpty()) {
            return Duration.ZERO;
        }
        ServedCall last = calls.stream().max(Comparator.comparing(ServedCall::end)).orElseThrow();
        return Duration.between(calls.get(0).arrival(), last.end());
    }

    private Map<String, Long> answers(Function<ServedCall, String> key) {
        return calls().stream()
                .filter(ServedCall::answered)
                .collect(Collectors.groupingBy(key, Collectors.counting()));
    }
}
