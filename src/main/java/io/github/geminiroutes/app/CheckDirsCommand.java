package io.github.geminiroutes.app;

import io.github.geminiroutes.diagnostics.system.Directories;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.KeyMask;
import io.github.geminiroutes.support.SingleLine;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The container's health probe. */
@Command(
        name = "check-dirs",
        description = "Writes, reads and removes a file in every required directory.",
        mixinStandardHelpOptions = true,
        footerHeading = ProfileOption.EXAMPLE,
        footer = "  gemini-routes check-dirs --ready",
        versionProvider = Version.class)
public final class CheckDirsCommand implements Callable<Integer> {

    private static final int WAIT_MILLIS = 5_000;
    private static final int MOST_BYTES = 2_000;

    @Mixin private ProfileOption profile;
    @Spec private CommandSpec spec;

    @Option(names = "--ready", description = "Also ask the running program whether it is ready.")
    private boolean ready;

    @Override
    public Integer call() {
        Settings settings = profile.settings();
        boolean isWell = true;
        for (Path directory : new Directories(settings).required()) {
            isWell &= tell(directory.toString(), Directories.problem(directory));
        }
        if (ready) {
            URI probe = probe(settings);
            isWell &= tell(probe.toString(), problem(probe));
        }
        spec.commandLine().getOut().flush();
        return isWell ? 0 : 1;
    }

    private boolean tell(String subject, String problem) {
        PrintWriter out = spec.commandLine().getOut();
        out.printf(
                "%-5s %s%s%n",
                problem == null ? "OK" : "ERROR",
                KeyMask.byValue(subject),
                problem == null ? "" : " " + KeyMask.byValue(problem));
        return problem == null;
    }

    /** The readiness address of the program with these settings. */
    private static URI probe(Settings settings) {
        String host = settings.text("gemini.http-host");
        int port = (int) settings.wholeNumber("gemini.http-port", 1, 65_535);
        try {
            boolean isAny = InetAddress.getByName(host).isAnyLocalAddress();
            return new URI(
                    "http",
                    null,
                    isAny ? "127.0.0.1" : host,
                    port,
                    "/observe/health/ready",
                    null,
                    null);
        } catch (IOException | URISyntaxException e) {
            throw settings.refused(
                    "gemini.http-host", "must be an address of this machine such as 127.0.0.1");
        }
    }

    /** What is wrong with the running program; null if it is ready. */
    private static String problem(URI probe) {
        try {
            HttpURLConnection call =
                    (HttpURLConnection) probe.toURL().openConnection(Proxy.NO_PROXY);
            call.setConnectTimeout(WAIT_MILLIS);
            call.setReadTimeout(WAIT_MILLIS);
            int code = call.getResponseCode();
            if (code == HttpURLConnection.HTTP_OK) {
                return null;
            }
            try (InputStream reason = call.getErrorStream()) {
                String text =
                        reason == null
                                ? ""
                                : new String(reason.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
                return "answers " + code + ": " + SingleLine.of(text);
            }
        } catch (IOException e) {
            return "does not answer (" + e.getClass().getSimpleName() + ")";
        }
    }
}
