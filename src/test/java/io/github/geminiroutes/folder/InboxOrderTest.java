package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.support.UntrustedFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.component.file.GenericFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files a poll brings first. */
class InboxOrderTest {

    private static final long SECOND = 1_000_000_000;

    @TempDir Path inbox;
    private long now;
    private final PollPatience patience = new PollPatience(() -> now);
    private final InboxOrder order = new InboxOrder(patience, 3);

    private void drop(String name, String text) throws IOException {
        Files.writeString(inbox.resolve(name), text);
    }

    private static GenericFile<File> file(Path path) {
        GenericFile<File> file = new GenericFile<>();
        file.setFileNameOnly(path.getFileName().toString());
        file.setFileLength(path.toFile().length());
        file.setLastModified(path.toFile().lastModified());
        return file;
    }

    /** The names as a poll would take them. */
    private List<String> poll() throws IOException {
        patience.begin();
        order.begin();
        UntrustedFiles files = new UntrustedFiles(inbox, false);
        List<GenericFile<File>> accepted = new ArrayList<>();
        try (var names = Files.list(inbox)) {
            for (Path path : names.sorted().toList()) {
                GenericFile<File> file = file(path);
                if (order.accept(file, files)) {
                    accepted.add(file);
                }
            }
        }
        patience.listed();
        accepted.sort(order);
        return accepted.stream().map(GenericFile::getFileNameOnly).toList();
    }

    private void becomeFull() {
        now += 2 * SECOND;
        assertThat(patience.tryEndWait()).isTrue();
        assertThat(patience.hasEnded()).isTrue();
    }

    @Test
    void whileThereArePlacesFilesAreTakenByName() throws IOException {
        drop("a.md", "---\npriority: low\n---\nq");
        drop("b.md", "---\npriority: high\n---\nq");

        assertThat(poll()).containsExactly("a.md", "b.md");
        assertThat(patience.hasEnded()).isFalse();
    }

    @Test
    void whilePromptsWaitForAPlaceTheUrgentComeFirst() throws IOException {
        drop("a.md", "---\npriority: low\n---\nq");
        drop("b.txt", "q");
        drop("c.md", "q");
        poll();
        becomeFull();
        drop(
                "z.prompt",
                "# licence\n---\nmodel: gemini-3.8-flash\npriority: \"high\" # now\n---\nq");

        assertThat(poll()).containsExactly("z.prompt", "b.txt", "c.md", "a.md");
    }

    @Test
    void anUrgentOneIsFoundBehindMoreThanAPollTakes() throws IOException {
        for (int i = 0; i < 20; i++) {
            drop("n" + i + ".txt", "q");
        }
        drop("urgent.md", "---\npriority: high\n---\nq");
        poll();
        becomeFull();

        assertThat(poll()).hasSize(4).startsWith("urgent.md");
    }

    @Test
    void urgentOnesWithoutAnEndStarveNoOthers() throws IOException {
        for (int i = 0; i < 9; i++) {
            drop("h" + i + ".md", "---\npriority: high\n---\nq");
        }
        drop("n.txt", "q");
        drop("z.md", "---\npriority: low\n---\nq");
        List<String> firsts = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            firsts.add(poll().get(0));
            becomeFull();
        }

        assertThat(firsts).contains("n.txt", "z.md").filteredOn("h0.md"::equals).hasSize(18);
    }

    @Test
    void aFileThatHasChangedIsReadAgain() throws IOException {
        drop("a.txt", "q");
        drop("b.md", "---\npriority: normal\n---\nq");
        poll();
        becomeFull();
        assertThat(poll()).containsExactly("a.txt", "b.md");
        becomeFull();
        drop("b.md", "---\npriority: high\n---\nlonger");

        assertThat(poll()).containsExactly("b.md", "a.txt");
    }

    /** With thousands of files the directory named some new ones so late that none was found. */
    @Test
    void whileThereIsARestTheFirstByNameAreFoundBeyondIt() throws IOException {
        for (String name : List.of("p9", "p8", "p7", "p6", "p5", "p4")) {
            drop(name + ".md", "q");
        }
        poll();
        now += 2 * SECOND;
        assertThat(patience.tryEnd()).isTrue();
        patience.begin();
        order.begin();
        UntrustedFiles files = new UntrustedFiles(inbox, false);

        assertThat(List.of("p4", "p5", "p6", "p7", "p9", "new", "p8"))
                .filteredOn(name -> order.accept(file(inbox.resolve(name + ".md")), files))
                .containsExactly("p4", "p5", "p6", "new");
    }
}
