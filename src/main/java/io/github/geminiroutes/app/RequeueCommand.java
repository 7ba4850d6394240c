package io.github.geminiroutes.app;

import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.folder.Requeue;
import io.github.geminiroutes.quota.Gate;
import io.github.geminiroutes.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Moves prompts that were settled back into the inbox. */
@Command(
        name = "requeue",
        description = {
            "Moves prompts back into the inbox: without an option failed and parked ones.",
            "An answer that is there stays; the next one gets a number."
        },
        mixinStandardHelpOptions = true,
        footerHeading = ProfileOption.EXAMPLE,
        footer = "  gemini-routes requeue letter.txt",
        versionProvider = Version.class)
public final class RequeueCommand implements Callable<Integer> {

    @Mixin private ProfileOption profile;
    @Spec private CommandSpec spec;

    @Option(names = "--answered", description = "Ask answered prompts again. Each costs a call.")
    private boolean answered;

    @Option(names = "--failed", description = "Prompts that failed.")
    private boolean failed;

    @Option(names = "--parked", description = "Prompts that are set aside until later.")
    private boolean parked;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "The prompts; none: all of them.")
    private List<String> names = List.of();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Settings settings = profile.settings();
        Requeue requeue =
                new Requeue(new DropFolder(settings.directory("gemini.data-dir")), places());
        askToReopen(settings);
        int code = 0;
        List<Requeue.Result> results;
        try {
            results = requeue.of(names);
        } catch (IOException e) {
            spec.commandLine().getErr().println("gemini-routes: " + e.getMessage());
            return 1;
        }
        if (results.isEmpty()) {
            out.println("Nothing to requeue: no prompt is in " + requeue.searched());
        }
        for (Requeue.Result result : results) {
            out.println(result.line());
            code = result.isMoved() ? code : 1;
        }
        out.flush();
        return code;
    }

    private Set<Requeue.Place> places() {
        Set<Requeue.Place> places = EnumSet.noneOf(Requeue.Place.class);
        if (failed) {
            places.add(Requeue.Place.FAILED);
        }
        if (parked) {
            places.add(Requeue.Place.PARKED);
        }
        if (answered) {
            places.add(Requeue.Place.ANSWERED);
        }
        return places;
    }

    /** Runs before the prompts move: otherwise a running program would park them again at once. */
    private static void askToReopen(Settings settings) throws IOException {
        String state = settings.text("gemini.quota.state-file");
        if (!state.isEmpty() && Files.exists(Path.of(state))) {
            Gate.requestReopening(Path.of(state));
        }
    }
}
