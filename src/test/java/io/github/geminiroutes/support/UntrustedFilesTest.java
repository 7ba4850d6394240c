package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.github.geminiroutes.testing.Pipes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class UntrustedFilesTest {

    private static final int MOST = 1_000;

    @TempDir Path outside;
    private Path inbox;
    private UntrustedFiles files;

    @BeforeEach
    void makeInbox() throws IOException {
        inbox = Files.createDirectories(outside.resolve("inbox/sub/deep")).getParent().getParent();
        files = new UntrustedFiles(inbox, false, true);
        Files.writeString(outside.resolve("secret.txt"), "secret");
    }

    private String read(String name) throws IOException {
        return new String(files.read(name, MOST).bytes(), StandardCharsets.UTF_8);
    }

    private void assertRefused(String name, String reason) {
        assertThatThrownBy(() -> files.read(name, MOST))
                .isInstanceOf(RefusedFileException.class)
                .hasMessage(reason);
        assertThatThrownBy(() -> files.look(name)).isInstanceOf(RefusedFileException.class);
        assertThat(files.isRegular(name)).isFalse();
    }

    @Test
    void aRegularFileIsReadAtAnyDepth() throws IOException {
        Files.writeString(inbox.resolve("a.txt"), "one");
        Files.writeString(inbox.resolve("sub/deep/b.txt"), "two");

        assertThat(read("a.txt")).isEqualTo("one");
        assertThat(read("sub/deep/b.txt")).isEqualTo("two");
    }

    @Test
    void aFileIsReadUpToALimitAndNotBeyond() throws IOException {
        Files.writeString(inbox.resolve("a.txt"), "x".repeat(MOST));
        assertThat(read("a.txt")).hasSize(MOST);

        Files.writeString(inbox.resolve("a.txt"), "x".repeat(MOST + 1));
        assertThat(files.read("a.txt", MOST)).isNull();
    }

    @Test
    void nothingButAFileIsOpened() throws Exception {
        Files.createSymbolicLink(inbox.resolve("link"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(inbox.resolve("dangling"), outside.resolve("none"));
        Files.createSymbolicLink(inbox.resolve("zero"), Path.of("/dev/zero"));
        Pipes.make(inbox.resolve("pipe"));

        assertRefused("link", "is a symbolic link");
        assertRefused("dangling", "is a symbolic link");
        assertRefused("zero", "is a symbolic link");
        assertRefused("pipe", "is a named pipe");
        assertRefused("sub", "is a folder");
    }

    @Test
    void noFolderOnTheWayIsALinkOrAPipe() throws Exception {
        Files.createSymbolicLink(inbox.resolve("sub/out"), outside);
        Pipes.make(inbox.resolve("pipe"));
        Files.writeString(inbox.resolve("a.txt"), "a");

        assertThatThrownBy(() -> read("sub/out/secret.txt"))
                .isInstanceOf(RefusedFileException.class)
                .hasMessage("leads through a symbolic link");
        assertThatThrownBy(() -> read("pipe/a.txt"))
                .isInstanceOf(RefusedFileException.class)
                .hasMessage("leads through a named pipe");
        assertThatThrownBy(() -> read("a.txt/b.txt")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> read("none/b.txt")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void linksAreFollowedWhereThatIsWanted() throws IOException {
        files = new UntrustedFiles(inbox, true, true);
        Files.createSymbolicLink(inbox.resolve("link"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(inbox.resolve("sub/out"), outside);
        Files.createSymbolicLink(inbox.resolve("zero"), Path.of("/dev/zero"));

        assertThat(read("link")).isEqualTo("secret");
        assertThat(read("sub/out/secret.txt")).isEqualTo("secret");
        assertThatThrownBy(() -> read("zero")).hasMessage("is a device");
    }

    @Test
    void hardLinksAreReadOnlyWhereTheKernelProtectsThem() throws IOException {
        Files.createLink(inbox.resolve("hard.txt"), outside.resolve("secret.txt"));
        assertThat(read("hard.txt")).isEqualTo("secret");

        files = new UntrustedFiles(inbox, false, false);
        assertRefused(
                "hard.txt", "has 2 names (hard links), and this kernel lets anybody make them");
    }

    @Test
    void whatChangesWhileItIsReadIsVoid() throws IOException {
        Path file = Files.writeString(inbox.resolve("a.txt"), "first");

        assertThatThrownBy(
                        () ->
                                files.read(
                                        "a.txt",
                                        (in, stamp) ->
                                                Files.writeString(
                                                        file, "more", StandardOpenOption.APPEND)))
                .isInstanceOf(FileChangedException.class);
    }

    @Test
    void anErrorOfAFileInItsPlaceIsNotItsOwn() throws Exception {
        Path file = Files.writeString(inbox.resolve("a.txt"), "first");
        Path pipe = Pipes.make(outside.resolve("pipe"));

        assertThatThrownBy(
                        () ->
                                files.read(
                                        "a.txt",
                                        (in, stamp) -> {
                                            Files.move(pipe, file, StandardCopyOption.ATOMIC_MOVE);
                                            throw new IOException("Illegal seek");
                                        }))
                .isInstanceOf(FileChangedException.class);
    }

    /** The proof that what was opened is what was looked at: a rename leaves its trace. */
    @Test
    void anotherFileInItsPlaceIsNoticedEvenIfItIsPutBack() throws IOException {
        Path file = Files.writeString(inbox.resolve("a.txt"), "first");
        await().pollDelay(Duration.ofMillis(20)).until(() -> true);

        assertThatThrownBy(
                        () ->
                                files.read(
                                        "a.txt",
                                        (in, stamp) -> {
                                            Path away = Files.move(file, inbox.resolve("away"));
                                            return Files.move(away, file);
                                        }))
                .isInstanceOf(FileChangedException.class);
    }

    @Test
    void aFolderThatIsReplacedWhileItIsReadLeadsNowhere() throws IOException {
        Files.writeString(inbox.resolve("sub/secret.txt"), "harmless");

        assertThatThrownBy(
                        () ->
                                files.read(
                                        "sub/secret.txt",
                                        (in, stamp) -> {
                                            Files.move(inbox.resolve("sub"), inbox.resolve("old"));
                                            return Files.createSymbolicLink(
                                                    inbox.resolve("sub"), outside);
                                        }))
                .isInstanceOf(FileChangedException.class);
    }

    @Test
    void anOpenThatAPipeBlocksIsSeenAndEnded() throws Exception {
        Path pipe = Pipes.make(inbox.resolve("pipe"));
        OpenWatch watch = new OpenWatch();
        CompletableFuture<Long> opened = new CompletableFuture<>();
        Thread blocked =
                new Thread(
                        () -> {
                            try {
                                opened.complete(
                                        watch.open(
                                                pipe,
                                                () -> {
                                                    Files.newByteChannel(pipe).close();
                                                    return 1L;
                                                }));
                            } catch (IOException e) {
                                opened.completeExceptionally(e);
                            }
                        });
        blocked.setDaemon(true);
        blocked.start();
        await().until(() -> watch.longest().toMillis() > 100);
        assertThat(opened).isNotDone();

        watch.endBlocked(Duration.ofMillis(100));

        assertThat(opened.get(60, TimeUnit.SECONDS)).isEqualTo(1);
        await().until(() -> watch.longest().isZero());
    }

    /** As names of another encoding are where the locale is that of C. */
    @Test
    void noFileHasANameThatTheSystemCannotWrite() {
        for (String name : new String[] {"a\0.txt", "a\0/b.txt", "sub/a\0.txt"}) {
            assertThatThrownBy(() -> files.look(name))
                    .isInstanceOf(UnwritableNameException.class)
                    .isInstanceOf(NoSuchFileException.class);
            assertThatThrownBy(() -> files.read(name, MOST))
                    .isInstanceOf(UnwritableNameException.class);
            assertThat(files.isRegular(name)).isFalse();
        }
    }
}
