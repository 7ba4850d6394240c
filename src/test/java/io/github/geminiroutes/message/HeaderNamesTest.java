package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderNamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"JM\u017fMessageID", "brea\u212Adcrumb", "name\n", "na me", "größe"})
    void aNameThatIsNotPlainAsciiStaysOutside(String name) {
        assertThat(HeaderNames.mayComeIn(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"traceparent", "order-id", "X.Y_z", "CamelGeminiModel", "Content-Type"})
    void ordinaryNamesComeIn(String name) {
        assertThat(HeaderNames.mayComeIn(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_AMQ_SCHED_DELIVERY",
                "_AMQ_DUPL_ID",
                "_AMQ_LVQ_NAME",
                "_AMQ_OperationName",
                "__AMQ_CID",
                "AMQ_SCHEDULED_REPEAT",
                "_amq_group_id"
            })
    void whatAClientOfABrokerReadsOfItsOwnMessageIsNoSendersToGive(String name) {
        assertThat(HeaderNames.mayComeIn(name)).isFalse();
        assertThat(HeaderNames.isOwn(name)).isFalse();
        assertThat(HeaderNames.mayGoOut(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "1a, false",
        "a/b, false",
        "a:b, false",
        "not, false",
        "order-id, true",
        "X.Y_z, true",
        "_id, true",
        "CamelGeminiModel, true"
    })
    void aNameThatJmsCannotWriteDoesNotGoToJms(String name, boolean isWritten) {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            DefaultExchange exchange = new DefaultExchange(camel);
            MessageHeaderFilter filter = new MessageHeaderFilter();
            assertThat(filter.applyFilterToCamelHeaders(name, "v", exchange)).isFalse();

            exchange.setProperty(ExchangePropertyKey.TO_ENDPOINT, "amqp://queue:answers");
            assertThat(filter.applyFilterToCamelHeaders(name, "v", exchange)).isEqualTo(!isWritten);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:1/replies, Content-Length, true",
        "https://example.org/replies, transfer-encoding, true",
        "http://127.0.0.1:1/replies, Host, true",
        "http://127.0.0.1:1/replies, X-Request-Id, false",
        "kafka://replies, host, false",
        "jms://queue:replies, host, false"
    })
    void whatAnHttpClientSaysItselfDoesNotGoToHttp(String to, String name, boolean isKept)
            throws java.io.IOException {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            DefaultExchange exchange = new DefaultExchange(camel);
            exchange.setProperty(ExchangePropertyKey.TO_ENDPOINT, to);

            assertThat(new MessageHeaderFilter().applyFilterToCamelHeaders(name, "v", exchange))
                    .isEqualTo(isKept);
        }
    }
}
