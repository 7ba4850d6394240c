package io.github.geminiroutes.app;

import io.github.geminiroutes.diagnostics.system.Directories;
import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.folder.FolderLock;
import io.github.geminiroutes.folder.PromptCounters;
import io.github.geminiroutes.generate.AccountHold;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.generate.QuotaPolicy;
import io.github.geminiroutes.message.MessageProcessor;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import io.micrometer.core.instrument.binder.system.DiskSpaceMetrics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.cluster.CamelClusterService;
import org.apache.camel.component.micrometer.MicrometerConstants;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.main.DefaultMainShutdownStrategy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Camel with some of our routes, under our settings. */
final class Application implements AutoCloseable {

    private static final String FALLBACK =
            String.valueOf(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);

    /** What stands before the endpoint of the inbox where several instances share it. */
    private static final String LEADER_ONLY = "master:gemini:";

    private static final long LOOK_MILLIS = 20;
    private static final int QUIET_LOOKS = 3;

    private final Settings settings;
    private final org.apache.camel.main.Main camel;
    private final HttpServer http;
    private final Telemetry telemetry;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Logger log;
    private volatile boolean ending;

    /**
     * Makes the directories and sets up the log; nothing runs yet.
     *
     * @param routes the route files, by name
     * @param http where it is watched; null: nowhere
     * @throws SettingsException if a directory cannot be made or written
     */
    Application(Settings settings, List<String> routes, HttpServer http) {
        this.settings = settings;
        this.http = http;
        Directories directories = new Directories(settings);
        for (Path directory : directories.required()) {
            requireWritable(directories, directory);
        }
        // Before Camel's first class makes a logger.
        Logging.configure(settings);
        log = LoggerFactory.getLogger(Application.class);
        camel = new org.apache.camel.main.Main();
        Properties properties = settings.all();
        // The path goes behind it.
        properties.setProperty(
                "gemini.base-url", settings.text("gemini.base-url").replaceFirst("/+$", ""));
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
        // The settings have looked there, where they may: Camel must not put them aside for what
        // the environment says. A demo owes nothing to it.
        properties.setProperty("camel.component.properties.environmentVariableMode", FALLBACK);
        properties.setProperty("camel.component.properties.systemPropertiesMode", FALLBACK);
        if (settings.text("gemini.prices-file").isEmpty()) {
            properties.setProperty("gemini.prices-file", settings.home().config("prices.json"));
        }
        CamelClusterService cluster = cluster(directories);
        if (cluster != null) {
            camel.bind("gemini-cluster", cluster);
            properties.setProperty("gemini.cluster.consumer", LEADER_ONLY);
        } else if (settings.text("gemini.cluster.consumer").isEmpty()) {
            requireFree(settings.directory("gemini.data-dir"));
        }
        ScrapedRegistry scraped = null;
        if (http != null) {
            http.addTo(properties);
            camel.addMainListener(http);
            scraped = new ScrapedRegistry();
            new DiskSpaceMetrics(settings.directory("gemini.data-dir").toFile()).bindTo(scraped);
            camel.bind(MicrometerConstants.METRICS_REGISTRY_NAME, scraped);
        }
        telemetry = isTelemetryWanted(settings) ? new Telemetry() : null;
        if (telemetry != null) {
            telemetry.addTo(camel, properties, scraped);
        }
        camel.setOverrideProperties(properties);
        // Ended by endOnSignal, which also sees to the exit code.
        DefaultMainShutdownStrategy onStop = new DefaultMainShutdownStrategy(camel);
        onStop.disableHangupSupport();
        camel.setShutdownStrategy(onStop);
    }

    /** Only then are its classes loaded. */
    private static boolean isTelemetryWanted(Settings settings) {
        return !settings.variable(Telemetry.ENDPOINT).isEmpty();
    }

    /**
     * @throws SettingsException if a setting turns out to be unusable only now
     */
    void start() throws Exception {
        try {
            camel.start();
        } catch (Exception e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                if (cause instanceof SettingsException refused) {
                    throw refused;
                }
            }
            throw e;
        }
        if (http != null) {
            log.info("Status page, health and metrics: {}", http.address(camel.getCamelContext()));
        }
    }

    /** Who says which of several instances works; null if this is the only one. */
    private CamelClusterService cluster(Directories directories) {
        if (!settings.text("gemini.cluster.lock-dir").isEmpty()) {
            Path locks = settings.directory("gemini.cluster.lock-dir");
            requireWritable(directories, locks);
            return FileLock.service(settings, locks);
        }
        return settings.text("gemini.cluster.kubernetes-lease").isEmpty()
                ? null
                : KubernetesLease.service(settings);
    }

    /** A person who starts a second program must hear of it; in a host it stands by. */
    private static void requireFree(Path data) {
        try (FolderLock lock = new FolderLock(data)) {
            if (!lock.tryAcquire()) {
                throw new SettingsException(
                        "DATA_DIR="
                                + data
                                + ": another program answers the prompts there ("
                                + lock.owner()
                                + "); stop it, set DATA_DIR to another directory, or see"
                                + " gemini.cluster.lock-dir for several instances on one");
            }
        }
    }

    private void requireWritable(Directories directories, Path directory) {
        String problem;
        try {
            directories.create(directory);
            problem = Directories.problem(directory);
        } catch (IOException e) {
            problem =
                    "cannot be created ("
                            + e.getClass().getSimpleName()
                            + ": "
                            + e.getMessage()
                            + ")";
        }
        if (problem != null) {
            throw new SettingsException(
                    "Directory "
                            + directory
                            + " "
                            + problem
                            + ": make it writable, or set DATA_DIR, LOG_DIR, CACHE_DIR, TMP_DIR and"
                            + " REQUIRED_DIRS to others; --profile dev writes below "
                            + settings.home().directory().resolve("var"));
        }
    }

    /** Ends in good order on SIGTERM or SIGINT, with exit code 0. */
    void endOnSignal() {
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(
                                () -> {
                                    if (!ending) {
                                        close();
                                        Logging.flush();
                                        // A JVM ended by a signal says 143 whatever its hooks did.
                                        Runtime.getRuntime().halt(0);
                                    }
                                },
                                "gemini-shutdown"));
    }

    void announce() {
        log.info(
                "Answering prompts from {} with {}",
                folder().inbox(),
                settings.text("gemini.model"));
        MessageProcessor messages = MessageProcessor.of(camel.getCamelContext());
        if (messages != null) {
            log.info("Answering messages from {}", messages.routes().source());
        }
    }

    void awaitStop() throws InterruptedException {
        stopped.await();
    }

    DropFolder folder() {
        return DropFolderService.of(camel.getCamelContext()).folder();
    }

    AccountHold accountHold() {
        return GeminiClient.of(camel.getCamelContext()).accountHold();
    }

    PromptCounters tally() {
        return DropFolderService.of(camel.getCamelContext()).counters();
    }

    private <T> T bean(String name, Class<T> type) {
        CamelContext context = camel.getCamelContext();
        return context.getRegistry().lookupByNameAndType(name, type);
    }

    @Override
    public void close() {
        ending = true;
        if (camel.isStarted()) {
            letCallsFinish();
            // Whoever waits still, waits for nothing: its prompt lies in the inbox.
            camel.getCamelContext().getShutdownStrategy().setTimeout(1);
        }
        if (telemetry != null) {
            telemetry.endMetrics();
        }
        camel.stop();
        if (telemetry != null) {
            telemetry.close();
        }
        stopped.countDown();
    }

    /** No call begins any more; those that are out, and answers that are here, have their time. */
    private void letCallsFinish() {
        QuotaPolicy quota = bean(QuotaPolicy.BEAN, QuotaPolicy.class);
        MessageProcessor messages = MessageProcessor.of(camel.getCamelContext());
        quota.stopCalls();
        long deadline =
                System.nanoTime()
                        + Duration.ofSeconds(
                                        settings.wholeNumber("gemini.shutdown-timeout", 0, 86_400))
                                .toNanos();
        try {
            for (int quiet = 0; quiet < QUIET_LOOKS && System.nanoTime() < deadline; ) {
                boolean isBusy =
                        quota.openCalls() > 0
                                || tally().settling() > 0
                                || messages != null && messages.counters().settling() > 0;
                // An answer on its way from the one count to the other is in neither for a moment.
                quiet = isBusy ? 0 : quiet + 1;
                stopped.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
