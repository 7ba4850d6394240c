package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.api.ApiCalls;
import io.github.geminiroutes.api.KeyCheck;
import org.apache.camel.CamelContext;
import org.apache.camel.EndpointAware;
import org.apache.camel.component.http.HttpEndpoint;
import org.apache.hc.client5.http.classic.HttpClient;

/**
 * Calls that cost nothing, made with the HTTP client of the others: its proxy, its certificates,
 * its key.
 */
final class UnbilledCalls {

    /** The step of {@code gemini-generate.camel.yaml} that calls Gemini. */
    private static final String STEP = "to-gemini-api";

    private UnbilledCalls() {}

    /** Whether there is such a client: a host may have replaced the step. */
    static boolean arePossible(GeminiClient client) {
        return endpoint(client.getCamelContext()) != null;
    }

    /**
     * Tries the key of a call; to be called only where it {@linkplain #arePossible is possible}.
     */
    static KeyCheck.Answer checkKey(GeminiClient client, Call call, String model) {
        Account account = call.account();
        return KeyCheck.ask(
                httpClient(client.getCamelContext()),
                client.address(call) + RequestBuilder.MODELS,
                model,
                account == null ? null : account.key());
    }

    /** The client of Gemini's endpoint; to be asked only where calls are possible. */
    static HttpClient httpClient(CamelContext context) {
        return endpoint(context).getHttpClient();
    }

    /** Calls of the API with the application's key. */
    static ApiCalls of(GeminiClient client) {
        return new ApiCalls(httpClient(client.getCamelContext()), client.server.toString(), null);
    }

    /** The model of a {@linkplain Call#subject() subject}. */
    static String model(String subject) {
        return subject.split(" ", 2)[0];
    }

    private static HttpEndpoint endpoint(CamelContext context) {
        return context.getProcessor(STEP) instanceof EndpointAware step
                        && step.getEndpoint() instanceof HttpEndpoint endpoint
                ? endpoint
                : null;
    }
}
