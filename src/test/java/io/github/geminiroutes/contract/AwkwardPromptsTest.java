package io.github.geminiroutes.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.TextNode;
import io.github.geminiroutes.testing.DropFolders;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.ProgramSettings;
import io.github.geminiroutes.testing.ProgramUnderTest;
import io.github.geminiroutes.testing.RecordedErrors;
import io.github.geminiroutes.testing.RecordedMessage;
import io.github.geminiroutes.testing.Reply;
import io.github.geminiroutes.testing.Sha256;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One process that stays, and prompts with contents and names that nobody expects. The last test
 * ends it.
 */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Tag("process")
class AwkwardPromptsTest {
    private static final Duration LIMIT = Duration.ofSeconds(120);
    private static final int LAST = Integer.MAX_VALUE;
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final List<String> LEFT_ALONE =
            List.of(
                    ".hidden.txt",
                    ".gemini-1-1.tmp",
                    "a.tmp",
                    "a.txt.tmp",
                    "b.part",
                    "b.txt.part",
                    "c.txt.filepart",
                    "d.txt.crdownload",
                    "e.pdf",
                    "f.txt~",
                    "noextension",
                    ".txt",
                    "..dots.txt",
                    "folder/inner.txt",
                    "folder.txt/inner.txt");

    @TempDir static Path root;
    private final Queue<RecordedMessage> received = new ConcurrentLinkedQueue<>();
    private final CountDownLatch never = new CountDownLatch(1);
    private GeminiServer server;
    private DropFolders folders;
    private ProgramUnderTest program;
    private Thread slowWriter;

    @BeforeAll
    void startAndDrop() throws Exception {
        server = GeminiServer.start();
        server.watch(received::add);
        folders = new DropFolders(root.resolve("data"));
        Files.createDirectories(folders.folder("inbox"));
        for (String name : LEFT_ALONE) {
            Path file = folders.in("inbox", name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "Not for Gemini: " + name);
        }
        for (Map.Entry<String, byte[]> prompt : bad().entrySet()) {
            folders.drop(prompt.getKey(), prompt.getValue());
        }
        for (Map.Entry<String, String> prompt : texts().entrySet()) {
            folders.drop(prompt.getKey(), prompt.getValue());
        }
        for (String name : names().toList()) {
            folders.drop(name, textOf(name));
        }
        program =
                ProgramUnderTest.start(
                        new ProgramSettings(root)
                                .server(server)
                                .set("BASE_RETRY_DELAY", "0.05")
                                .set("GEMINI_PROMPTS_MISSING_WAIT", "2")
                                .set("GEMINI_SHUTDOWN_TIMEOUT", "30"),
                        "run");
        slowWriter = new Thread(this::writeSlowly, "slow-writer");
        slowWriter.start();
    }

    @AfterAll
    void stop() {
        program.close();
        server.close();
    }

    /** Contents that must arrive as they were typed. */
    static Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        texts.put("quotes.txt", "He said \"no\\\" and 'yes' \\n \\u0041 \\ \t\r\nend\\");
        texts.put("emoji.txt", "👩‍👩‍👧‍👦 🇺🇦 𝒳 e\u0301 \uD83D\uDE00");
        texts.put("right-to-left.txt", "שלום \u202Eעולם\u202C مرحبا");
        texts.put("simple.txt", "${bean:x} ${exception.stacktrace} $simple{env:PATH} ${body}");
        texts.put("placeholder.txt", "{{gemini.api-key}} {{env:GEMINI_API_KEY}} {{nobody}} {{");
        texts.put("at-file.txt", "@/etc/passwd @file:secret.txt");
        texts.put("shell.txt", "$(touch x) `touch y` ; rm -rf / #");
        texts.put("control.txt", "a\u0000b\u0007c\u001b[31md\u007f\u2028e\uFEFFf");
        texts.put("blanks-around.txt", "\n\n  text between blanks \t\n\n");
        texts.put("rule.md", "---\nA rule above, no front matter.\n\nmore");
        texts.put("json-in-text.txt", "{\"contents\":[{\"parts\":[{\"text\":\"inner\"}]}]}");
        texts.put("xml.txt", "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY b SYSTEM \"c\">]>");
        texts.put("large.txt", "0123456789abcdé\n".repeat(10_000_000 / 17));
        return texts;
    }

    /** Names a file system takes. */
    static Stream<String> names() {
        return Stream.of(
                "name with spaces.txt",
                " leading and trailing .txt",
                "hash#mark.txt",
                "question?mark&key=value.txt",
                "percent%.txt",
                "percent%41.txt",
                "percent%2F%2e%2e.txt",
                "plus+plus.txt",
                "ü.txt",
                "u\u0308.txt",
                "emoji 🙂.txt",
                "שלום.txt",
                "quo\"tes'.txt",
                "new\nline.txt",
                "tab\tand\rreturn.txt",
                "$(x).txt",
                "${bean:x}.txt",
                "$simple{file:name}.txt",
                "{{gemini.api-key}}.txt",
                "@file.txt",
                "-rf.txt",
                "~home.txt",
                "star*.txt",
                "pipe|colon:semi;less<more>.txt",
                "dots..in...name..txt",
                "LOUD.TXT",
                "two.txt.md",
                "like.record.json.txt",
                "x".repeat(196) + ".txt",
                "y".repeat(246) + ".txt",
                "ü".repeat(120) + ".txt");
    }

    private static String textOf(String name) {
        return "Prompt in a file with the SHA-256 name " + Sha256.hex(name);
    }

    private static Map<String, byte[]> bad() {
        Map<String, byte[]> bad = new LinkedHashMap<>();
        bad.put("empty.txt", new byte[0]);
        bad.put("blank.txt", " \n\t\n".getBytes(StandardCharsets.UTF_8));
        bad.put("only-mark.txt", BYTE_ORDER_MARK.getBytes(StandardCharsets.UTF_8));
        bad.put("latin-1.txt", "two\nlines, caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
        bad.put("too-large.txt", new byte[21 * 1024 * 1024]);
        bad.put("broken.json", "{\"contents\": [\n}".getBytes(StandardCharsets.UTF_8));
        bad.put("empty.json", "".getBytes(StandardCharsets.UTF_8));
        bad.put("unknown-key.md", "---\ntemprature: 1\n---\nx".getBytes(StandardCharsets.UTF_8));
        bad.put(
                "outside.md",
                "---\nattachments: ../../secret.png\n---\nx".getBytes(StandardCharsets.UTF_8));
        bad.put(
                "no-attachment.md",
                "---\nattachments: nowhere.png\n---\nx".getBytes(StandardCharsets.UTF_8));
        bad.put("z".repeat(246) + ".txt", new byte[0]);
        return bad;
    }

    private List<RecordedMessage> callsWith(String text) {
        return received.stream().filter(call -> call.request().prompt().equals(text)).toList();
    }

    private void awaitWhereabouts(String name, String folder) {
        await("the prompt '" + name + "' in " + folder)
                .atMost(LIMIT)
                .until(() -> folders.whereabouts(name).equals(List.of(folder)));
    }

    @ParameterizedTest
    @MethodSource("nameOfText")
    void textArrivesAsTyped(String name) throws Exception {
        String text = texts().get(name);

        awaitWhereabouts(name, "done");

        assertThat(callsWith(text).size()).as("calls with exactly that text").isEqualTo(1);
        assertThat(folders.answer(name).equals("Answer to: " + text)).as("its answer").isTrue();
        assertThat(folders.record(name).path("sha256").asText()).isEqualTo(Sha256.hex(text));
    }

    static Stream<String> nameOfText() {
        return texts().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    void anyNameIsOnlyAName(String name) throws Exception {
        awaitWhereabouts(name, "done");

        assertThat(callsWith(textOf(name))).hasSize(1);
        String record = outFile(name, ".record.json");
        assertThat(Files.readString(folders.in("outbox", outFile(name, ".response.md"))))
                .isEqualTo("Answer to: " + textOf(name));
        assertThat(
                        folders.record(
                                        record.substring(
                                                0, record.length() - ".record.json".length()))
                                .path("prompt"))
                .hasToString(TextNode.valueOf(name).toString());
        assertThat(folders.in("done", name)).hasContent(textOf(name));
    }

    /** The file's name with a suffix; what would be longer than a file system takes is cut. */
    private String outFile(String name, String suffix) throws IOException {
        if ((name + suffix).getBytes(StandardCharsets.UTF_8).length <= 255) {
            return name + suffix;
        }
        List<String> candidates =
                folders.names("outbox").stream()
                        .filter(file -> file.endsWith(suffix))
                        .filter(file -> file.startsWith(name.substring(0, 50)))
                        .toList();
        assertThat(candidates).hasSize(1);
        assertThat(candidates.get(0).getBytes(StandardCharsets.UTF_8).length)
                .isLessThanOrEqualTo(255);
        return candidates.get(0);
    }

    @Test
    void byteOrderMarkIsNoPartOfThePrompt() throws Exception {
        folders.drop("mark.txt", BYTE_ORDER_MARK + "Text behind a mark");

        awaitWhereabouts("mark.txt", "done");

        assertThat(callsWith("Text behind a mark")).hasSize(1);
        assertThat(folders.record("mark.txt").path("sha256").asText())
                .isEqualTo(Sha256.hex(BYTE_ORDER_MARK + "Text behind a mark"));
    }

    @Test
    void utf16IsRead() throws Exception {
        folders.drop("utf-16.txt", "Text in wide characters".getBytes(StandardCharsets.UTF_16));

        awaitWhereabouts("utf-16.txt", "done");

        assertThat(callsWith("Text in wide characters")).hasSize(1);
    }

    @Test
    void badInputFailsWithItsReason() throws Exception {
        for (String name : bad().keySet()) {
            awaitWhereabouts(name, "failed");
        }
        assertReason("empty.txt", "empty");
        assertReason("blank.txt", "empty");
        assertReason("only-mark.txt", "empty");
        assertReason("latin-1.txt", "line 2");
        assertReason("latin-1.txt", "UTF-8");
        assertReason("too-large.txt", "gemini.max-request-size");
        assertReason("broken.json", "line 2");
        assertReason("empty.json", "empty");
        assertReason("unknown-key.md", "temprature");
        assertReason("unknown-key.md", "line 2");
        assertReason("outside.md", "../../secret.png");
        assertReason("no-attachment.md", "nowhere.png");
        for (String name : bad().keySet()) {
            assertThat(Files.readAllBytes(folders.in("failed", name)))
                    .as("the prompt itself is untouched")
                    .isEqualTo(bad().get(name));
        }
        assertThat(folders.names("failed")).hasSize(2 * bad().size());
        assertThat(program.stderr()).doesNotContain("Exception");
    }

    private void assertReason(String name, String reason) throws IOException {
        assertThat(folders.error(name).path("class").asText()).isEqualTo("bad-input");
        assertThat(folders.error(name).path("attempts").asInt()).isZero();
        assertThat(folders.error(name).path("message").asText()).as(name).contains(reason);
    }

    private void writeSlowly() {
        try (OutputStream out = Files.newOutputStream(folders.in("inbox", "growing.txt"))) {
            for (int line = 0; line < 15; line++) {
                out.write(("line " + line + " of a growing file\n").getBytes("UTF-8"));
                out.flush();
                never.await(300, TimeUnit.MILLISECONDS);
            }
            out.write("the end\n".getBytes("UTF-8"));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void growingFileIsSentOnceAndWhole() throws Exception {
        slowWriter.join(LIMIT.toMillis());
        awaitWhereabouts("growing.txt", "done");

        String text = Files.readString(folders.in("done", "growing.txt"));
        assertThat(text).endsWith("line 14 of a growing file\nthe end\n");
        assertThat(received)
                .filteredOn(call -> call.request().firstLine().equals("line 0 of a growing file"))
                .singleElement()
                .satisfies(call -> assertThat(call.request().prompt()).isEqualTo(text));
        assertThat(folders.answer("growing.txt")).isEqualTo("Answer to: " + text);
    }

    @Test
    void promptOfAnEarlierNameGetsAnAnswerOfItsOwn() throws Exception {
        folders.drop("again.txt", "first text");
        awaitWhereabouts("again.txt", "done");
        byte[] record = Files.readAllBytes(folders.in("outbox", "again.txt.record.json"));

        folders.drop("again.txt", "second text");
        awaitWhereabouts("again.txt.2", "done");
        folders.drop("again.txt", "first text");
        awaitWhereabouts("again.txt.3", "done");

        assertThat(folders.in("outbox", "again.txt.record.json")).hasBinaryContent(record);
        assertThat(folders.answer("again.txt")).isEqualTo("Answer to: first text");
        assertThat(folders.answer("again.txt.2")).isEqualTo("Answer to: second text");
        assertThat(folders.answer("again.txt.3")).isEqualTo("Answer to: first text");
        assertThat(folders.in("done", "again.txt")).hasContent("first text");
        assertThat(folders.in("done", "again.txt.2")).hasContent("second text");
        assertThat(folders.record("again.txt.2").path("prompt").asText()).isEqualTo("again.txt");
    }

    @Test
    @Order(LAST - 1)
    void whatIsNoPromptIsLeftAlone() throws Exception {
        folders.drop("last-of-all.txt", "When this is answered the others were long seen");
        awaitWhereabouts("last-of-all.txt", "done");

        for (String name : LEFT_ALONE) {
            assertThat(folders.in("inbox", name)).hasContent("Not for Gemini: " + name);
        }
        assertThat(received)
                .noneMatch(call -> call.request().body().toString().contains("Not for Gemini"));
        assertThat(folders.names("inbox")).as("nothing else is left").hasSize(LEFT_ALONE.size());
        List<String> atTop = new ArrayList<>();
        try (Stream<Path> files = Files.list(root)) {
            files.map(file -> file.getFileName().toString()).forEach(atTop::add);
        }
        assertThat(atTop).contains("data", "logs").doesNotContain("x", "y");
    }

    /** A row, its cells and the request before it did not fit into the heap together. */
    @Test
    void rowsOfManyMegabytesEndOnlyTheirTable() throws Exception {
        Path task = Files.createDirectories(folders.folder("inbox").resolve("long"));
        Files.writeString(task.resolve("task.prompt"), "---\nrows: true\n---\nHello {{v}}");
        byte[] row = ("q".repeat(19_000_000) + "\n").getBytes(StandardCharsets.US_ASCII);
        Path part = task.resolve("rows.csv.part");
        try (OutputStream out = Files.newOutputStream(part)) {
            out.write('v');
            out.write('\n');
            for (int i = 0; i < 4; i++) {
                out.write(row);
            }
        }
        Files.move(part, task.resolve("rows.csv"));

        await().atMost(LIMIT).until(() -> Files.exists(folders.in("failed", "long/rows.csv")));

        assertThat(Files.readString(folders.in("outbox", "long/rows.csv.answers.csv")))
                .contains("a 48th of the heap");
        folders.drop("after-long-rows.txt", "Still there?");
        awaitWhereabouts("after-long-rows.txt", "done");
        Files.delete(task.resolve("task.prompt"));
        Files.delete(task);
    }

    @Test
    @Order(LAST)
    void sigtermLetsCallsInFlightFinishAndEndsWell() throws Exception {
        server.when(
                request -> request.prompt().startsWith("not now"),
                RecordedErrors.perMinute("gemini-limited", Duration.ofMinutes(4)));
        server.when(
                request -> request.prompt().startsWith("slowly"),
                Reply.late(
                        Duration.ofSeconds(2),
                        Reply.of(
                                200,
                                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"late\"}]},"
                                        + "\"finishReason\":\"STOP\"}]}")));
        folders.drop("waiting.txt", "---\nmodel: gemini-limited\n---\nnot now");
        await().atMost(LIMIT).until(() -> callsWith("not now").size() == 1);
        folders.drop("in-flight.txt", "slowly");
        await().atMost(LIMIT).until(() -> callsWith("slowly").size() == 1);

        long start = System.nanoTime();
        program.terminate();
        int code = program.awaitExit(LIMIT);
        Duration taken = Duration.ofNanos(System.nanoTime() - start);

        assertThat(code).isZero();
        assertThat(taken)
                .as("2 s for the call in flight, and what ending takes: no limit is waited for")
                .isLessThan(Duration.ofSeconds(15));
        assertThat(folders.whereabouts("in-flight.txt")).containsExactly("done");
        assertThat(folders.answer("in-flight.txt")).isEqualTo("late");
        assertThat(folders.whereabouts("waiting.txt")).containsExactly("inbox");
        assertThat(callsWith("not now")).hasSize(1);
    }
}
