package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** A message that meets each kind of failure while nothing else is asked. */
@Order(1)
class FailureTableMessagesAloneRouteTest extends FailureTableMessagesTestSupport {

    @ParameterizedTest(name = "{0} {1}")
    @CsvFileSource(resources = "/gemini/failure-table.csv", delimiter = '|', numLinesToSkip = 1)
    void aloneItIsHeldOrADeadLetter(int code, String body, String alone) throws Exception {
        stub(code, body);

        assertThat(outcome(send("bad " + "word ".repeat(30), "m"), false))
                .isEqualTo(FailureTable.ofMessage(alone));
    }
}
