package io.github.geminiroutes.api;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/** The HTTP client that a configurer of ours makes for Camel. */
final class ConfiguredClient {

    private ConfiguredClient() {}

    static CloseableHttpClient of(HttpClientConfigurer configurer) {
        HttpClientBuilder builder = HttpClientBuilder.create();
        configurer.configureHttpClient(builder);
        return builder.build();
    }

    static CloseableHttpClient withKey(ApiKey key) {
        GeminiHttpClient configurer = new GeminiHttpClient();
        configurer.setKey(key);
        return of(configurer);
    }
}
