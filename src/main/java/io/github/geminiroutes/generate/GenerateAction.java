package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.Account;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/**
 * One instance of the Kamelet {@code gemini-generate-action}: the account it asks with and the
 * defaults of its prompts. The asking itself is done by the route {@code gemini-generate}, which it
 * loads where the host has not: gate, outages and accounting are so the same for all that is asked
 * in one Camel context.
 */
public final class GenerateAction implements CamelContextAware {

    private static final String ROUTE = "gemini-generate";
    private static final String ROUTE_FILE = "classpath:gemini-routes/gemini-generate.camel.yaml";

    private final Map<String, Object> defaults = new TreeMap<>();
    private CamelContext context;
    private String key = "";
    private String keyFile = "";
    private String baseUrl = "";
    private Account account;
    private volatile boolean hasRoute;

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** The key; empty for that of the application, as long as there is no file either. */
    public void setApiKey(String key) {
        this.key = key;
    }

    /** A file that holds the key; empty for none. */
    public void setApiKeyFile(String keyFile) {
        this.keyFile = keyFile;
    }

    /** Where the API answers; empty for where the application asks. */
    public void setBaseUrl(String baseUrl) {
        this.baseUrl = baseUrl;
    }

    /** The model of prompts that name none; empty for the application's. */
    public void setModel(String model) {
        preset(GeminiHeaders.MODEL, model);
    }

    /** What the model shall always keep to; empty for nothing. */
    public void setSystemInstruction(String systemInstruction) {
        preset(GeminiHeaders.SYSTEM_INSTRUCTION, systemInstruction);
    }

    /** {@code generationConfig.temperature}; empty for the model's own. */
    public void setTemperature(String temperature) {
        preset(GeminiHeaders.TEMPERATURE, temperature);
    }

    /** {@code generationConfig.topP}; empty for the model's own. */
    public void setTopP(String topP) {
        preset(GeminiHeaders.TOP_P, topP);
    }

    /** {@code generationConfig.topK}; empty for the model's own. */
    public void setTopK(String topK) {
        preset(GeminiHeaders.TOP_K, topK);
    }

    /** {@code generationConfig.maxOutputTokens}; empty for the model's own. */
    public void setMaxOutputTokens(String maxOutputTokens) {
        preset(GeminiHeaders.MAX_OUTPUT_TOKENS, maxOutputTokens);
    }

    /** The dotprompt file that the body's variables fill; empty for none. */
    public void setTemplate(String template) {
        preset(GeminiHeaders.TEMPLATE, template);
    }

    private void preset(String header, String value) {
        if (!value.isBlank()) {
            defaults.put(header, value);
        }
    }

    /**
     * Finds its account, and sees to the route it asks through. To be called after the settings.
     *
     * @throws Exception if that route cannot be loaded
     */
    public void start() throws Exception {
        Account ofApplication =
                Account.of(
                        setting("{{gemini.api-key:}}"),
                        setting("{{gemini.api-key-file:}}"),
                        setting("{{gemini.base-url:https://generativelanguage.googleapis.com}}"));
        String address = baseUrl.isBlank() ? ofApplication.baseUrl() : baseUrl;
        boolean hasKey = !key.isBlank() || !keyFile.isBlank();
        Account own =
                hasKey
                        ? Account.of(key, keyFile, address)
                        : Account.of(
                                setting("{{gemini.api-key:}}"),
                                setting("{{gemini.api-key-file:}}"),
                                address);
        account = own.equals(ofApplication) ? null : own;
        loadRouteInTime();
    }

    private String setting(String placeholder) {
        return context.resolvePropertyPlaceholders(placeholder);
    }

    /**
     * Not now, while Camel makes the route of this instance: it makes one at a time, and what is
     * loaded while it starts is not started with the rest. A message that comes before waits at the
     * direct endpoint.
     */
    private void loadRouteInTime() throws Exception {
        if (!context.isStarted()) {
            context.addStartupListener(new AfterStart());
        }
    }

    private final class AfterStart implements ExtendedStartupListener {

        @Override
        public void onCamelContextStarted(CamelContext started, boolean wasStarted) {
            // Routes may not run yet.
        }

        @Override
        public void onCamelContextFullyStarted(CamelContext started, boolean wasStarted) {
            loadRoute();
        }
    }

    private void loadRoute() {
        ModelCamelContext camel = (ModelCamelContext) context;
        synchronized (camel) {
            if (camel.getRouteDefinition(ROUTE) == null) {
                Resource file = PluginHelper.getResourceLoader(camel).resolveResource(ROUTE_FILE);
                try {
                    PluginHelper.getRoutesLoader(camel).loadRoutes(file);
                } catch (Exception e) {
                    throw new RuntimeCamelException("Cannot load " + ROUTE_FILE, e);
                }
            }
        }
        hasRoute = true;
    }

    /** The call to come is this instance's. */
    public void begin(Exchange exchange) {
        if (!hasRoute && context.isStarted()) {
            loadRoute();
        }
        CallOptions.of(account, defaults).set(exchange);
    }

    /** Calls to come are not: the exchange goes on in the host's route. */
    public void end(Exchange exchange) {
        exchange.removeProperty(CallOptions.PROPERTY);
    }
}
