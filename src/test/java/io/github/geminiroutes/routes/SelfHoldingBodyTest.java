package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.prompt.InvalidPromptException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.builder.ExchangeBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a host passes may hold itself, and then it has no end. */
class SelfHoldingBodyTest extends GeminiRoutesTestSupport {

    @TempDir private Path directory;

    @Override
    List<String> routes() {
        return List.of("gemini-generate", "gemini-redelivery");
    }

    private static Map<String, Object> endless() {
        Map<String, Object> body = new HashMap<>();
        body.put("contents", List.of(Map.of("parts", List.of(body))));
        return body;
    }

    private Exchange ask(Object body, Object template) {
        Exchange exchange = ExchangeBuilder.anExchange(context()).withBody(body).build();
        exchange.getMessage().setHeader(GeminiHeaders.TEMPLATE, template);
        return template().send("direct:gemini-generate", exchange);
    }

    @Test
    void aRequestThatHoldsItselfIsBadInput() {
        assertThat(ask(endless(), null).getException())
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("nested more than 500 levels deep");
        assertThat(calls()).isZero();
    }

    @Test
    void variablesThatHoldThemselvesAreBadInput() throws IOException {
        Path template = Files.writeString(directory.resolve("a.prompt"), "Hi {{name}}");

        assertThat(ask(endless(), template.toUri().toString()).getException())
                .isInstanceOf(InvalidPromptException.class)
                .hasMessageContaining("nested more than 500 levels deep");
        assertThat(calls()).isZero();
    }
}
