package io.github.geminiroutes.app;

import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.folder.FolderCounts;
import io.github.geminiroutes.folder.FolderLock;
import io.github.geminiroutes.folder.LeftAlone;
import io.github.geminiroutes.folder.ParkingLot;
import io.github.geminiroutes.folder.PromptCounters;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.generate.QuotaPolicy;
import io.github.geminiroutes.policy.AccountHold;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.FileModes;
import io.github.geminiroutes.support.SettingsException;
import io.github.geminiroutes.task.rows.RowFiles;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.DefaultMainShutdownStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Camel application with some of our routes and our settings. */
final class Application implements AutoCloseable {

    private static final String FALLBACK =
            String.valueOf(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);

    /** The prefix of the inbox endpoint where several instances share the inbox. */
    private static final String LEADER_ONLY = "master:" + ClusterServices.NAMESPACE + ":";

    /** A thread whose work is done goes on within milliseconds, unless the machine is loaded. */
    private static final Duration GOING_ON = Duration.ofSeconds(2);

    private final Settings settings;
    private final org.apache.camel.main.Main camel;
    private final HttpServer http;
    private final Telemetry telemetry;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Duration stopTime;
    private final Logger log;
    private final JvmErrorGuard guard;

    /**
     * Creates the directories and configures logging; nothing runs yet.
     *
     * @param routes the route files, by name
     * @param http the server of the status page and the metrics; null for none
     * @throws SettingsException if a directory cannot be created or written, or the machine's clock
     *     cannot be used
     */
    Application(Settings settings, List<String> routes, HttpServer http) {
        MachineClock.requireUsable(Clock.systemUTC());
        this.settings = settings;
        this.http = http;
        this.stopTime =
                Duration.ofSeconds(settings.wholeNumber("gemini.shutdown-timeout", 0, 86_400));
        this.guard = new JvmErrorGuard(stopped, stopTime.toSeconds());
        FileModes.limitTo(settings.permissions("gemini.default-perms"));
        RequiredDirectories.create(settings);
        // Before the first class of Camel creates a logger.
        Logging.configure(settings);
        log = LoggerFactory.getLogger(Application.class);
        camel = new LeanMain();
        Properties properties = properties(routes);
        bindCluster(routes, properties);
        ThreadFactory callers =
                CallThreads.virtual(settings.wholeNumber("gemini.max-concurrency", 1, 10_000));
        if (callers != null) {
            camel.bind(QuotaPolicy.THREADS, callers);
        }
        PrometheusMeterRegistry scraped = null;
        if (http != null) {
            http.addTo(properties);
            camel.addMainListener(http);
            scraped = ScrapedMetrics.of(settings.directory("gemini.data-dir"));
            camel.bind(MicrometerConstants.METRICS_REGISTRY_NAME, scraped);
        }
        telemetry = isTelemetryWanted(settings) ? new Telemetry() : null;
        if (telemetry != null) {
            telemetry.addTo(camel, properties, scraped);
        }
        camel.setOverrideProperties(properties);
        // StopSignal ends Camel and sets the exit code.
        DefaultMainShutdownStrategy onStop = new DefaultMainShutdownStrategy(camel);
        onStop.disableHangupSupport();
        camel.setShutdownStrategy(onStop);
    }

    private Properties properties(List<String> routes) {
        Properties properties = settings.all();
        EventSettings.addTo(camel, properties, settings);
        // The routes append a path to it.
        properties.setProperty(
                "gemini.base-url", Account.address(settings.text("gemini.base-url")));
        properties.setProperty(
                "camel.main.routesIncludePattern",
                Stream.concat(
                                routes.stream(),
                                http == null ? Stream.empty() : Stream.of(HttpServer.ROUTE))
                        .map(settings.home()::route)
                        .collect(Collectors.joining(",")));
        properties.setProperty("camel.main.name", "gemini-routes");
        properties.setProperty(
                "camel.main.shutdownTimeout", settings.text("gemini.shutdown-timeout"));
        properties.setProperty("camel.main.autoConfigurationLogSummary", "false");
        // The settings contain the environment where it applies. Camel must not override them with
        // it again: the demo ignores the environment.
        properties.setProperty("camel.component.properties.environmentVariableMode", FALLBACK);
        properties.setProperty("camel.component.properties.systemPropertiesMode", FALLBACK);
        if (settings.text("gemini.prices-file").isEmpty()) {
            properties.setProperty("gemini.prices-file", settings.home().config("prices.json"));
        }
        return properties;
    }

    private void bindCluster(List<String> routes, Properties properties) {
        CamelClusterService cluster = ClusterServices.of(settings);
        if (cluster != null) {
            camel.bind("gemini-cluster", cluster);
            properties.setProperty("gemini.cluster.consumer", LEADER_ONLY);
        } else if (routes.contains(RunCommand.INBOX)
                && settings.text("gemini.cluster.consumer").isEmpty()) {
            camel.bind(
                    FolderLock.BEAN,
                    DataDirectory.requireUsable(settings.directory("gemini.data-dir")));
        }
    }

    /** Without an endpoint the classes of OpenTelemetry are not loaded. */
    private static boolean isTelemetryWanted(Settings settings) {
        return !settings.variable(Telemetry.ENDPOINT).isEmpty();
    }

    /**
     * @throws SettingsException if the start reveals that a setting is unusable
     */
    void start() throws Exception {
        HeapGrowth.limit();
        try {
            camel.start();
        } catch (Exception e) {
            Optional<SettingsException> refused = CamelReading.fault(settings, e);
            if (refused.isPresent()) {
                throw refused.get();
            }
            throw e;
        }
        Edges.onJvmError(camel.getCamelContext(), guard::failed);
        if (http != null) {
            log.info("Status page, health and metrics: {}", http.address(camel.getCamelContext()));
        }
    }

    void announce() {
        Edges.announce(camel.getCamelContext(), log, settings.text("gemini.model"));
    }

    /**
     * Blocks until a signal or an error of the JVM ends the program.
     *
     * @return the exit code
     */
    int awaitStop() throws InterruptedException {
        stopped.await();
        return guard.exitCode();
    }

    /** How long a stop lets the calls in flight finish. */
    Duration stopTime() {
        return stopTime;
    }

    /** Ends the program in good order when the JVM itself fails. */
    JvmErrorGuard guard() {
        return guard;
    }

    DropFolder folder() {
        return DropFolderService.of(camel.getCamelContext()).folder();
    }

    FolderCounts folderCounts() {
        return DropFolderService.of(camel.getCamelContext()).folderCounts();
    }

    AccountHold accountHold() {
        return GeminiClient.of(camel.getCamelContext()).accountHold();
    }

    CamelContext context() {
        return camel.getCamelContext();
    }

    ParkingLot parkingLot() {
        return DropFolderService.of(camel.getCamelContext()).parkingLot();
    }

    RowFiles rows() {
        return RowFiles.of(camel.getCamelContext());
    }

    LeftAlone leftAlone() {
        return DropFolderService.of(camel.getCamelContext()).intake().leftAlone();
    }

    PromptCounters counters() {
        return DropFolderService.of(camel.getCamelContext()).counters();
    }

    @Override
    public void close() {
        if (camel.isStarted()) {
            new CallsInFlight(camel.getCamelContext()).letFinish(stopTime, stopped);
            PatientShutdown shutdown = new PatientShutdown(camel.getCamelContext(), GOING_ON);
            // The prompts that still wait are in the inbox: Camel need not wait for them.
            shutdown.setTimeout(1);
            camel.getCamelContext().setShutdownStrategy(shutdown);
        }
        if (telemetry != null) {
            telemetry.endMetrics();
        }
        camel.stop();
        if (http != null) {
            http.end();
        }
        if (telemetry != null) {
            telemetry.close();
        }
        stopped.countDown();
    }
}
