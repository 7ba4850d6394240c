package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.diagnostics.section.DiagnosticConfig;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.system.Directories;
import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sweeps of a running application: the bean {@code gemini-diagnostics}. Each sweep runs all
 * sections, keeps the report, writes it below the log directory, and logs what has changed.
 */
public final class Diagnostics implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(Diagnostics.class);

    private final Map<String, String> given = new HashMap<>();
    private final StatusChanges changes = new StatusChanges();
    private final CountDownLatch isStarted = new CountDownLatch(1);
    private DiagnosticConfig config = DiagnosticConfig.DEFAULT;
    private int keep;
    private boolean isWritable = true;
    private CamelContext context;
    private Sweep sweep;
    private volatile DiagnosticReport last;

    /** The report of the last sweep; empty until the first one has ended. Thread-safe. */
    public Optional<DiagnosticReport> last() {
        return Optional.ofNullable(last);
    }

    /** The API's address. */
    public void setBaseUrl(String url) {
        given.put("gemini.base-url", url);
    }

    /** The model of prompts that name none. */
    public void setModel(String model) {
        given.put("gemini.model", model);
    }

    /** How many dated reports are kept. */
    public void setKeep(int reports) {
        keep = reports;
    }

    /**
     * A file with thresholds, directories, endpoints and checks to skip; empty for none.
     *
     * @throws SettingsException if it cannot be used
     */
    public void setConfig(String file) {
        config =
                file.isBlank()
                        ? DiagnosticConfig.DEFAULT
                        : DiagnosticConfig.read(Path.of(file.strip()));
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
        try {
            context.addStartupListener((camel, isLate) -> isStarted.countDown());
        } catch (Exception e) {
            throw new IllegalStateException("The start cannot be waited for", e);
        }
        sweep =
                new Sweep(
                        input(),
                        config,
                        () -> {},
                        new RunningCamel(context),
                        false,
                        Clock.systemUTC());
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    private DiagnosticInput input() {
        return new DiagnosticInput(this::setting, System::getenv);
    }

    /** The value from the route file, which has defaults; otherwise the application's property. */
    private String setting(String name) {
        String value = given.get(name);
        return value != null ? value : context.resolvePropertyPlaceholders("{{" + name + ":}}");
    }

    /**
     * Runs one sweep, once all routes have started: on a slow machine a schedule is earlier, and
     * would report those that are still to come.
     *
     * @throws InterruptedException if the routes stop before
     */
    public void sweep() throws InterruptedException {
        isStarted.await();
        sweepNow();
    }

    private synchronized void sweepNow() {
        DiagnosticReport report = sweep.run();
        last = report;
        for (StatusChanges.Line line : changes.next(report)) {
            switch (line.status()) {
                case OK -> LOG.info("{}", line.text());
                case WARN -> LOG.warn("{}", line.text());
                case ERROR -> LOG.error("{}", line.text());
            }
        }
        input().directory("gemini.log-dir").ifPresent(logs -> write(report, logs));
    }

    private void write(DiagnosticReport report, Path logs) {
        ReportFiles files = new ReportFiles(logs);
        try {
            files.writeLatest(report);
            files.writeDated(report, keep);
            isWritable = true;
        } catch (IOException e) {
            // Logged once: the report itself has a finding about the directory.
            if (isWritable) {
                LOG.warn("Diagnostics cannot be written to {}: {}", logs, Directories.reason(e));
            }
            isWritable = false;
        }
    }
}
