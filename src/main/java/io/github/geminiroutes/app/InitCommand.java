package io.github.geminiroutes.app;

import io.github.geminiroutes.diagnostics.system.Directories;
import io.github.geminiroutes.support.KeyMask;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Creates the required directories. */
@Command(
        name = "init",
        description = "Creates every required directory; does not change existing ones.",
        mixinStandardHelpOptions = true,
        footerHeading = ProfileOption.EXAMPLE,
        footer = "  DATA_DIR=$HOME/prompts gemini-routes init",
        versionProvider = Version.class)
public final class InitCommand implements Callable<Integer> {

    @Mixin private ProfileOption profile;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Directories directories = new Directories(profile.settings());
        int code = 0;
        for (Path directory : directories.required()) {
            String shown = KeyMask.byValue(directory.toString());
            try {
                boolean created = directories.create(directory);
                String problem = Directories.problem(directory);
                out.printf("%-8s %s%n", created ? "created" : "exists", shown);
                if (problem != null) {
                    out.printf("ERROR    %s %s%n", shown, KeyMask.byValue(problem));
                    code = 1;
                }
            } catch (IOException e) {
                out.printf(
                        "ERROR    %s cannot be created: %s: %s%n",
                        shown,
                        e.getClass().getSimpleName(),
                        KeyMask.byValue(String.valueOf(e.getMessage())));
                code = 1;
            }
        }
        out.flush();
        return code;
    }
}
