package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.PropertiesFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An application that has the file of tokens by its environment variable, and no setting. */
@Timeout(60)
class GatewayByEnvironmentTest extends GatewayTestSupport {

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.remove("gemini.gateway.tokens-file");
        return properties;
    }

    @Override
    protected CamelContext createCamelContext() throws Exception {
        CamelContext context = super.createCamelContext();
        context.getPropertiesComponent().addPropertiesFunction(new Environment());
        return context;
    }

    @Test
    void theRoutesAreThere() throws Exception {
        gemini.stubFor(post(ASK).willReturn(answer("A")));

        assertThat(send(ask(GENERATE, REQUEST)).statusCode()).isEqualTo(200);
    }

    private static final class Environment implements PropertiesFunction {

        @Override
        public String getName() {
            return "env";
        }

        /** With the default behind a colon. */
        @Override
        public String apply(String remainder) {
            String[] parts = remainder.split(":", 2);
            if (parts[0].equals("GEMINI_GATEWAY_TOKENS_FILE")) {
                return tokens().toString();
            }
            return parts.length == 1 ? null : parts[1];
        }
    }
}
