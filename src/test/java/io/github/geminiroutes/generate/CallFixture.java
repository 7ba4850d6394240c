package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.AnswerFixture;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.GeminiJson;
import java.time.Instant;
import org.apache.camel.Exchange;

/** Calls as the route {@code gemini-generate} leaves them behind. */
public final class CallFixture {

    private CallFixture() {}

    /** A call that was made twice and is not answered yet. */
    public static Call asked(Exchange exchange) {
        return asked(
                exchange,
                Instant.parse("2026-07-01T12:00:00Z"),
                Instant.parse("2026-07-01T12:00:10Z"));
    }

    /** A call whose attempts began at these times and that is not answered yet. */
    public static Call asked(Exchange exchange, Instant... attempts) {
        Call call = new Call("Q", Prompt.ofText("Q", GeminiJson.MAPPER), "gemini-3.8-flash", null);
        for (Instant attempt : attempts) {
            call.beginAttempt(attempt);
        }
        exchange.setProperty(Call.PROPERTY, call);
        return call;
    }

    /** A call that was answered at its second attempt. */
    public static void answered(Exchange exchange, String text) {
        asked(exchange)
                .answer(
                        AnswerFixture.of(text, 1, 2, 0, "v1", "id1"),
                        Instant.parse("2026-07-01T12:00:11Z"));
    }

    /** A call that was not made, as its answer was known. */
    public static Call answeredFromCache(Exchange exchange, String text) {
        Call call = asked(exchange, new Instant[0]);
        call.answerAgain(
                AnswerFixture.of(text, 1, 2, 0, "v1", "id1"),
                Instant.parse("2026-07-01T12:00:11Z"));
        return call;
    }
}
