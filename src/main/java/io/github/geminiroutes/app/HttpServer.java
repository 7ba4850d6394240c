package io.github.geminiroutes.app;

import io.github.geminiroutes.monitoring.HealthChecks;
import io.github.geminiroutes.settings.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.ext.web.Router;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.LoggerFactory;

/**
 * The server of health, metrics and the status page: Camel's management server with a request
 * filter.
 */
final class HttpServer extends MainListenerSupport {

    /** The route of the status page. */
    static final String ROUTE = "gemini-status";

    private static final long CLOSING_MILLIS = 1_000;

    private static final String ALLOWED_HOSTS = "gemini.http-allowed-hosts";

    private final Settings settings;
    private final HttpAddress address;
    private final ConnectionLimit limit;
    private final IdleConnections waiting;
    private CompletableFuture<Vertx> vertx;

    /**
     * @param isGateway whether it answers as Gemini does, too
     * @param files how many files the process may have open for its connections
     */
    HttpServer(Settings settings, boolean isGateway, long files) {
        this.settings = settings;
        this.address = new HttpAddress(settings);
        this.limit =
                ConnectionLimit.of(
                        BoundedVertx.MOST_CONNECTIONS
                                + (isGateway ? GatewayRoutes.mostCalls(settings) : 0),
                        files);
        this.waiting =
                isGateway
                        ? new IdleConnections(
                                limit.open(),
                                Duration.ofSeconds(BoundedVertx.IDLE_SECONDS),
                                System::nanoTime)
                        : null;
    }

    /** Where it listens. */
    HttpAddress address() {
        return address;
    }

    void addTo(Properties properties) {
        // Vert.x starts while Camel reads its routes, so that the first response does not wait for
        // it.
        vertx = CompletableFuture.supplyAsync(HttpServer::vertx);
        if (waiting != null) {
            GatewayRoutes.bound(properties, limit);
        }
        properties.setProperty("camel.management.enabled", "true");
        properties.setProperty("camel.management.host", address.host());
        properties.setProperty("camel.management.port", String.valueOf(address.port()));
        properties.setProperty("camel.management.healthCheckEnabled", "true");
        properties.setProperty("camel.management.metricsEnabled", "true");
        properties.setProperty("camel.metrics.enabled", "true");
        // The metrics of routes are enough: those of each endpoint, and their sums, would cost time
        // with each call.
        properties.setProperty("camel.metrics.enableExchangeEventNotifier", "false");
        properties.setProperty("camel.metrics.enableRouteEventNotifier", "false");
        // Those of routes are the same, and cheaper: see RouteMeters.
        properties.setProperty("camel.metrics.enableRoutePolicy", "false");
    }

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        Registry beans = context.getRegistry();
        beans.bind(
                "gemini-vertx", Vertx.class, () -> BoundedVertx.of(vertx.join(), limit, waiting));
        context.addRoutePolicyFactory(
                new RouteMeters(
                        beans.lookupByNameAndType(
                                MicrometerConstants.METRICS_REGISTRY_NAME, MeterRegistry.class)));
    }

    /**
     * Waits for the threads of Vert.x to end, once Camel has closed its server: at its end, the JVM
     * waits 0.3 s for each thread that is inside a system call. Called by hand: Camel's listeners
     * are told of a stop only by {@code Main.run}.
     */
    void end() {
        if (vertx.isCompletedExceptionally()) {
            return; // it did not start, which ends the program and is told already
        }
        try {
            vertx.join()
                    .close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(CLOSING_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            // Not a constant: this class is loaded before logging is configured.
            LoggerFactory.getLogger(HttpServer.class)
                    .debug("The threads of the HTTP server have not ended in time", e);
        }
    }

    /** No file cache, so that nothing is written; few threads, because there are few callers. */
    private static Vertx vertx() {
        FileSystemOptions noFiles =
                new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false);
        Vertx vertx =
                Vertx.vertx(
                        new VertxOptions()
                                .setEventLoopPoolSize(1)
                                .setWorkerPoolSize(4)
                                .setInternalBlockingPoolSize(2)
                                .setFileSystemOptions(noFiles));
        // Loads the classes that the server will need.
        Router.router(vertx).route("/");
        vertx.createHttpServer();
        return vertx;
    }

    /** Starts immediately after the server. */
    @Override
    public void afterConfigure(BaseMainSupport main) {
        CamelContext context = main.getCamelContext();
        // Registered explicitly: to find them, Camel would scan the whole class path.
        HealthChecks.all().forEach(HealthCheckRegistry.get(context)::register);
        Guard guard = new Guard(context.hasService(ManagementHttpServer.class), requestGuard());
        try {
            if (waiting != null) {
                GatewayRoutes.addTo(context, waiting, settings);
            }
            context.addService(guard, true, true);
            context.addService(new HealthResponse(context), true, true);
        } catch (Exception e) {
            throw new IllegalStateException(
                    "The request filter of the HTTP server cannot be added", e);
        }
    }

    /** Names of hosts that are answered beside this machine's, in lower case. */
    private Set<String> allowedHosts() {
        return Arrays.stream(settings.text(ALLOWED_HOSTS).toLowerCase(Locale.ROOT).split("[,\\s]+"))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    private RequestGuard requestGuard() {
        try {
            boolean anyHost = !InetAddress.getByName(address.host()).isLoopbackAddress();
            return new RequestGuard(anyHost, allowedHosts());
        } catch (UnknownHostException e) {
            throw address.unknown();
        }
    }

    /** Checks all requests to the server. */
    private static final class Guard extends ServiceSupport {

        private final ManagementHttpServer server;
        private final RequestGuard requests;

        Guard(ManagementHttpServer server, RequestGuard requests) {
            this.server = server;
            this.requests = requests;
        }

        @Override
        protected void doStart() {
            server.getRouter().route().order(-1).handler(requests::check);
        }
    }

    /** The actual address, including a port that was chosen as free. */
    String address(CamelContext context) {
        VertxPlatformHttpServer server = context.hasService(VertxPlatformHttpServer.class);
        String host = address.host().indexOf(':') < 0 ? address.host() : "[" + address.host() + "]";
        return "http://" + host + ":" + server.getPort() + "/";
    }
}
