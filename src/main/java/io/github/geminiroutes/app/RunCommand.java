package io.github.geminiroutes.app;

import io.github.geminiroutes.diagnostics.StandaloneSweep;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Starts the routes and keeps running, or answers the prompts in the inbox and ends. */
@Command(
        name = "run",
        description = "Answers the prompts in the inbox, and new ones as they arrive.",
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
                    "gemini-tasks",
                    "gemini-rows",
                    "gemini-parking",
                    "gemini-diagnostics");

    @Mixin private ProfileOption profile = new ProfileOption();

    @Option(
            names = "--drain",
            description =
                    "Answer the prompts in the inbox, then end. Exit code 0: all answered, 3: some"
                            + " failed, 4: some parked.")
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
            tellMistyped();
            application.endOnSignal();
            application.guard().watch();
            if (unwatched != null) {
                System.err.println(
                        "gemini-routes: continues without health and metrics: " + unwatched);
            }
            application.start();
            if (drain) {
                return new Drain(application, System.out).run();
            }
            application.announce();
            return application.awaitStop();
        }
    }

    /** The log is configured by now. */
    private static void tellMistyped() {
        Settings.mistypedVariables(System.getenv().keySet())
                .forEach(
                        (written, meant) ->
                                LoggerFactory.getLogger(RunCommand.class)
                                        .warn(
                                                "{} in the environment is no setting: did you mean {}?",
                                                written,
                                                meant));
    }

    /** A drain answers the inbox only: a broker's queue has no end to wait for. */
    private List<String> routes(Settings settings) {
        return Stream.of(
                        ROUTES,
                        EventSettings.routes(settings),
                        drain ? List.<String>of() : MessageSource.routes(settings))
                .flatMap(List::stream)
                .toList();
    }

    /** A drain may run without the HTTP server, because it ends by itself. A service may not. */
    private HttpServer httpServer(Settings settings) {
        HttpServer http = new HttpServer(settings);
        try {
            http.requireFree();
        } catch (SettingsException e) {
            if (!drain) {
                throw e;
            }
            // Reported only after all other checks of the start.
            unwatched = e.getMessage();
            return null;
        }
        return http;
    }
}
