package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first thing a newcomer runs: no key, no network, nothing left outside its own folder. */
@Timeout(300)
@Tag("process")
class DemoTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final List<String> PROMPTS =
            List.of("greeting.json", "haiku.txt", "invoice.prompt", "minutes.md");
    private static final List<String> ANSWERED =
            List.of(
                    "greeting.json.response.md",
                    "haiku.txt.response.md",
                    "invoice.prompt.response.json",
                    "minutes.md.response.md",
                    "letters/chairs.txt.response.md",
                    "letters/hours.md.response.md");
    private static final Pattern ANSWERS = Pattern.compile("(?m)^The answers are in (.+)$");

    @TempDir Path temporary;

    @Test
    void inACheckoutItWritesBelowVarDemo() throws Exception {
        Path checkout = Path.of("").toAbsolutePath();
        Path demos = checkout.resolve("var/demo");
        boolean wasThere = Files.exists(checkout.resolve("var"));
        Set<Path> before = files(checkout);
        Path work = temporary.resolve("work");
        Path own = null;
        try (ProgramUnderTest program = ProgramUnderTest.start(hostile(work), "demo")) {
            assertThat(program.awaitExit(LIMIT)).isZero();
            own = directory(program.stdout());

            assertTellsTheStory(program, own);
            assertThat(own.getParent()).isEqualTo(demos);
            Set<Path> written = files(checkout);
            written.removeAll(before);
            written.remove(checkout.resolve("var"));
            written.remove(demos);
            Path directory = own;
            assertThat(written).isNotEmpty().allMatch(path -> path.startsWith(directory));
            assertOnlyOutputIn(work);
        } finally {
            if (own != null && own.startsWith(demos)) {
                delete(wasThere ? own : checkout.resolve("var"));
            }
        }
    }

    @Test
    void elsewhereItWritesBelowATemporaryDirectory() throws Exception {
        Path classes = copyOfClasses(temporary.resolve("app/classes"));
        Path tmp = Files.createDirectories(temporary.resolve("tmp"));
        Path work = temporary.resolve("work");
        ProgramSettings settings =
                hostile(work).classes(classes).property("java.io.tmpdir", tmp.toString());
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "demo")) {
            assertThat(program.awaitExit(LIMIT)).isZero();
            Path own = directory(program.stdout());

            assertTellsTheStory(program, own);
            assertThat(own).startsWith(tmp);
            assertOnlyOutputIn(work);
            assertThat(temporary.resolve("app")).isDirectoryNotContaining("glob:**/var");
            try (Stream<Path> files = Files.list(tmp)) {
                assertThat(
                                files.filter(
                                        file ->
                                                !file.getFileName()
                                                        .toString()
                                                        .startsWith("hsperf")))
                        .containsExactly(own);
            }
        }
    }

    @Test
    void inAContainerItPrintsTheAnswersAndNoPlaceThatGoesWithIt() throws Exception {
        Path classes = copyOfClasses(temporary.resolve("app/classes"));
        Path tmp = Files.createDirectories(temporary.resolve("tmp"));
        ProgramSettings settings =
                hostile(temporary.resolve("work"))
                        .classes(classes)
                        .property("java.io.tmpdir", tmp.toString())
                        .set("container", "oci");
        try (ProgramUnderTest program = ProgramUnderTest.start(settings, "demo")) {
            assertThat(program.awaitExit(LIMIT)).isZero();

            assertThat(program.stdout())
                    .contains(
                            "4 prompts and a task with 2 documents are in the inbox",
                            "6 answered, 0 failed, 0 parked")
                    .doesNotContain(tmp.toString());
            assertThat(program.stdout().lines().filter(line -> line.startsWith("--- ")))
                    .hasSize(ANSWERED.size());
        }
    }

    /** An environment whose key, folders and server are none of a demo's business. */
    private static ProgramSettings hostile(Path work) {
        return new ProgramSettings(work)
                .set("GEMINI_API_KEY", "AIzaSyUsersOwnKeyThatADemoMustNotTouch")
                .set("GOOGLE_GEMINI_BASE_URL", "http://127.0.0.1:9")
                .set("GEMINI_BASE_URL", "http://127.0.0.1:9")
                .set("MAX_RETRIES", "0")
                .set("GEMINI_MODEL", "no-such-model")
                .set("CAMEL_MAIN_PROFILE", "prod");
    }

    private static Path directory(String stdout) {
        Matcher line = ANSWERS.matcher(stdout);
        assertThat(line.find()).as(stdout).isTrue();
        Path outbox = Path.of(line.group(1));
        assertThat(outbox).isAbsolute().isDirectory().endsWith(Path.of("data/outbox"));
        return outbox.getParent().getParent();
    }

    private static void assertTellsTheStory(ProgramUnderTest program, Path own) throws IOException {
        DropFolders folders = new DropFolders(own.resolve("data"));
        assertThat(folders.names("done")).containsAll(PROMPTS);
        assertThat(folders.names("done/letters")).containsExactly("chairs.txt", "hours.md");
        assertThat(folders.names("outbox")).hasSize(2 * PROMPTS.size() + 1);
        assertThat(folders.names("outbox/letters")).hasSize(4);
        assertThat(folders.names("inbox")).containsExactly("letters");
        assertThat(folders.names("inbox/letters")).containsExactly("task.prompt");
        assertThat(program.stdout())
                .contains("4 prompts and a task with 2 documents are in ")
                .contains("6 answered, 0 failed, 0 parked")
                .containsPattern("\\d of 6 settled, 0 failed");
        for (String answer : ANSWERED) {
            assertThat(program.stdout())
                    .contains("--- " + answer, Files.readString(folders.in("outbox", answer)));
        }
        assertThat(program.stderr())
                .containsPattern(
                        "rate-limit-per-minute \\(.+\\), attempt 1: again once the quota allows, the server says in 2\\.0 s")
                .doesNotContain("Exception", "ERROR");
        for (Path file : files(own.resolve("data/outbox"))) {
            if (Files.isDirectory(file)) {
                continue;
            }
            assertThat(Files.readString(file)).doesNotContain("AIza");
        }
    }

    private static void assertOnlyOutputIn(Path work) throws IOException {
        try (Stream<Path> files = Files.list(work)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .allMatch(name -> name.matches("program\\d+\\.(out|err)"));
        }
    }

    /**
     * All paths of the checkout but those of sources, which somebody may edit, Git and the build.
     */
    private static Set<Path> files(Path checkout) throws IOException {
        try (Stream<Path> files = Files.walk(checkout)) {
            return files.filter(file -> !file.startsWith(checkout.resolve("target")))
                    .filter(file -> !file.startsWith(checkout.resolve(".git")))
                    .filter(file -> !file.startsWith(checkout.resolve("src")))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Path copyOfClasses(Path copy) throws IOException {
        Path classes = Path.of("target/classes").toAbsolutePath();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.toList()) {
                Path target = copy.resolve(classes.relativize(file));
                Files.createDirectories(target.getParent());
                if (Files.isRegularFile(file)) {
                    Files.copy(file, target);
                }
            }
        }
        return copy;
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
