package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.AnswerFile;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two instances that both believe the inbox is theirs, for a moment. */
@Timeout(60)
class SharedFolderTest {

    private static final int ROUNDS = 200;

    @TempDir Path data;
    private DropFolder one;
    private DropFolder two;

    @BeforeEach
    void makeFolders() throws IOException {
        for (String folder : DropFolder.FOLDERS) {
            Files.createDirectories(data.resolve(folder));
        }
        one = shared();
        two = shared();
    }

    private DropFolder shared() {
        DropFolder folder = new DropFolder(data);
        folder.setShared(true);
        return folder;
    }

    private PromptFile prompt(String name, String text) throws IOException {
        Path file = Files.writeString(data.resolve("inbox").resolve(name), text);
        UntrustedFiles files = new UntrustedFiles(file.getParent(), false);
        return PromptFile.read(name, files, files.read(name, 100_000), Instant.now());
    }

    private static OutgoingAnswer outgoing(PromptFile prompt, String text) {
        return new OutgoingAnswer(record(prompt, text), List.of(AnswerFile.words(0, text)), null);
    }

    private static ObjectNode record(PromptFile prompt, String text) {
        return GeminiJson.MAPPER
                .createObjectNode()
                .put("prompt", prompt.name())
                .put("sha256", prompt.sha256())
                .put("answeredAt", Instant.now().toString())
                .put("text", text);
    }

    private List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Test
    void answersThatComeAtTheSameMomentAreOneAnswer() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        CyclicBarrier together = new CyclicBarrier(2);
        try {
            for (int round = 0; round < ROUNDS; round++) {
                PromptFile prompt = prompt("p" + round + ".txt", "Prompt " + round);
                List<Future<Boolean>> both = new ArrayList<>();
                for (DropFolder folder : List.of(one, two)) {
                    String text = folder == one ? "of one" : "of two";
                    Callable<Boolean> publish =
                            () -> {
                                together.await();
                                return folder.answered().publish(prompt, outgoing(prompt, text));
                            };
                    both.add(threads.submit(publish));
                }
                for (Future<Boolean> each : both) {
                    assertThat(each.get()).isTrue();
                }
                Path record = data.resolve("outbox/p" + round + ".txt.record.json");
                assertThat(data.resolve("outbox/p" + round + ".txt.response.md"))
                        .hasContent(WholeFile.readJson(record).path("text").asText());
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(names("inbox")).isEmpty();
        assertThat(names("done")).hasSize(ROUNDS);
        assertThat(names("outbox")).hasSize(2 * ROUNDS).noneMatch(name -> name.contains(".2."));
    }

    @Test
    void anAnswerThatComesAfterTheOthersIsDropped() throws IOException {
        PromptFile prompt = prompt("a.txt", "Hello");
        one.answered().publish(prompt, outgoing(prompt, "first"));

        assertThat(two.answered().publish(prompt, outgoing(prompt, "second"))).isTrue();

        assertThat(names("outbox")).containsExactly("a.txt.record.json", "a.txt.response.md");
        assertThat(data.resolve("outbox/a.txt.response.md")).hasContent("first");
    }

    @Test
    void aPromptAskedAgainOnPurposeIsNotTakenForTheOneThatWasAnswered() throws IOException {
        PromptFile before = prompt("a.txt", "Hello");
        one.answered().publish(before, outgoing(before, "first"));
        Files.delete(data.resolve("done/a.txt"));
        PromptFile dropped = prompt("a.txt", "Hello");
        PromptFile again =
                new PromptFile(
                        dropped.name(),
                        dropped.files(),
                        dropped.sha256(),
                        dropped.ownSha256(),
                        dropped.stamp(),
                        null,
                        Instant.now().plusSeconds(1));

        two.answered()
                .publish(
                        again,
                        new OutgoingAnswer(
                                record(again, "second")
                                        .put("answeredAt", Instant.now().plusSeconds(2).toString()),
                                List.of(AnswerFile.words(0, "second")),
                                null));

        assertThat(data.resolve("outbox/a.txt.response.md")).hasContent("first");
        assertThat(data.resolve("outbox/a.txt.2.response.md")).hasContent("second");
        assertThat(names("done")).containsExactly("a.txt.2");
    }

    @Test
    void aNewPromptOfThatNameIsNotTakenForTheOneThatWasAnswered() throws IOException {
        PromptFile before = prompt("a.txt", "Hello");
        one.answered().publish(before, outgoing(before, "first"));
        PromptFile next = prompt("a.txt", "Quite another prompt");

        // Late, of an instance that stood still since the first.
        assertThat(two.answered().publish(before, outgoing(before, "late"))).isFalse();
        assertThat(names("inbox")).containsExactly("a.txt");

        two.answered().publish(next, outgoing(next, "second"));
        assertThat(data.resolve("outbox/a.txt.2.response.md")).hasContent("second");
        assertThat(names("done")).containsExactly("a.txt", "a.txt.2");
    }

    @Test
    void whatAnotherInstanceHasWrittenHalfIsWrittenAnew() throws IOException {
        PromptFile prompt = prompt("a.txt", "Hello");
        Files.writeString(data.resolve("outbox/.gemini-other-1.tmp"), "half");
        Leftovers.removeHalfWritten(one);

        two.answered().publish(prompt, outgoing(prompt, "text"));

        assertThat(names("outbox")).containsExactly("a.txt.record.json", "a.txt.response.md");
    }

    @Test
    void withoutAClusterTheInstanceHoldsTheInboxAlways() {
        Leadership alone = new Leadership();
        alone.setConsumer("");
        assertThat(alone.holds()).isTrue();
        assertThat(alone.isShared()).isFalse();
        assertThatThrownBy(() -> alone.setConsumer("seda:x"))
                .hasMessage("gemini.cluster.consumer=seda:x: must be empty or master:NAME:");
    }
}
