package io.github.geminiroutes.diagnostics.network;

import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Finding.Status;
import java.net.URI;
import java.util.function.Supplier;

/**
 * Checks an endpoint that the operator named: any HTTP answer will do. The key is never sent there.
 */
final class EndpointCheck {

    private final URI endpoint;
    private final String name;

    EndpointCheck(URI endpoint) {
        this.endpoint = endpoint;
        // Without a query, which may hold a secret.
        this.name =
                "endpoint "
                        + endpoint.getScheme()
                        + "://"
                        + endpoint.getAuthority()
                        + (endpoint.getPath() == null ? "" : endpoint.getPath());
    }

    /** The finding if the check itself does not end in time. */
    Finding late() {
        return Finding.error(name, "did not answer in time", "Check the firewall and the server.");
    }

    /**
     * @param clients makes the client of the call, which sends no key
     */
    Finding run(ConnectionCheck connection, Supplier<ApiClient> clients) {
        if (!connection.succeeds()) {
            return failed(connection);
        }
        try (ApiClient client = clients.get()) {
            return call(client);
        }
    }

    private Finding failed(ConnectionCheck connection) {
        return connection.findings().stream()
                .filter(step -> step.status() == Status.ERROR)
                .findFirst()
                .map(step -> Finding.error(name, step.name() + ": " + step.value(), step.advice()))
                .orElseGet(() -> Finding.error(name, "not reached", "Try again."));
    }

    private Finding call(ApiClient client) {
        HttpAnswer answer = client.get(endpoint.toString());
        String took = answer.took().toMillis() + " ms";
        return answer.code() > 0
                ? Finding.ok(name, answer.code() + " in " + took)
                : Finding.error(
                        name,
                        answer.failure().summary() + ", " + took,
                        "Check the server, and any proxy or firewall in between.");
    }
}
