package io.github.geminiroutes.testing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Scripted replies: first those for the next calls, in order, then those for calls that match. */
final class Script {
    private record Rule(Predicate<PromptRequest> condition, Reply reply) {}

    private record Turns(Predicate<PromptRequest> condition, Deque<Reply> replies) {}

    private final Deque<Reply> next = new ArrayDeque<>();
    private final List<Turns> turns = new ArrayList<>();
    private final List<Rule> rules = new ArrayList<>();
    private Function<PromptRequest, Optional<Reply>> choice = request -> Optional.empty();

    synchronized void append(List<Reply> replies) {
        next.addAll(replies);
    }

    synchronized void when(Predicate<PromptRequest> condition, Reply reply) {
        rules.add(new Rule(condition, reply));
    }

    synchronized void inTurn(Predicate<PromptRequest> condition, List<Reply> replies) {
        turns.add(new Turns(condition, new ArrayDeque<>(replies)));
    }

    synchronized void choose(Function<PromptRequest, Optional<Reply>> newChoice) {
        choice = newChoice;
    }

    synchronized Optional<Reply> replyTo(PromptRequest request) {
        if (!next.isEmpty()) {
            return Optional.of(next.pollFirst());
        }
        for (Turns turn : turns) {
            if (!turn.replies().isEmpty() && turn.condition().test(request)) {
                return Optional.of(turn.replies().pollFirst());
            }
        }
        return rules.stream()
                .filter(rule -> rule.condition().test(request))
                .map(Rule::reply)
                .findFirst()
                .or(() -> choice.apply(request));
    }
}
