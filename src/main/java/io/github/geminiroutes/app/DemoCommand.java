package io.github.geminiroutes.app;

import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** A drain on the built-in stand-in: no key, no network. */
@Command(
        name = "demo",
        description =
                "Answers sample prompts with a built-in stand-in for Gemini: no key, no network.",
        mixinStandardHelpOptions = true,
        footerHeading = ProfileOption.EXAMPLE,
        footer = "  gemini-routes demo",
        versionProvider = Version.class)
public final class DemoCommand implements Callable<Integer> {

    private static final String LOOPBACK = "127.0.0.1";
    private static final List<String> PROMPTS =
            List.of("haiku.txt", "minutes.md", "invoice.prompt", "greeting.json");
    private static final List<String> DOCUMENTS = List.of("letters/chairs.txt", "letters/hours.md");
    private static final String TASK = "letters/task.prompt";
    private static final List<String> ROUTES =
            List.of(
                    "gemini-stand-in",
                    "gemini-generate",
                    "gemini-files",
                    "gemini-redelivery",
                    "gemini-prompt-files",
                    "gemini-tasks",
                    "gemini-rows",
                    "gemini-prompt-outcome");

    /** The first answer comes at once, the second meets a limit per minute. */
    private static final Map<String, String> DEMONSTRATION =
            Map.of("gemini.stand-in.first-codes", "200,429");

    /**
     * The variable that container engines and our image set: files in a container disappear with
     * it.
     */
    private static final String CONTAINER = "container";

    @Override
    public Integer call() throws Exception {
        ProcessLimits.own().requireEnough(0);
        PrintStream out = System.out;
        Installation home = Installation.ofProgram();
        Path directory = directory(home);
        Settings settings = settings(home, "dev", directory, DEMONSTRATION);
        Path inbox = settings.directory("gemini.data-dir").resolve("inbox");
        dropPrompts(inbox);
        dropTask(inbox);
        boolean isKept = home.isCheckout() || !isContainer();
        out.printf(
                "%d prompts and a task with %d documents are in %s%n",
                PROMPTS.size(), DOCUMENTS.size(), isKept ? shown(inbox) : "the inbox");
        int code;
        try (Application application = new Application(settings, ROUTES, null)) {
            application.start();
            code = new Drain(application, out).run();
            Path outbox = application.folder().outbox();
            if (isKept) {
                out.printf("The answers are in %s%n", shown(outbox));
            }
            printAnswers(outbox, out);
        }
        return code;
    }

    /** A new folder for each demo, so that earlier answers stay. */
    private static Path directory(Installation home) throws IOException {
        if (!home.isCheckout()) {
            return Files.createTempDirectory("gemini-routes-demo-");
        }
        String now = LocalDateTime.now().format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS"));
        return Files.createDirectories(home.directory().resolve("var/demo").resolve(now));
    }

    private static boolean isContainer() {
        String container = System.getenv(CONTAINER);
        return container != null && !container.isBlank();
    }

    /**
     * Settings whose Gemini is the stand-in, on a free port.
     *
     * @param profile dev, test or prod
     * @param directory the parent of all directories
     * @param own further settings that differ from the catalogue
     */
    static Settings settings(
            Installation home, String profile, Path directory, Map<String, String> own)
            throws IOException {
        int port = freePort();
        Map<String, String> all = new HashMap<>(own);
        all.put("gemini.api-key", "demo");
        all.put("gemini.base-url", "http://" + LOOPBACK + ":" + port + "/gemini-stand-in");
        for (String name : List.of("data", "log", "cache", "tmp")) {
            all.put("gemini." + name + "-dir", directory.resolve(name).toString());
        }
        all.put("gemini.prompts.quiet-period", "0");
        all.put("gemini.stand-in.enabled", "true");
        all.put("camel.server.enabled", "true");
        all.put("camel.server.host", LOOPBACK);
        all.put("camel.server.port", String.valueOf(port));
        // The environment is ignored: a demo uses neither the user's key nor the user's folders.
        return Settings.of(home, profile, all);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
            return socket.getLocalPort();
        }
    }

    static void dropPrompts(Path inbox) throws IOException {
        for (String name : PROMPTS) {
            drop(name, inbox);
        }
    }

    private static void dropTask(Path inbox) throws IOException {
        drop(TASK, inbox);
        for (String name : DOCUMENTS) {
            drop(name, inbox);
        }
    }

    private static void drop(String name, Path inbox) throws IOException {
        Path file = inbox.resolve(name);
        Path part = inbox.resolve(name + ".part");
        Files.createDirectories(file.getParent());
        try (InputStream content =
                DemoCommand.class.getResourceAsStream("/gemini-routes/demo/" + name)) {
            Files.copy(content, part);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Prints the answers in full: first those to the prompts, then those of the task. */
    private static void printAnswers(Path outbox, PrintStream out) throws IOException {
        for (String name : PROMPTS) {
            printAnswer(outbox, name, out);
        }
        for (String name : DOCUMENTS) {
            printAnswer(outbox, name, out);
        }
        out.println("---");
        out.flush();
    }

    private static void printAnswer(Path outbox, String name, PrintStream out) throws IOException {
        // The ending is that of the answer's type.
        for (String ending : List.of(".response.md", ".response.json")) {
            Path answer = outbox.resolve(name + ending);
            if (Files.exists(answer)) {
                out.printf("%n--- %s%n%s%n", outbox.relativize(answer), Files.readString(answer));
            }
        }
    }

    private static Path shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        return path.startsWith(here) ? here.relativize(path) : path;
    }
}
