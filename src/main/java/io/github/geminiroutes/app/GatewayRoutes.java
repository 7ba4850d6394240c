package io.github.geminiroutes.app;

import io.github.geminiroutes.gateway.GatewayHandler;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.Priority;
import io.github.geminiroutes.support.SettingsException;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.support.service.ServiceSupport;

/** The gateway: its settings, its route file, and its place in the HTTP server. */
final class GatewayRoutes {

    private static final String TOKENS = "gemini.gateway.tokens-file";

    private static final String MAX_CALLS = "gemini.gateway.max-calls";
    private static final String ORIGINS = "gemini.gateway.cors-origins";
    private static final String PRIORITY = "gemini.gateway.priority";
    private static final String JOIN = "gemini.gateway.join";
    private static final Pattern ORIGIN = Pattern.compile("\\*|https?://[A-Za-z0-9.-]+(:\\d+)?");
    private static final int MOST_CALLS = 100_000;

    private GatewayRoutes() {}

    /**
     * @throws SettingsException for the first setting of the gateway that cannot be used
     */
    static void requireUsable(Settings settings) {
        if (Priority.of(settings.text(PRIORITY)) == null) {
            throw settings.refused(PRIORITY, "must be high, normal or low");
        }
        settings.number("gemini.gateway.patience");
        settings.wholeNumber(MAX_CALLS, 1, MOST_CALLS);
        if (!settings.text(JOIN).matches("true|false")) {
            throw settings.refused(JOIN, "must be true or false");
        }
        for (String origin : origins(settings)) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw settings.refused(
                        ORIGINS, "must be origins such as https://notes.example.com, or *");
            }
        }
        if (areWanted(settings)) {
            requireTokens(settings);
        }
    }

    private static void requireTokens(Settings settings) {
        try {
            GatewayHandler.requireTokens(Path.of(settings.text(TOKENS)));
        } catch (IOException e) {
            throw settings.refused(TOKENS, "must be a file that can be read");
        } catch (IllegalArgumentException e) {
            throw settings.refused(
                    TOKENS,
                    "must be a file with a line \"name token\" for each: " + e.getMessage());
        }
    }

    static boolean areWanted(Settings settings) {
        return !settings.text(TOKENS).isEmpty();
    }

    /** The route file of the gateway; none without tokens. */
    static List<String> of(Settings settings) {
        return areWanted(settings) ? List.of("gemini-stream", "gemini-gateway") : List.of();
    }

    /** How many requests the gateway's clients may have at a time, each on its own connection. */
    static int mostCalls(Settings settings) {
        return Math.toIntExact(settings.wholeNumber(MAX_CALLS, 1, MOST_CALLS));
    }

    /**
     * Lowers the number of requests where there are few connections: those of one token then leave
     * some to others.
     */
    static void bound(Properties settings, ConnectionLimit limit) {
        int calls = Integer.parseInt(settings.getProperty(MAX_CALLS).strip());
        int most = Math.max(limit.open() / 2, limit.open() - BoundedVertx.MOST_CONNECTIONS);
        settings.setProperty(MAX_CALLS, String.valueOf(Math.min(calls, most)));
    }

    /**
     * Puts the gateway into the HTTP server once that has started.
     *
     * @throws Exception if Camel cannot add it
     */
    static void addTo(CamelContext context, IdleConnections connections, Settings settings)
            throws Exception {
        context.addService(new Mount(context, connections, origins(settings)), true, true);
    }

    /** The origins whose pages may call the gateway. */
    private static Set<String> origins(Settings settings) {
        return Arrays.stream(settings.text(ORIGINS).split("[,\\s]+"))
                .filter(origin -> !origin.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static final class Mount extends ServiceSupport {

        private final CamelContext context;
        private final IdleConnections connections;
        private final Set<String> origins;
        private Runnable end = () -> {};

        Mount(CamelContext context, IdleConnections connections, Set<String> origins) {
            this.context = context;
            this.connections = connections;
            this.origins = origins;
        }

        @Override
        protected void doStart() {
            Router router = context.hasService(ManagementHttpServer.class).getRouter();
            end =
                    GatewayHandler.addTo(
                            router, context, origins, connections::begin, connections::end);
        }

        /** Camel stops what was added later first: the server is still open. */
        @Override
        protected void doStop() {
            end.run();
        }
    }
}
