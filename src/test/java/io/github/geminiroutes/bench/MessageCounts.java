package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.MessageBus.Got;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What became of the messages {@code 0} to {@code count - 1}.
 *
 * @param replies messages that were answered
 * @param deadLetters messages that were refused
 * @param doubleReplies replies beyond the first of a message
 * @param doubleDeadLetters dead letters beyond the first of a message
 * @param problems what is wrong, empty if nothing is
 */
record MessageCounts(
        int replies,
        int deadLetters,
        int doubleReplies,
        int doubleDeadLetters,
        List<String> problems) {

    static MessageCounts of(int count, List<Got> replies, List<Got> dead) {
        List<String> problems = new ArrayList<>();
        Set<String> answered = new HashSet<>();
        Set<String> refused = new HashSet<>();
        for (Got reply : replies) {
            answered.add(reply.id());
            String expected = "Answer to: " + Workspace.text(Integer.parseInt(reply.id()));
            if (!reply.text().equals(expected)) {
                problems.add("Message " + reply.id() + " has another's answer: " + reply.text());
            }
        }
        for (Got letter : dead) {
            refused.add(letter.id());
            if (!"invalid-request".equals(letter.headers().get("CamelGeminiFailure"))) {
                problems.add("Dead letter " + letter.id() + " says why: " + letter.headers());
            }
        }
        for (int n = 0; n < count; n++) {
            boolean isAnswered = answered.contains("" + n);
            if (isAnswered == refused.contains("" + n)) {
                problems.add("Message " + n + (isAnswered ? " has both" : " has neither"));
            }
        }
        return new MessageCounts(
                answered.size(),
                refused.size(),
                replies.size() - answered.size(),
                dead.size() - refused.size(),
                problems);
    }
}
