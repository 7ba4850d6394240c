package io.github.geminiroutes.app;

import io.github.geminiroutes.diagnostics.StandaloneSweep;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the routes and stays, or answers all that is there and ends. */
@Command(
        name = "run",
        description = "Answers the prompts in the inbox, and those that come.",
        mixinStandardHelpOptions = true,
        footerHeading = ProfileOption.EXAMPLE,
        footer = "  gemini-routes run --drain",
        versionProvider = Version.class)
public final class RunCommand implements Callable<Integer> {

    /** The route files of the program. */
    static final List<String> ROUTES =
            List.of(
                    "gemini-generate",
                    "gemini-redelivery",
                    "gemini-prompt-files",
                    "gemini-prompt-outcome",
                    "gemini-parking",
                    "gemini-diagnostics");

    @Mixin private ProfileOption profile = new ProfileOption();

    @Option(
            names = "--drain",
            description =
                    "Answer what lies in the inbox, then end: 0 all answered, 3 some failed, 4 some parked.")
    private boolean drain;

    private String unwatched;

    @Override
    public Integer call() throws Exception {
        Settings settings = profile.settings();
        SettingsValidator check = new SettingsValidator(settings);
        check.requireUsable();
        check.requireKey();
        StandaloneSweep.config(settings);
        HttpServer http = httpServer(settings);
        try (Application application = new Application(settings, routes(settings), http)) {
            application.endOnSignal();
            if (unwatched != null) {
                System.err.println(
                        "gemini-routes: goes on without health and metrics: " + unwatched);
            }
            application.start();
            if (drain) {
                return new Drain(application, System.out).run();
            }
            application.announce();
            application.awaitStop();
            return 0;
        }
    }

    /** A drain is about the inbox: a broker's queue has no end to wait for. */
    private List<String> routes(Settings settings) {
        return drain
                ? ROUTES
                : Stream.concat(ROUTES.stream(), MessageSource.routes(settings).stream()).toList();
    }

    /** A drain has an end to come to, watched or not; what stays must be watched. */
    private HttpServer httpServer(Settings settings) {
        HttpServer http = new HttpServer(settings);
        try {
            http.requireFree();
        } catch (SettingsException e) {
            if (!drain) {
                throw e;
            }
            // Told only once nothing worse stands against the start.
            unwatched = e.getMessage();
            return null;
        }
        return http;
    }
}
