package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.diagnostics.section.DiagnosticConfig;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.settings.Settings;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** One sweep without a running Camel; settings may be wrong. */
public final class StandaloneSweep {

    private final Sweep sweep;

    /**
     * @param settingsCheck throws a SettingsException for the first setting that cannot be used
     * @param routes the route files that {@code run} would start
     * @param isOffline whether the network is left alone
     */
    public StandaloneSweep(
            Settings settings,
            Runnable settingsCheck,
            DiagnosticConfig config,
            List<String> routes,
            boolean isOffline) {
        sweep =
                new Sweep(
                        new DiagnosticInput(settings::text, System::getenv),
                        config,
                        settingsCheck,
                        new RouteFiles(settings, routes),
                        isOffline,
                        Clock.systemUTC());
        sweep.listJobs();
    }

    /**
     * The configuration that the settings name.
     *
     * @throws SettingsException if the file cannot be used
     */
    public static DiagnosticConfig config(Settings settings) {
        String file = settings.text("gemini.diagnostics.config");
        return file.isEmpty() ? DiagnosticConfig.DEFAULT : DiagnosticConfig.read(Path.of(file));
    }

    /** Runs all sections; ends within ten seconds. */
    public DiagnosticReport run() {
        return sweep.run();
    }
}
