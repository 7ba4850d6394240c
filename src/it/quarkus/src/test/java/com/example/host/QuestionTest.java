package com.example.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.kit.Loopback;
import io.quarkus.test.junit.QuarkusTest;
import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;

/** With gemini-generate and gemini-redelivery, as application.properties includes them. */
@QuarkusTest
class QuestionTest extends HostTestSupport {

    @Test
    void isAnsweredAndTriedAgainWhereTheHostAsksForIt() {
        assertThat(camel.getRoutes())
                .extracting(Route::getId)
                .containsExactlyInAnyOrder(
                        "orders", "refunds", "dead-letters", "questions", "gemini-generate");

        loopback.answerNext(503, 503);
        Exchange answered = send("direct:question", "Six by nine?");

        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody()).isEqualTo(Loopback.ANSWER);
        assertThat(answered.getMessage().getHeaders())
                .containsEntry("CamelGeminiModelVersion", "gemini-3.8-flash-001")
                .containsEntry("CamelGeminiFinishReason", "STOP")
                .containsEntry("CamelGeminiOutputTokens", 2L);
        assertThat(loopback.questions())
                .hasSize(3)
                .allMatch(question -> Surroundings.KEY.equals(question.key()));

        loopback.answerNext(503);
        assertThat(send("direct:gemini-generate", "once").getException())
                .hasMessageContaining("overloaded");
        assertThat(loopback.questions()).hasSize(4);
        assertThat(data).isEmptyDirectory();
        theHostIsAsItWas();
    }
}
