package com.example.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.kit.Loopback;
import com.example.kit.Traces;
import io.quarkus.test.common.WithTestResource;
import jakarta.inject.Inject;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.http.HttpComponent;
import org.jboss.logmanager.LogManager;

/** The application of one test; Quarkus starts another for each class with settings of its own. */
@WithTestResource(Surroundings.class)
abstract class HostTestSupport {

    @Inject CamelContext camel;
    @Inject ProducerTemplate template;

    Loopback loopback;
    Path data;
    Traces before;

    Exchange send(String endpoint, Object body) {
        return template.send(endpoint, exchange -> exchange.getMessage().setBody(body));
    }

    /** Routes, error handler, http component, logging: all as the host set them, and in use. */
    void theHostIsAsItWas() {
        HttpComponent http = camel.getComponent("http", HttpComponent.class);
        assertThat(http.getConnectionsPerRoute()).isEqualTo(7);
        assertThat(http.getResponseTimeout()).isEqualTo(4321);
        assertThat(http.isAutomaticRetriesDisabled()).isFalse();
        assertThat(http.getHttpClientConfigurer()).isNull();
        assertThat(http.getClientConnectionManager()).isNull();
        assertThat(send("direct:order", null).getMessage().getBody(String.class))
                .isEqualTo("7 left");
        assertThat(loopback.stockRequests()).last().extracting(r -> r.key()).isNull();
        Exchange refund = send("direct:refund", "a refund");
        assertThat(refund.getException()).isNull();
        assertThat(refund.getMessage().getHeader("dead")).isEqualTo(true);
        assertThat(camel.getName()).isEqualTo("host");
        assertThat(java.util.logging.LogManager.getLogManager()).isInstanceOf(LogManager.class);
    }
}
