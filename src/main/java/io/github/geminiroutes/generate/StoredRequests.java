package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.GeminiJson;
import java.net.URI;

/**
 * Asks Google not to store requests. Only the Gemini API itself has the field {@code store}; Vertex
 * AI and gateways refuse a field that they do not have.
 */
final class StoredRequests {

    private static final String FIELD = "store";

    private boolean mayStore;
    private boolean isGoogles;
    private URI server = URI.create("");

    /** Whether Google may store requests. */
    void setMayStore(boolean mayStore) {
        this.mayStore = mayStore;
    }

    /** Where the application's calls go. */
    void setServer(URI server) {
        this.server = server;
        isGoogles = Account.isGoogles(server);
    }

    /** Where a call goes. */
    URI server(Call call) {
        return call.account() == null ? server : URI.create(call.account().baseUrl());
    }

    /** The prompt as it is sent; a value of its own stays. */
    Prompt applyTo(Call call) {
        Prompt prompt = call.prompt();
        boolean isTo = call.account() == null ? isGoogles : Account.isGoogles(server(call));
        if (mayStore || !isTo || prompt.request().has(FIELD)) {
            return prompt;
        }
        // Only the fields' names are copied: the prompt's own request must not change.
        ObjectNode request = GeminiJson.MAPPER.createObjectNode();
        request.setAll(prompt.request());
        request.put(FIELD, false);
        return prompt.with(request, prompt.attachments());
    }
}
