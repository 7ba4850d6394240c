package io.github.geminiroutes.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** An application may have the file of tokens by its environment variable, and no setting. */
class GatewayPreconditionTest {

    private static final String TOKENS =
            "tokensFile: \"{{gemini.gateway.tokens-file:{{env:GEMINI_GATEWAY_TOKENS_FILE:}}}}\"";

    /** A placeholder with the variable would break at a path with a quote in it. */
    private static final String PRECONDITION =
            "    precondition: \"${properties:gemini.gateway.tokens-file:} != ''"
                    + " || ${sysenv.GEMINI_GATEWAY_TOKENS_FILE} != null\"";

    @Test
    void eachRouteIsThereWhereTheGatewayHasTokens() throws IOException {
        String file;
        try (InputStream in =
                getClass().getResourceAsStream("/gemini-routes/gemini-gateway.camel.yaml")) {
            file = new String(in.readAllBytes(), UTF_8);
        }

        assertThat(file).contains(TOKENS);
        assertThat(file.lines().filter(PRECONDITION::equals).count())
                .isPositive()
                .isEqualTo(file.lines().filter("- route:"::equals).count());
    }
}
