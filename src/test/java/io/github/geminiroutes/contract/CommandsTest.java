package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands that end at once, and what is refused before anything starts. */
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
@Tag("process")
@Order(2)
class CommandsTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final List<String> REQUIRED =
            List.of(
                    "data",
                    "data/inbox",
                    "data/submitted",
                    "data/outbox",
                    "data/done",
                    "data/failed",
                    "data/parked",
                    "logs",
                    "cache",
                    "tmp");

    @TempDir Path temporary;
    private Path root;
    private ProgramSettings settings;
    private DropFolders folders;

    @BeforeEach
    void nothingThereYet() {
        root = temporary.resolve("work");
        settings = new ProgramSettings(root).set("GEMINI_API_KEY", "test-key");
        folders = new DropFolders(settings.dataDir());
    }

    private record Outcome(int code, String stdout, String stderr) {}

    private Outcome run(String... arguments) throws IOException, InterruptedException {
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, arguments)) {
            int code = program.awaitExit(LIMIT);
            return new Outcome(code, program.stdout(), program.stderr());
        }
    }

    /** Everything below the working directory but for the captured output. */
    private List<String> written() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> !path.equals(root))
                    .map(path -> root.relativize(path).toString())
                    .filter(name -> !name.matches("program\\d+\\.(out|err)"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void helpOfTheProgramNamesEveryCommand() throws Exception {
        Outcome help = run("--help");

        assertThat(help.code).isZero();
        assertThat(help.stdout)
                .contains(
                        "gemini-routes",
                        "run",
                        "demo",
                        "diagnose",
                        "init",
                        "check-dirs",
                        "estimate",
                        "requeue",
                        "--version");
        assertThat(help.stderr).isEmpty();
        assertThat(written()).isEmpty();
    }

    /** The others are tried without a process, in CommandLineTest. */
    @Test
    void aCommandTellsItsUsageAndMakesNothing() throws Exception {
        Outcome help = run("init", "--help");

        assertThat(help.code).isZero();
        assertThat(help.stdout).contains("gemini-routes init");
        assertThat(help.stderr).isEmpty();
        assertThat(written()).isEmpty();
    }

    @Test
    void estimateAsJsonPrintsOneObjectWhateverLiesInTheInbox() throws Exception {
        run("init");
        Path task = Files.createDirectories(settings.dataDir().resolve("inbox").resolve("task"));
        Files.writeString(task.resolve("task.prompt"), "---\nmodel: [\n---\nbroken");
        Files.writeString(settings.dataDir().resolve("inbox").resolve("lines.jsonl"), "no JSON\n");

        Outcome estimate = run("estimate", "--offline", "--json");

        assertThat(estimate.code).isZero();
        assertThat(estimate.stdout.lines())
                .singleElement()
                .asString()
                .startsWith("{\"prompts\":0,\"documents\":0,\"rows\":0,");
        assertThat(estimate.stderr).contains("task.prompt: line 3", "lines.jsonl, row 1");
    }

    @Test
    void estimateWithoutEnoughMemoryEndsWithOneLineThatNamesTheRemedy() throws Exception {
        settings.property("gemini.max-request-size", "400000000");
        run("init");
        Path large = settings.dataDir().resolve("inbox").resolve("large.txt");
        Files.write(large, "x".repeat(200_000_000).getBytes(StandardCharsets.US_ASCII));

        Outcome estimate = run("estimate", "--offline");

        assertThat(estimate.code).isEqualTo(1);
        assertThat(estimate.stdout).isEmpty();
        assertThat(estimate.stderr.lines())
                .singleElement()
                .asString()
                .contains("OutOfMemoryError", "-Xmx");
    }

    @Test
    void versionOfTheProgramIsOneLine() throws Exception {
        Outcome version = run("--version");

        assertThat(version.code).isZero();
        assertThat(version.stdout.lines()).singleElement().asString().startsWith("gemini-routes ");
    }

    @Test
    void whatIsUnknownIsRefusedInOneLine() throws Exception {
        Outcome refused = run("init", "somewhere");

        assertThat(refused.code).isEqualTo(2);
        assertThat(refused.stderr.lines()).singleElement().asString().contains("somewhere");
        assertThat(refused.stdout).isEmpty();
        assertThat(written()).isEmpty();
    }

    @Test
    void badSettingIsRefusedInOneLine() throws Exception {
        isRefusedInOneLine("MAX_RETRIES", "abc", "whole number, 0 or more");
    }

    /** By day: {@code SettingsValidatorTest}, without a process. */
    @ParameterizedTest
    @Tag("nightly")
    @CsvSource(
            delimiter = '|',
            value = {
                "GOOGLE_GEMINI_BASE_URL | not a URL | http or https address",
                "GEMINI_API_KEY_FILE | /no/such/file | file that can be read"
            })
    void otherBadSettingsAreRefusedInOneLine(String name, String value, String allowed)
            throws Exception {
        isRefusedInOneLine(name, value, allowed);
    }

    private void isRefusedInOneLine(String name, String value, String allowed) throws Exception {
        settings.set(name, value);

        Outcome refused = run("run");

        assertThat(refused.code).isEqualTo(2);
        assertThat(refused.stderr.lines())
                .singleElement()
                .asString()
                .contains(name + "=" + value, allowed);
        assertThat(refused.stdout).isEmpty();
        assertThat(written()).isEmpty();
    }

    @Test
    void missingKeyIsRefusedInOneLine() throws Exception {
        settings.unset("GEMINI_API_KEY");

        Outcome refused = run("run", "--drain");

        assertThat(refused.code).isEqualTo(2);
        assertThat(refused.stderr.lines())
                .singleElement()
                .asString()
                .contains("GEMINI_API_KEY is not set", "GEMINI_API_KEY_FILE");
        assertThat(written()).isEmpty();
    }

    /** By day: {@code SettingsValidatorTest}, without a process. */
    @Test
    @Tag("nightly")
    void unusableKeyIsRefusedWithoutBeingShown() throws Exception {
        settings.set("GEMINI_API_KEY", "half a key");

        Outcome refused = run("run");

        assertThat(refused.code).isEqualTo(2);
        assertThat(refused.stderr.lines())
                .singleElement()
                .asString()
                .contains("GEMINI_API_KEY", "one word")
                .doesNotContain("half");
        assertThat(written()).isEmpty();
    }

    @Test
    void unknownProfileIsRefusedInOneLine() throws Exception {
        Outcome refused = run("run", "--profile=nope");

        assertThat(refused.code).isEqualTo(2);
        assertThat(refused.stderr.lines())
                .singleElement()
                .asString()
                .contains("--profile=nope", "dev, test or prod");
        assertThat(written()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"DATA_DIR", "LOG_DIR"})
    void fileInPlaceOfADirectoryIsRefusedBeforeAnythingIsMade(String setting) throws Exception {
        Path file = Path.of(settings.get(setting));
        Files.createDirectories(root);
        Files.writeString(file, "mine");

        Outcome refused = run("run");

        assertThat(refused.code).isEqualTo(2);
        assertThat(refused.stderr.lines())
                .singleElement()
                .asString()
                .contains(setting, file.toString(), "director");
        assertThat(written()).containsExactly(file.getFileName().toString());
        assertThat(file).hasContent("mine");
    }

    @Test
    void initMakesWhatIsMissingAndLeavesAloneWhatIsThere() throws Exception {
        settings.set("DEFAULT_PERMS", "750");
        Files.createDirectories(root.resolve("logs"));
        Files.setPosixFilePermissions(
                root.resolve("logs"), PosixFilePermissions.fromString("rwx------"));

        Outcome first = run("init");

        assertThat(first.code).isZero();
        assertThat(first.stderr).isEmpty();
        assertThat(written()).containsExactlyInAnyOrderElementsOf(REQUIRED);
        Map<String, String> permissions = permissions();
        assertThat(permissions.remove("logs")).isEqualTo("rwx------");
        assertThat(permissions.values()).containsOnly("rwxr-x---");
        assertThat(first.stdout.lines())
                .hasSize(REQUIRED.size())
                .filteredOn(line -> line.startsWith("exists"))
                .singleElement()
                .asString()
                .endsWith("logs");

        Map<String, String> before = permissions();
        settings.set("DEFAULT_PERMS", "777");
        Outcome second = run("init");

        assertThat(second.code).isZero();
        assertThat(second.stdout.lines())
                .hasSize(REQUIRED.size())
                .allMatch(line -> line.startsWith("exists"));
        assertThat(permissions()).isEqualTo(before);
    }

    @Test
    void initRefusesBadPermissionsAndSaysWhatCannotBeMade() throws Exception {
        settings.set("DEFAULT_PERMS", "9");
        Outcome refused = run("init");
        assertThat(refused.code).isEqualTo(2);
        assertThat(refused.stderr.lines())
                .singleElement()
                .asString()
                .contains("DEFAULT_PERMS=9", "three octal digits");
        assertThat(written()).isEmpty();

        settings.set("DEFAULT_PERMS", "755");
        Files.writeString(root.resolve("cache"), "mine");
        Outcome hindered = run("init");
        assertThat(hindered.code).isEqualTo(1);
        assertThat(hindered.stdout.lines())
                .filteredOn(line -> line.startsWith("ERROR"))
                .singleElement()
                .asString()
                .contains(root.resolve("cache").toString());
        assertThat(root.resolve("data/inbox")).isDirectory();
    }

    private Map<String, String> permissions() throws IOException {
        Map<String, String> permissions = new TreeMap<>();
        for (String name : REQUIRED) {
            permissions.put(
                    name,
                    PosixFilePermissions.toString(
                            Files.getPosixFilePermissions(root.resolve(name))));
        }
        return permissions;
    }

    @Test
    void checkDirsTriesEveryDirectory() throws Exception {
        Outcome nothing = run("check-dirs");
        assertThat(nothing.code).isEqualTo(1);
        assertThat(nothing.stdout.lines()).hasSize(REQUIRED.size());
        assertThat(nothing.stdout.lines()).allMatch(line -> line.startsWith("ERROR"));
        assertThat(written()).as("a probe makes nothing").isEmpty();

        run("init");
        Outcome whole = run("check-dirs");
        assertThat(whole.code).isZero();
        assertThat(whole.stdout.lines()).hasSize(REQUIRED.size());
        assertThat(whole.stdout.lines()).allMatch(line -> line.startsWith("OK"));
        assertThat(written()).containsExactlyInAnyOrderElementsOf(REQUIRED);

        Files.delete(root.resolve("data/parked"));
        Outcome oneGone = run("check-dirs");
        assertThat(oneGone.code).isEqualTo(1);
        assertThat(oneGone.stdout.lines())
                .filteredOn(line -> line.startsWith("ERROR"))
                .singleElement()
                .asString()
                .contains("parked", "does not exist");
        assertThat(root.resolve("data/parked")).doesNotExist();
    }

    @Test
    void requeueMovesAPromptBackWithoutItsRecord() throws Exception {
        for (String folder : List.of("inbox", "failed", "parked")) {
            Files.createDirectories(folders.folder(folder));
        }
        put("failed", "a.txt", "{\"prompt\":\"a.txt\"}", ".error.json");

        Outcome requeue = run("requeue", "a.txt", "nobody.txt");

        assertThat(requeue.code).isEqualTo(1);
        assertThat(requeue.stdout.lines()).hasSize(2);
        assertThat(requeue.stdout).contains("a.txt", "nobody.txt");
        assertThat(folders.names("inbox")).containsExactly("a.txt");
        assertThat(folders.names("failed")).isEmpty();
    }

    /** By day: {@code RequeueTest}, without a process. */
    @Test
    @Tag("nightly")
    void requeueMovesPromptsBackWithoutTheirRecords() throws Exception {
        for (String folder : List.of("inbox", "failed", "parked")) {
            Files.createDirectories(folders.folder(folder));
        }
        put("failed", "a.txt", "{\"prompt\":\"a.txt\"}", ".error.json");
        Files.writeString(folders.in("failed", "a.txt.error.txt"), "report");
        put("failed", "b c.md", "{\"prompt\":\"b c.md\"}", ".error.json");
        put("failed", "b c.md.2", "{\"prompt\":\"b c.md\"}", ".error.json");
        put("parked", "d.json", "{\"prompt\":\"d.json\"}", ".parked.json");
        Files.writeString(root.resolve("x"), "outside");

        Outcome unknown = run("requeue", "nobody.txt");
        Outcome outside = run("requeue", "../x", "../../x", root.resolve("x").toString());
        Outcome record = run("requeue", "a.txt.error.json");

        assertThat(unknown.code).isEqualTo(1);
        assertThat(unknown.stdout).contains("nobody.txt");
        assertThat(outside.code).isEqualTo(1);
        assertThat(outside.stdout.lines())
                .hasSize(3)
                .allMatch(line -> line.contains("must be a path below the inbox"));
        assertThat(record.code).isEqualTo(1);
        assertThat(root.resolve("x")).hasContent("outside");
        assertThat(folders.names("inbox")).isEmpty();
        assertThat(folders.names("failed")).hasSize(7);

        Outcome one = run("requeue", "a.txt");
        assertThat(one.code).isZero();
        assertThat(one.stdout.lines()).singleElement().asString().contains("a.txt");
        assertThat(folders.names("inbox")).containsExactly("a.txt");
        assertThat(folders.names("failed"))
                .containsExactly("b c.md", "b c.md.2", "b c.md.2.error.json", "b c.md.error.json");
        assertThat(folders.in("inbox", "a.txt")).hasContent("text of a.txt");

        Outcome all = run("requeue");
        assertThat(all.code).as("two of one name: the second has to wait").isEqualTo(1);
        assertThat(folders.names("inbox")).containsExactly("a.txt", "b c.md", "d.json");
        assertThat(folders.in("inbox", "b c.md")).hasContent("text of b c.md");
        assertThat(folders.names("failed")).containsExactly("b c.md.2", "b c.md.2.error.json");
        assertThat(folders.names("parked")).isEmpty();

        Files.delete(folders.in("inbox", "b c.md"));
        assertThat(run("requeue").code).isZero();
        assertThat(folders.in("inbox", "b c.md")).hasContent("text of b c.md.2");
        assertThat(folders.names("failed")).isEmpty();
    }

    private void put(String folder, String name, String record, String suffix) throws IOException {
        Files.writeString(folders.in(folder, name), "text of " + name);
        Files.writeString(folders.in(folder, name + suffix), record);
    }
}
