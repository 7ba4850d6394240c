package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sweeps of a running application: the bean {@code gemini-diagnostics}. Each looks at
 * everything, keeps the report for others to ask, writes it below the log directory, and logs what
 * has changed.
 */
public final class Diagnostics implements CamelContextAware {

    private static final Logger LOG = LoggerFactory.getLogger(Diagnostics.class);

    private final Map<String, String> given = new HashMap<>();
    private final StatusChanges changes = new StatusChanges();
    private Checklist checklist = Checklist.DEFAULT;
    private int keep;
    private boolean isWritable = true;
    private CamelContext context;
    private Sweep sweep;
    private volatile Report last;

    /** What the last sweep found; empty before the first has ended. Any thread may ask. */
    public Optional<Report> last() {
        return Optional.ofNullable(last);
    }

    /** Where the API answers. */
    public void setBaseUrl(String url) {
        given.put("gemini.base-url", url);
    }

    /** The model of prompts that name none. */
    public void setModel(String model) {
        given.put("gemini.model", model);
    }

    /** How many dated reports stay. */
    public void setKeep(int reports) {
        keep = reports;
    }

    /**
     * A file with thresholds, directories, endpoints and checks to skip; empty for none.
     *
     * @throws SettingsException if it cannot be used
     */
    public void setConfig(String file) {
        checklist = file.isBlank() ? Checklist.DEFAULT : Checklist.read(Path.of(file.strip()));
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
        sweep =
                new Sweep(
                        subject(),
                        checklist,
                        () -> {},
                        new RunningCamel(context),
                        false,
                        Clock.systemUTC());
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    private Subject subject() {
        return new Subject(this::setting, System::getenv);
    }

    /** What the route file gives, with its defaults; else what the application has set. */
    private String setting(String name) {
        String value = given.get(name);
        return value != null ? value : context.resolvePropertyPlaceholders("{{" + name + ":}}");
    }

    /** One sweep. */
    public synchronized void sweep() {
        Report report = sweep.run();
        last = report;
        for (StatusChanges.Line line : changes.next(report)) {
            switch (line.status()) {
                case OK -> LOG.info("{}", line.text());
                case WARN -> LOG.warn("{}", line.text());
                case ERROR -> LOG.error("{}", line.text());
            }
        }
        subject().directory("gemini.log-dir").ifPresent(logs -> write(report, logs));
    }

    private void write(Report report, Path logs) {
        ReportFiles files = new ReportFiles(logs);
        try {
            files.writeLatest(report);
            files.writeDated(report, keep);
            isWritable = true;
        } catch (IOException e) {
            // Once: the report itself tells of the directory.
            if (isWritable) {
                LOG.warn("Diagnostics cannot be written to {}: {}", logs, Directories.reason(e));
            }
            isWritable = false;
        }
    }
}
