package io.github.geminiroutes;

import io.github.geminiroutes.diagnostics.Directories;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The container's health probe. */
@Command(
        name = "check-dirs",
        description = "Writes, reads and removes a file in every required directory.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class CheckDirsCommand implements Callable<Integer> {

    @Mixin private ProfileOption profile;
    @Spec private CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        int code = 0;
        for (Path directory : new Directories(profile.settings()).required()) {
            String problem = Directories.problem(directory);
            out.printf(
                    "%-5s %s%s%n",
                    problem == null ? "OK" : "ERROR",
                    directory,
                    problem == null ? "" : " " + problem);
            code = problem == null ? code : 1;
        }
        out.flush();
        return code;
    }
}
