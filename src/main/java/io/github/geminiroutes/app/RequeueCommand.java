package io.github.geminiroutes.app;

import io.github.geminiroutes.folder.DropFolder;
import io.github.geminiroutes.folder.Requeue;
import io.github.geminiroutes.quota.Gate;
import io.github.geminiroutes.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Moves failed and parked prompts back into the inbox. */
@Command(
        name = "requeue",
        description = "Moves failed or parked prompts back into the inbox.",
        mixinStandardHelpOptions = true,
        footerHeading = ProfileOption.EXAMPLE,
        footer = "  gemini-routes requeue letter.txt",
        versionProvider = Version.class)
public final class RequeueCommand implements Callable<Integer> {

    @Mixin private ProfileOption profile;
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "NAME",
            arity = "0..*",
            description = "The prompts; none: all of them.")
    private List<String> names = List.of();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Settings settings = profile.settings();
        Requeue requeue = new Requeue(new DropFolder(settings.directory("gemini.data-dir")));
        askToReopen(settings);
        int code = 0;
        for (Requeue.Result result : requeue.of(names)) {
            out.println(result.line());
            code = result.isMoved() ? code : 1;
        }
        out.flush();
        return code;
    }

    /** Runs before the prompts move: otherwise a running program would park them again at once. */
    private static void askToReopen(Settings settings) throws IOException {
        String state = settings.text("gemini.quota.state-file");
        if (!state.isEmpty() && Files.exists(Path.of(state))) {
            Gate.requestReopening(Path.of(state));
        }
    }
}
