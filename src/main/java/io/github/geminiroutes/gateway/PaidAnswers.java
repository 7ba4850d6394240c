package io.github.geminiroutes.gateway;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Calls whose clients have hung up. Google goes on with such a call and bills it. Its answer is
 * therefore kept for the client that asks the same again: for two minutes, and as far as the memory
 * goes. Each answer is given to one client only, as if it had just been made. Thread-safe.
 */
final class PaidAnswers {

    /** Google's own clients wait up to a minute before they ask again. */
    static final Duration KEPT = Duration.ofMinutes(2);

    /** What an answer takes beside its bytes. */
    private static final int OVERHEAD = 1_024;

    private final long most;
    private final BiConsumer<Duration, Runnable> timer;
    private final Map<String, Deque<CoalescedRequest>> calls = new HashMap<>();

    /** Those whose answer has come, the oldest first. */
    private final Map<CoalescedRequest, String> answered = new LinkedHashMap<>();

    private long held;

    /**
     * @param most the most bytes that the answers take together
     * @param timer runs an action once after a time
     */
    PaidAnswers(long most, BiConsumer<Duration, Runnable> timer) {
        this.most = most;
        this.timer = timer;
    }

    synchronized boolean isEmpty() {
        return calls.isEmpty();
    }

    /** The last client of a call has gone. */
    synchronized void add(String key, CoalescedRequest call) {
        calls.computeIfAbsent(key, none -> new ArrayDeque<>()).add(call);
        settle(key, call);
    }

    /** Takes the oldest call for a request out; null if there is none. */
    synchronized CoalescedRequest take(String key) {
        Deque<CoalescedRequest> same = calls.get(key);
        if (same == null) {
            return null;
        }
        CoalescedRequest oldest = same.peek();
        remove(key, oldest);
        return oldest;
    }

    /** A call may have its reply, with no client that waits for it. */
    synchronized void settle(String key, CoalescedRequest call) {
        if (!call.isOver() || answered.containsKey(call) || !has(key, call)) {
            return;
        }
        if (call.kept() == null || size(call) > most) {
            forgetCall(key, call);
            return;
        }
        answered.put(call, key);
        held += size(call);
        Iterator<Map.Entry<CoalescedRequest, String>> oldest = answered.entrySet().iterator();
        while (held > most) {
            Map.Entry<CoalescedRequest, String> dropped = oldest.next();
            oldest.remove();
            forget(dropped.getValue(), dropped.getKey());
        }
        // A timer lasts for the whole time: it must not keep an answer that has gone before.
        WeakReference<CoalescedRequest> due = new WeakReference<>(call);
        timer.accept(KEPT, () -> drop(key, due.get()));
    }

    private synchronized void drop(String key, CoalescedRequest call) {
        if (call != null && answered.containsKey(call)) {
            remove(key, call);
        }
    }

    private boolean has(String key, CoalescedRequest call) {
        Deque<CoalescedRequest> same = calls.get(key);
        return same != null && same.contains(call);
    }

    private void remove(String key, CoalescedRequest call) {
        if (answered.remove(call) == null) {
            forgetCall(key, call);
        } else {
            forget(key, call);
        }
    }

    private void forget(String key, CoalescedRequest call) {
        held -= size(call);
        forgetCall(key, call);
    }

    private void forgetCall(String key, CoalescedRequest call) {
        Deque<CoalescedRequest> same = calls.get(key);
        same.remove(call);
        if (same.isEmpty()) {
            calls.remove(key);
        }
    }

    private static long size(CoalescedRequest call) {
        return OVERHEAD + call.kept().json().length;
    }
}
