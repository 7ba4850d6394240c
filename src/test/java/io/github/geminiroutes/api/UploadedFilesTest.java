package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.FileChangedException;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.support.UntrustedFiles;
import io.github.geminiroutes.testing.GeminiServer;
import io.github.geminiroutes.testing.HostileServer;
import io.github.geminiroutes.testing.SettableClock;
import io.github.geminiroutes.testing.StoredFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files at Google, against a server that keeps them as Google does. */
class UploadedFilesTest {

    private static final int SIZE = 12_345;

    /** Two pieces, the last one short. */
    private static final int LARGE = 8 * 1024 * 1024 + SIZE;

    private static final Duration KEEP = Duration.ofMinutes(10);

    private final SettableClock clock = new SettableClock(Instant.now());
    private final List<Duration> pauses = new ArrayList<>();
    private final GeminiServer server = GeminiServer.start();
    private final StoredFiles stored = server.files();
    private CloseableHttpClient http;
    private byte[] content;
    @TempDir private Path directory;

    @BeforeEach
    void open() throws IOException {
        ApiKey key = new ApiKey();
        key.setKey("of-the-application");
        http = ConfiguredClient.withKey(key);
        write(SIZE);
    }

    private void write(int size) throws IOException {
        content = new byte[size];
        new java.util.Random(1).nextBytes(content);
        Files.write(directory.resolve("film.mp4"), content);
    }

    @AfterEach
    void close() throws IOException {
        http.close();
        server.close();
    }

    private ApiCalls calls() {
        return new ApiCalls(http, server.baseUrl(), null);
    }

    /** One run of the program. */
    private UploadedFiles files() throws IOException {
        return new UploadedFiles(calls(), directory.resolve("journal"), KEEP, clock, pauses::add);
    }

    private FileSource film() throws IOException {
        UntrustedFiles files = new UntrustedFiles(directory, false);
        return FileSource.of(files, "film.mp4", files.look("film.mp4"));
    }

    private String name(int number) {
        return "files/gr" + Sha256.hex(content).substring(0, 32) + "-" + number;
    }

    private RemoteFile acquired(UploadedFiles files) throws IOException {
        return files.acquire(film(), "video/mp4").file();
    }

    @Test
    void uploadsInPiecesUnderTheNameOfTheContent() throws IOException {
        RemoteFile file = acquired(files());

        assertThat(file.name()).isEqualTo(name(1));
        assertThat(file.uri()).endsWith("/v1beta/" + name(1));
        assertThat(file.sha256()).isEqualTo(Sha256.hex(content));
        assertThat(stored.sizes()).containsExactly((long) SIZE);
        assertThat(stored.events()).containsExactly("start", "final");
    }

    /** By such a clock no file is there for long enough: each use would upload it anew. */
    @Test
    void aFileThatHasExpiredByTheClockIsUploadedOnce() throws IOException {
        stored.expireAt(clock.instant().minusSeconds(3_600));
        UploadedFiles files = files();

        assertThat(acquired(files).name()).isEqualTo(name(1));
        assertThat(acquired(files).name()).isEqualTo(name(1));
        assertThat(stored.events()).containsExactly("start", "final");
    }

    @Test
    void asksHowFarTheServerIsAfterALostPieceAndSendsTheRest() throws IOException {
        write(LARGE);
        stored.losePieces(1, 3);

        RemoteFile file = acquired(files());

        assertThat(file.sha256()).isEqualTo(Sha256.hex(content));
        assertThat(stored.events()).containsExactly("start", "query", "query", "final");
        assertThat(pauses).hasSize(2);
    }

    @Test
    void theAnswerToTheLastPieceMayBeLost() throws IOException {
        stored.loseLastAnswer();

        assertThat(acquired(files()).name()).isEqualTo(name(1));
        assertThat(stored.events()).containsExactly("start", "final", "query");
    }

    @Test
    void theSameContentIsUploadedOnceAlsoByALaterRun() throws IOException {
        UploadedFiles first = files();
        acquired(first);
        acquired(first);

        acquired(files());

        assertThat(stored.events()).containsExactly("start", "final");
    }

    @Test
    void aNameThatNobodySeesIsPassedByAndSoIsOneWithOtherContent() throws IOException {
        stored.hide(name(1));
        stored.put(name(2), "", new byte[3]);

        assertThat(acquired(files()).name()).isEqualTo(name(3));
    }

    @Test
    void aFileThatIsSoonGoneIsUploadedAnew() throws IOException {
        stored.expireAt(clock.instant().plusSeconds(60));
        acquired(files());
        stored.expireAt(clock.instant().plusSeconds(10_000));

        assertThat(acquired(files()).name()).isEqualTo(name(2));
    }

    @Test
    void waitsUntilItIsActive() throws IOException {
        stored.processFor(6);

        assertThat(acquired(files()).state()).isEqualTo(RemoteFile.State.ACTIVE);
        assertThat(pauses.stream().map(Duration::toSeconds))
                .containsExactly(1L, 2L, 4L, 8L, 15L, 15L, 15L);
    }

    @Test
    void waitsNoLongerThanAQuarterOfAnHour() {
        stored.processFor(1_000);

        assertThatThrownBy(() -> acquired(files()))
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e ->
                                assertThat(e.failure().kind())
                                        .isEqualTo(FailureKind.DEADLINE_EXCEEDED));
        assertThat(pauses.stream().mapToLong(Duration::toSeconds).sum()).isBetween(900L, 930L);
    }

    @Test
    void aFileThatGoogleCannotReadIsDeletedAndFailsItsPrompt() throws IOException {
        stored.breakNew();

        assertThatThrownBy(() -> acquired(files()))
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.INVALID_REQUEST));
        assertThat(stored.names()).isEmpty();
    }

    @Test
    void isDeletedAWhileAfterItsLastUse() throws IOException {
        UploadedFiles files = files();
        UploadedFiles.Use one = files.acquire(film(), "video/mp4");
        UploadedFiles.Use other = files.acquire(film(), "video/mp4");
        one.close();
        one.close();
        clock.advance(KEEP);
        files.tidy();
        assertThat(stored.names()).containsExactly(name(1));

        other.close();
        files.tidy();
        assertThat(stored.names()).containsExactly(name(1));
        clock.advance(KEEP);
        files.tidy();

        assertThat(stored.names()).isEmpty();
        assertThat(directory.resolve("journal")).doesNotExist();
    }

    @Test
    void aLaterRunDeletesWhatIsLeftAndNothingElse() throws IOException {
        stored.put("files/other", "holiday", new byte[3]);
        stored.put("files/gr12-1", "gemini-routes of another installation", new byte[3]);
        acquired(files());

        UploadedFiles later = files();
        later.tidy();
        assertThat(stored.names()).contains(name(1));
        clock.advance(KEEP);
        later.tidy();

        assertThat(stored.names()).containsExactlyInAnyOrder("files/other", "files/gr12-1");
    }

    @Test
    void whatALaterRunHoldsStaysUntilItLetsGo() throws IOException {
        acquired(files());
        UploadedFiles later = files();
        UploadedFiles.Use held = later.hold(name(1));
        UploadedFiles.Use other = later.acquire(film(), "video/mp4");
        other.close();
        clock.advance(KEEP.multipliedBy(2));
        later.tidy();
        assertThat(stored.names()).containsExactly(name(1));

        held.close();
        clock.advance(KEEP.multipliedBy(2));
        later.tidy();

        assertThat(stored.names()).isEmpty();
    }

    @Test
    void oneThatGoogleNoLongerHasIsUploadedAgain() throws IOException {
        UploadedFiles files = files();
        UploadedFiles.Use use = files.acquire(film(), "video/mp4");
        stored.loseAll();
        use.closeAsGone();

        assertThat(acquired(files).name()).isEqualTo(name(1));
        assertThat(stored.events()).containsExactly("start", "final", "start", "final");
    }

    @Test
    void aFullStorageIsHealedByDeletingWhatNobodyNeeds() throws IOException {
        stored.put("files/other", "holiday", new byte[3]);
        UploadedFiles files = files();
        Path small = Files.write(directory.resolve("small.mp4"), new byte[1000]);
        files.acquire(FileSource.of(small), "video/mp4").close();
        stored.roomFor(SIZE + 10);

        acquired(files);

        assertThat(stored.names()).containsExactlyInAnyOrder("files/other", name(1));
        assertThat(pauses).isEmpty();
    }

    @Test
    void aStorageFullOfOthersFilesIsNoFaultOfThePrompt() throws IOException {
        stored.put("files/other", "holiday", new byte[3]);
        stored.roomFor(10);

        assertThatThrownBy(() -> acquired(files()))
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e -> {
                            assertThat(e.failure().kind()).isEqualTo(FailureKind.CAPACITY);
                            assertThat(e.failure().retryDelay()).isNull();
                        });
        assertThat(stored.names()).containsExactly("files/other");
    }

    /** As a file that has changed it would be uploaded again and again, and nobody told. */
    @Test
    void aServerThatStoresOtherBytesIsAtFault() throws IOException {
        stored.spoilPieces(1);

        assertThatThrownBy(() -> acquired(files()))
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e ->
                                assertThat(e.failure().kind())
                                        .isEqualTo(FailureKind.MALFORMED_ANSWER));
        assertThat(stored.names()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"FAILED, INVALID_REQUEST", "ACTIVE, MALFORMED_ANSWER"})
    void aServerThatForgetsTheNameOfAFileIsNoSurprise(String state, FailureKind kind)
            throws IOException {
        String processing =
                "{\"name\":\"%s\",\"uri\":\"http://a/b\",\"state\":\"PROCESSING\",\"sha256Hash\":\"%s\"}"
                        .formatted(
                                name(1),
                                Base64.getEncoder().encodeToString(Sha256.hex(content).getBytes()));
        Iterator<String> says = List.of(processing, "{\"state\":\"" + state + "\"}").iterator();
        try (HostileServer forgetful = new HostileServer()) {
            forgetful.answers(request -> HostileServer.json(says.next()).to(request));
            UploadedFiles files =
                    new UploadedFiles(
                            new ApiCalls(http, forgetful.address(), null),
                            null,
                            KEEP,
                            clock,
                            pauses::add);

            assertThatThrownBy(() -> acquired(files))
                    .isInstanceOfSatisfying(
                            GeminiException.class,
                            e -> assertThat(e.failure().kind()).isEqualTo(kind));
        }
    }

    @Test
    void aFileThatChangesIsNotLeftAtGoogle() throws IOException {
        FileSource source = film();
        FileStamp before = new UntrustedFiles(directory, false).look("film.mp4");
        Files.write(directory.resolve("film.mp4"), new byte[SIZE]);
        assertThat(before).isNotEqualTo(new UntrustedFiles(directory, false).look("film.mp4"));

        assertThatThrownBy(() -> files().acquire(source, "video/mp4"))
                .isInstanceOf(FileChangedException.class);
        assertThat(stored.names()).isEmpty();
    }

    @Test
    void uploadsGoNowhereElseAndTheAddressIsNotShown() {
        stored.uploadTo("https://storage.example.com");

        assertThatThrownBy(() -> acquired(files()))
                .isInstanceOfSatisfying(
                        GeminiException.class,
                        e -> assertThat(e.failure().kind()).isEqualTo(FailureKind.MALFORMED_ANSWER))
                .hasMessageContaining("storage.example.com")
                .hasMessageNotContaining("secret");
    }

    @Test
    void behindAGatewayGooglesAddressBecomesTheGateways() throws IOException {
        stored.uploadTo("https://generativelanguage.googleapis.com");

        assertThat(acquired(files()).name()).isEqualTo(name(1));
    }

    @Test
    void aDownloadIsWholeOrNotThere() throws IOException {
        stored.put("files/batch-1", "", "{\"key\":\"a\"}\n".getBytes());
        FilesClient client = new FilesClient(calls());
        Path target = directory.resolve("results.jsonl");

        assertThat(client.download("files/batch-1", target, 12, 100)).isEqualTo(12);
        assertThat(target).hasContent("{\"key\":\"a\"}\n");
        Files.delete(target);
        assertThatThrownBy(() -> client.download("files/batch-1", target, 13, 100))
                .hasMessageContaining("12 came");
        assertThatThrownBy(() -> client.download("files/batch-1", target, -1, 11))
                .hasMessageContaining("larger than 11");
        stored.cutDownloads();
        assertThatThrownBy(() -> client.download("files/batch-1", target, -1, 100))
                .hasMessageContaining("broke off");
        assertThatThrownBy(() -> client.download("files/batch-2", target, -1, 100))
                .hasMessageContaining("may not exist");

        try (var left = Files.list(directory)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly("film.mp4");
        }
    }
}
