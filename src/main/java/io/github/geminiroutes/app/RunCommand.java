package io.github.geminiroutes.app;

import io.github.geminiroutes.diagnostics.StandaloneSweep;
import io.github.geminiroutes.settings.Settings;
import java.io.PrintStream;
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

    /** The route file of the inbox. */
    static final String INBOX = "gemini-prompt-files";

    private static final String PROMPTS = "gemini.prompts.enabled";

    /** Those that are of use without an inbox. */
    private static final List<String> CORE =
            List.of("gemini-generate", "gemini-redelivery", "gemini-diagnostics");

    /** The route files of the program. */
    static final List<String> ROUTES =
            List.of(
                    "gemini-generate",
                    "gemini-files",
                    "gemini-redelivery",
                    INBOX,
                    "gemini-prompt-outcome",
                    "gemini-tasks",
                    "gemini-rows",
                    "gemini-batch",
                    "gemini-parking",
                    "gemini-diagnostics");

    @Mixin private ProfileOption profile = new ProfileOption();

    @Option(
            names = "--drain",
            description =
                    "Answer the prompts in the inbox, then end. Exit code 0: all answered, 3: some"
                            + " failed, 4: some parked or left.")
    private boolean drain;

    /**
     * The command of arguments that need no parser: none at all, {@code run} and {@code run
     * --drain}. picocli is compiled for Java 5, whose classes no archive of the JVM takes: reading
     * two words with it is a seventh of the start.
     *
     * @return null if the arguments are others
     */
    public static Callable<Integer> ofPlain(String... arguments) {
        List<String> words = List.of(arguments);
        RunCommand command = new RunCommand();
        command.drain = words.equals(List.of("run", "--drain"));
        boolean isPlain = command.drain || words.isEmpty() || words.equals(List.of("run"));
        return isPlain ? command : null;
    }

    @Override
    public Integer call() throws Exception {
        try (StopSignal signal = StopSignal.await(drain ? Drain.SOME_PARKED : 0)) {
            ProcessLimits.own().requireEnough(0);
            EarlyLoading.begin();
            Settings settings = profile.settings();
            return run(settings, routes(settings), drain, System.out, signal);
        }
    }

    /**
     * Answers prompts with these settings until the program is to end.
     *
     * @param out where a drain tells how it goes
     * @return the exit code
     */
    static int run(
            Settings settings,
            List<String> routes,
            boolean drain,
            PrintStream out,
            StopSignal signal)
            throws Exception {
        SettingsValidator check = new SettingsValidator(settings);
        check.requireUsable();
        check.requireKey();
        int calls = Math.toIntExact(settings.wholeNumber("gemini.max-concurrency", 1, 10_000));
        ProcessLimits limits = ProcessLimits.own();
        limits.requireEnough(calls);
        StandaloneSweep.config(settings);
        HttpServer http =
                new HttpServer(
                        settings,
                        !drain && GatewayRoutes.areWanted(settings),
                        limits.filesBeside(calls));
        String unwatched = http.address().obstacle(drain);
        try (Application application =
                new Application(settings, routes, unwatched == null ? http : null)) {
            tellMistyped();
            signal.starting(application);
            application.guard().watch();
            if (unwatched != null) {
                System.err.println(
                        "gemini-routes: continues without health and metrics: " + unwatched);
            }
            application.start();
            if (drain) {
                Drain toTheEnd = new Drain(application, out);
                signal.onStop(toTheEnd::stopped);
                signal.started();
                return toTheEnd.run();
            }
            signal.started();
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

    /** A drain answers the inbox only: a broker's queue, or clients, have no end to wait for. */
    private List<String> routes(Settings settings) {
        boolean isInbox = settings.text(PROMPTS).equals("true");
        if (drain && !isInbox) {
            throw settings.refused(PROMPTS, "must be true with --drain");
        }
        return Stream.of(
                        isInbox ? ROUTES : CORE,
                        EventSettings.routes(settings),
                        drain ? List.<String>of() : MessageSource.routes(settings),
                        drain ? List.<String>of() : GatewayRoutes.of(settings))
                .flatMap(List::stream)
                .toList();
    }
}
