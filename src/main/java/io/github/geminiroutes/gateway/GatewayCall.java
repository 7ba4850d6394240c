package io.github.geminiroutes.gateway;

import org.apache.camel.Exchange;

/**
 * One request of a client on its way through the routes, as the exchange property {@value
 * #PROPERTY}.
 */
final class GatewayCall {

    /** The name of the exchange property. */
    static final String PROPERTY = "gemini-gateway-call";

    /** The exchange property by which the route chooses. */
    static final String OPERATION = "gemini-gateway-operation";

    private final String client;
    private final GatewayPath path;
    private final String query;
    private final RequestMemory.Held memory;
    private final ClientPatience patience;
    private byte[] body;

    /**
     * @param client the name of the token
     * @param query the query that is passed on, without a key; empty for none
     * @param body the request as it came
     * @param memory what the request has of it
     */
    GatewayCall(
            String client,
            GatewayPath path,
            String query,
            byte[] body,
            RequestMemory.Held memory,
            ClientPatience patience) {
        this.client = client;
        this.path = path;
        this.query = query;
        this.body = body;
        this.memory = memory;
        this.patience = patience;
    }

    static GatewayCall of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, GatewayCall.class);
    }

    void set(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
        exchange.setProperty(OPERATION, path.operation().id());
    }

    String client() {
        return client;
    }

    Operation operation() {
        return path.operation();
    }

    /** Null for the list of models. */
    String model() {
        return path.model();
    }

    String query() {
        return query;
    }

    ClientPatience patience() {
        return patience;
    }

    RequestMemory.Held memory() {
        return memory;
    }

    byte[] body() {
        return body;
    }

    /** Takes the bytes off the call: what is made of them takes their place in memory. */
    byte[] takeBody() {
        byte[] taken = body;
        body = new byte[0];
        return taken;
    }

    /** The path of the model in Google's API, below that of all models. */
    String upstreamPath() {
        StringBuilder upstream = new StringBuilder();
        if (model() != null) {
            upstream.append('/').append(model());
        }
        return path.operation().isPost()
                ? upstream.append(':').append(path.operation().id()).toString()
                : upstream.toString();
    }
}
