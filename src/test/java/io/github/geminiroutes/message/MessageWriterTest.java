package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.answer.AnswerFixture;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.generate.GeminiHeaders;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessageWriterTest {

    private static final Answer ANSWER = AnswerFixture.of("Rhine", 7, 2, 3, "m-001", null);

    private static ReceivedMessage received(Object replyDestination) {
        return new ReceivedMessage(
                "Name a river",
                "Name a river",
                Map.of(GeminiHeaders.MESSAGE_ID, "id-1", GeminiHeaders.MODEL, "m"),
                Map.of("customer", 4711),
                Map.of("Content-Type", "text/plain"),
                "river-1",
                "c-1",
                replyDestination,
                "prompts-0@17",
                "jms:prompts");
    }

    @Test
    void aReplyHasItsFiguresAsTextsAndWhatIdentifiesItsMessage() {
        assertThat(MessageWriter.reply(received(null), ANSWER, false))
                .containsOnly(
                        Map.entry("customer", 4711),
                        Map.entry(GeminiHeaders.MESSAGE_ID, "id-1"),
                        Map.entry(GeminiHeaders.MODEL_VERSION, "m-001"),
                        Map.entry(GeminiHeaders.FINISH_REASON, "STOP"),
                        Map.entry(GeminiHeaders.CACHED, "false"),
                        Map.entry(GeminiHeaders.ANSWERED_FROM, "jms:prompts"),
                        Map.entry(GeminiHeaders.INPUT_TOKENS, "7"),
                        Map.entry(GeminiHeaders.OUTPUT_TOKENS, "2"),
                        Map.entry(GeminiHeaders.THINKING_TOKENS, "3"),
                        Map.entry(GeminiHeaders.TOTAL_TOKENS, "12"),
                        Map.entry("kafka.KEY", "river-1"),
                        Map.entry("JMSCorrelationID", "c-1"));
    }

    @Test
    void aReplyFromTheCacheHasUsedNothing() {
        assertThat(MessageWriter.reply(received(null), ANSWER, true))
                .containsEntry(GeminiHeaders.CACHED, "true")
                .containsEntry(GeminiHeaders.INPUT_TOKENS, "0")
                .containsEntry(GeminiHeaders.TOTAL_TOKENS, "0");
    }

    @Test
    void aReplyGoesToWhereItsMessageWantsIt() {
        Object queue = new Object();
        assertThat(MessageWriter.reply(received(queue), ANSWER, false))
                .containsEntry("CamelJmsDestination", queue);
    }

    @Test
    void aDeadLetterSaysWhyAndKeepsWhatCame() {
        Failure failure = Failure.of(FailureKind.BAD_INPUT, "it is empty");
        assertThat(MessageWriter.deadLetter(received(null), 2, failure))
                .containsEntry("customer", 4711)
                .containsEntry("Content-Type", "text/plain")
                .containsEntry(GeminiHeaders.MODEL, "m")
                .containsEntry(GeminiHeaders.ORIGIN, "prompts-0@17")
                .containsEntry(GeminiHeaders.ATTEMPTS, "2")
                .containsEntry(GeminiHeaders.FAILURE_KIND, "bad-input")
                .containsEntry(GeminiHeaders.FAILURE_MESSAGE, "it is empty")
                .containsEntry(GeminiHeaders.ADVICE, FailureKind.BAD_INPUT.advice())
                .containsEntry("kafka.KEY", "river-1");
    }

    @Test
    void anAnswerWhoseSenderIsGoneIsADeadLetter() {
        assertThat(MessageWriter.undelivered(received(new Object()), 1, "InvalidDestination"))
                .containsEntry(GeminiHeaders.FAILURE_KIND, "reply-undelivered")
                .containsEntry(GeminiHeaders.FAILURE_MESSAGE, "InvalidDestination")
                .doesNotContainKey("CamelJmsDestination");
    }
}
