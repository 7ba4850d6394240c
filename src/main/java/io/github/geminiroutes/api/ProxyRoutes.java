package io.github.geminiroutes.api;

import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.CredentialsProvider;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.routing.HttpRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;

/** A {@link ForwardProxy} as HttpClient has it. */
final class ProxyRoutes {

    private final ForwardProxy forward;
    private final HttpHost host;

    /**
     * @param forward a proxy that is set
     */
    ProxyRoutes(ForwardProxy forward) {
        this.forward = forward;
        this.host = new HttpHost("http", forward.host(), forward.port());
    }

    /** Which calls go through the proxy. */
    HttpRoutePlanner planner() {
        return new DefaultRoutePlanner(null) {
            @Override
            protected HttpHost determineProxy(HttpHost target, HttpContext context) {
                return forward.isFor(target.getHostName(), target.getPort()) ? host : null;
            }
        };
    }

    /** As {@link #planner}, but calls without TLS do not: {@code HTTPS_PROXY} is not for them. */
    HttpRoutePlanner plannerOfHttps() {
        return new DefaultRoutePlanner(null) {
            @Override
            protected HttpHost determineProxy(HttpHost target, HttpContext context) {
                return "https".equals(target.getSchemeName())
                                && forward.isFor(target.getHostName(), target.getPort())
                        ? host
                        : null;
            }
        };
    }

    /** User and password of the proxy; null if it has none. */
    CredentialsProvider credentials() {
        String credentials = forward.credentials().orElse(null);
        if (credentials == null) {
            return null;
        }
        String[] parts = credentials.split(":", 2);
        BasicCredentialsProvider provider = new BasicCredentialsProvider();
        provider.setCredentials(
                new AuthScope(host),
                new UsernamePasswordCredentials(
                        parts[0], (parts.length > 1 ? parts[1] : "").toCharArray()));
        return provider;
    }
}
