package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.app.SettingsValidator;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** One sweep from outside: nothing has to run, and settings may be wrong. */
public final class Diagnosis {

    private final Sweep sweep;

    /**
     * @param routes the route files that {@code run} would start
     * @param isOffline whether the network is left alone
     */
    public Diagnosis(
            Settings settings, Checklist checklist, List<String> routes, boolean isOffline) {
        SettingsValidator check = new SettingsValidator(settings);
        sweep =
                new Sweep(
                        new Subject(settings::text, System::getenv),
                        checklist,
                        check::requireUsable,
                        new RouteFiles(settings, routes),
                        isOffline,
                        Clock.systemUTC());
    }

    /**
     * The checklist of the settings.
     *
     * @throws SettingsException if the file cannot be used
     */
    public static Checklist checklist(Settings settings) {
        String file = settings.text("gemini.diagnostics.config");
        return file.isEmpty() ? Checklist.DEFAULT : Checklist.read(Path.of(file));
    }

    /** Looks at everything; ends within ten seconds. */
    public Report run() {
        return sweep.run();
    }
}
