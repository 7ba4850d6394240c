package io.github.geminiroutes.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Scripted replies: first those for the next calls, in order, then those for calls that match. */
final class Script {
    private record Rule(Predicate<PromptRequest> condition, Reply reply) {}

    private final Deque<Reply> next = new ArrayDeque<>();
    private final List<Rule> rules = new ArrayList<>();

    synchronized void append(List<Reply> replies) {
        next.addAll(replies);
    }

    synchronized void when(Predicate<PromptRequest> condition, Reply reply) {
        rules.add(new Rule(condition, reply));
    }

    synchronized Optional<Reply> replyTo(PromptRequest request) {
        if (!next.isEmpty()) {
            return Optional.of(next.pollFirst());
        }
        return rules.stream()
                .filter(rule -> rule.condition().test(request))
                .map(Rule::reply)
                .findFirst();
    }
}
