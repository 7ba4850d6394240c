package io.github.geminiroutes.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.folder.FolderLock;
import io.github.geminiroutes.folder.Leadership;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** A host application whose folders another program empties already. */
class StandByRouteTest extends DropFolderRoutesTestSupport {

    private static FolderLock other;

    @BeforeAll
    static void anotherProgramIsThere(TestInfo test) {
        other = new FolderLock(dataOf(test));
        assertThat(other.tryAcquire()).isTrue();
    }

    @AfterAll
    static void theOtherIsGone(TestInfo test) {
        assertThat(new FolderLock(dataOf(test)).tryAcquire())
                .as("let go with the context")
                .isTrue();
    }

    @Test
    void standsByUntilTheOtherEnds() throws IOException {
        answerInOrder(answer("at last"));
        Leadership leadership = DropFolderService.of(context).leadership();

        drop("a.txt", "Hello");
        Files.writeString(folder.parked().resolve("b.txt"), "Parked by the other");

        await().during(Duration.ofSeconds(2)).atMost(SOON).until(() -> calls() == 0);
        assertThat(leadership.holds()).isFalse();
        assertThat(folder.inbox().resolve("a.txt")).exists();
        assertThat(folder.parked().resolve("b.txt")).exists();

        other.close();

        soon().until(() -> Files.exists(folder.done().resolve("a.txt")));
        soon().until(() -> Files.exists(folder.done().resolve("b.txt")));
        assertThat(leadership.holds()).isTrue();
    }
}
