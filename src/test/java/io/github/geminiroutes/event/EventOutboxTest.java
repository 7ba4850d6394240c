package io.github.geminiroutes.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Events on disk; a process that ends is an outbox that is closed. */
class EventOutboxTest {

    @TempDir Path data;

    private EventOutbox outbox(int maxPending) {
        return new EventOutbox(data, maxPending, 100_000);
    }

    /** That of the next process. */
    private EventOutbox adopted() throws IOException {
        EventOutbox next = outbox(10);
        next.adopt();
        return next;
    }

    private static Event event(String prompt, String place) {
        Event event = Event.ofPrompt(EventType.PROMPT_ANSWERED, prompt, "answered", Instant.EPOCH);
        event.data().put("place", place);
        return event;
    }

    private static void tell(EventOutbox outbox, String prompt) {
        try (PendingEvent pending = outbox.prepare(event(prompt, "done/" + prompt))) {
            pending.happened();
        }
    }

    /** Takes all events out, as the route does, and gives their prompts. */
    private static List<String> deliver(EventOutbox outbox) throws IOException {
        List<String> prompts = new ArrayList<>();
        for (EventLane lane : outbox.lanes()) {
            if (lane.tryBegin()) {
                for (OutboxEntry entry = lane.next(); entry != null; entry = lane.next()) {
                    prompts.add(
                            GeminiJson.MAPPER
                                    .readTree(entry.read())
                                    .path("data")
                                    .path("prompt")
                                    .asText());
                    outbox.delivered(lane.end());
                }
            }
        }
        return prompts;
    }

    private long files() throws IOException {
        Path directory = data.resolve(".gemini-events");
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.count();
        }
    }

    @Test
    void whatIsDeliveredIsGone() throws IOException {
        EventOutbox outbox = outbox(10);
        tell(outbox, "a.txt");
        tell(outbox, "b.txt");
        assertThat(outbox.pending()).isEqualTo(2);

        assertThat(deliver(outbox)).containsExactlyInAnyOrder("a.txt", "b.txt");

        assertThat(outbox.pending()).isZero();
        assertThat(outbox.delivered()).isEqualTo(2);
        outbox.close();
        assertThat(files()).isZero();
    }

    /** A shared lock of a reader would keep the next process from them. */
    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void nobodyMayReadThemWhoMayNotWriteThem() throws IOException {
        EventOutbox outbox = outbox(10);
        tell(outbox, "a.txt");

        try (Stream<Path> files = Files.list(data.resolve(".gemini-events"))) {
            assertThat(files)
                    .isNotEmpty()
                    .allSatisfy(
                            file ->
                                    assertThat(Files.getPosixFilePermissions(file))
                                            .doesNotContain(
                                                    PosixFilePermission.GROUP_READ,
                                                    PosixFilePermission.OTHERS_READ));
        }
        outbox.close();
    }

    @Test
    void theNextProcessDeliversWhatWasNotDelivered() throws IOException {
        EventOutbox first = outbox(10);
        tell(first, "a.txt");
        first.close();

        EventOutbox next = adopted();

        assertThat(deliver(next)).containsExactly("a.txt");
        assertThat(files()).isZero();
    }

    @Test
    void twoLiveInstancesDeliverTheirOwnEventsAndOneTakesOverTheOthersWhenItEnds()
            throws IOException {
        EventOutbox first = outbox(10);
        tell(first, "a.txt");
        EventOutbox second = outbox(10);
        tell(second, "b.txt");
        second.adopt();
        assertThat(deliver(second)).as("the first lives").containsExactly("b.txt");

        first.close();
        EventOutbox third = outbox(10);
        tell(third, "c.txt");
        third.adopt();

        assertThat(deliver(third)).containsExactlyInAnyOrder("a.txt", "c.txt");
        third.close();
        second.close();
        assertThat(files()).isZero();
    }

    /** On Linux the close of any handle of a file gives up the locks that the process has on it. */
    @Test
    @EnabledOnOs(OS.LINUX)
    void aSecondContextOfTheProcessDoesNotTakeTheLockFromTheFirst() throws IOException {
        EventOutbox first = outbox(10);
        tell(first, "a.txt");
        Path file;
        try (Stream<Path> files = Files.list(data.resolve(".gemini-events"))) {
            file = files.findFirst().orElseThrow();
        }
        String inode = ":" + Files.getAttribute(file, "unix:ino") + " ";
        assertThat(Files.readString(Path.of("/proc/locks"))).contains(inode);

        outbox(10).adopt();

        assertThat(Files.readString(Path.of("/proc/locks"))).contains(inode);
    }

    @Test
    void anEventThatDidNotComeAboutIsToldByWhatLiesInTheFolders() throws IOException {
        Files.createDirectories(data.resolve("inbox"));
        Files.createDirectories(data.resolve("done"));
        Files.createFile(data.resolve("done/moved.txt"));
        Files.createFile(data.resolve("inbox/stayed.txt"));
        EventOutbox first = outbox(10);
        first.prepare(event("moved.txt", "done/moved.txt"));
        first.prepare(event("stayed.txt", "done/stayed.txt"));
        first.prepare(event("removed.txt", "done/removed.txt"));
        first.close();

        EventOutbox next = adopted();

        assertThat(deliver(next)).containsExactlyInAnyOrder("moved.txt", "removed.txt");
        assertThat(files()).isZero();
    }

    @Test
    void anEventThatIsTakenBackIsNotDelivered() throws IOException {
        EventOutbox outbox = outbox(10);
        outbox.prepare(event("a.txt", "done/a.txt")).close();
        assertThat(deliver(outbox)).isEmpty();
        outbox.close();
        assertThat(files()).isZero();
    }

    @Test
    void aLineThatAKillHasCutIsLeftOut() throws IOException {
        EventOutbox first = outbox(10);
        tell(first, "a.txt");
        first.close();
        try (Stream<Path> files = Files.list(data.resolve(".gemini-events"))) {
            Files.writeString(
                    files.findFirst().orElseThrow(), "p{\"id\":", StandardOpenOption.APPEND);
        }

        EventOutbox next = adopted();

        assertThat(deliver(next)).containsExactly("a.txt");
    }

    @Test
    void aDamagedEventHoldsUpNoOther() throws IOException {
        EventOutbox first = outbox(10);
        assertThat(first.prepare(event("no-path.txt", "done/no\0path.txt"))).isNotNull();
        tell(first, "a.txt");
        first.close();

        EventOutbox next = adopted();

        assertThat(deliver(next)).containsExactly("a.txt");
    }

    /** As after one start by root. */
    @Test
    void aFileThatMayNotBeReadHoldsUpNoOther() throws IOException {
        EventOutbox first = outbox(10);
        tell(first, "a.txt");
        first.close();
        Path others = data.resolve(".gemini-events/-.events");
        Files.writeString(others, "t{}\n");
        assumeTrue(others.toFile().setReadable(false) && !Files.isReadable(others));

        EventOutbox next = adopted();

        assertThat(deliver(next)).containsExactly("a.txt");
    }

    @Test
    void aFileOfSomethingElseIsNeitherChangedNorDeleted() throws IOException {
        EventOutbox first = outbox(10);
        tell(first, "a.txt");
        first.close();
        Path directory = data.resolve(".gemini-events");
        String text = "proxy:x:13:13\ntape:x:26\n";
        Path elsewhere = Files.writeString(data.resolve("elsewhere"), "p{\"id\":\"1\"}\n");
        Path foreign = Files.writeString(directory.resolve("foreign.events"), text);
        Path link = Files.createSymbolicLink(directory.resolve("link.events"), elsewhere);
        assertThatThrownBy(() -> OutboxSegment.adopt(foreign, 8_000_000))
                .hasMessageContaining("foreign.events holds no events");
        assertThatThrownBy(() -> OutboxSegment.adopt(link, 8_000_000))
                .hasMessageContaining("link.events is a link");
        Path second = Files.createLink(directory.resolve("second.events"), elsewhere);
        assertThatThrownBy(() -> OutboxSegment.adopt(second, 8_000_000))
                .hasMessageContaining("second.events is a link");

        EventOutbox next = adopted();

        assertThat(deliver(next)).containsExactly("a.txt");
        assertThat(foreign).hasContent(text);
        assertThat(elsewhere).hasContent("p{\"id\":\"1\"}");
        assertThat(link).isSymbolicLink();
    }

    /** It is told, as each file that is not read. */
    @Test
    void aFileThatIsTooLargeForMemoryIsNotPassedOverInSilence() throws IOException {
        EventOutbox first = outbox(10);
        tell(first, "a.txt");
        first.close();
        Path large = data.resolve(".gemini-events/-.events");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(9_000_000);
        }
        assertThatThrownBy(() -> OutboxSegment.adopt(large, 8_000_000))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("-.events has more than 8000000 bytes");

        EventOutbox next = adopted();

        assertThat(deliver(next)).containsExactly("a.txt");
    }

    @Test
    void theOldestAreDroppedBeyondTheBound() throws IOException {
        EventOutbox outbox = outbox(3);
        for (int i = 0; i < 8; i++) {
            tell(outbox, "p" + i + ".txt");
        }

        assertThat(outbox.pending()).isEqualTo(3);
        assertThat(outbox.dropped()).isEqualTo(5);
        assertThat(deliver(outbox)).containsExactlyInAnyOrder("p5.txt", "p6.txt", "p7.txt");
    }

    @Test
    void anEventUnderWayCanBeDroppedAndItsLaneGoesOn() throws IOException {
        EventOutbox outbox = outbox(1);
        tell(outbox, "a.txt");
        EventLane lane =
                outbox.lanes().stream().filter(EventLane::tryBegin).findFirst().orElseThrow();
        assertThat(lane.next()).isNotNull();

        tell(outbox, "a.txt");

        assertThat(lane.first()).isNull();
        assertThat(lane.end()).isNull();
        assertThat(lane.next()).isNotNull();
        assertThat(outbox.dropped()).isEqualTo(1);
    }

    @Test
    void eventsOfOnePromptKeepTheirOrder() throws IOException {
        EventOutbox outbox = outbox(10_000);
        for (int i = 0; i < 100; i++) {
            Event event =
                    Event.ofPrompt(
                            EventType.PROMPT_PARKED, "a.txt", "parked", Instant.ofEpochSecond(i));
            try (PendingEvent pending = outbox.prepare(event)) {
                pending.happened();
            }
        }
        EventLane lane =
                outbox.lanes().stream().filter(EventLane::tryBegin).findFirst().orElseThrow();
        for (int i = 0; i < 100; i++) {
            assertThat(GeminiJson.MAPPER.readTree(lane.next().read()).path("time").asText())
                    .isEqualTo(Instant.ofEpochSecond(i).toString());
            outbox.delivered(lane.end());
        }
        assertThat(lane.next()).isNull();
    }

    @Test
    void anEventThatCannotBeReadIsDroppedAndCounted() throws IOException {
        EventOutbox outbox = outbox(10);
        tell(outbox, "a.txt");
        try (Stream<Path> files = Files.list(data.resolve(".gemini-events"))) {
            Files.write(files.findFirst().orElseThrow(), new byte[0]);
        }
        EventLane lane =
                outbox.lanes().stream().filter(EventLane::tryBegin).findFirst().orElseThrow();

        assertThat(outbox.read(lane.next(), lane)).isNull();

        assertThat(outbox.dropped()).isEqualTo(1);
        assertThat(outbox.pending()).isZero();
        assertThat(lane.next()).isNull();
    }

    /** A hundred thousand of them would fill a small heap. */
    @Test
    void aLongSubjectIsNotKeptInMemory() throws IOException {
        EventOutbox outbox = outbox(10);
        String prompt = "n".repeat(3_000) + ".txt";
        tell(outbox, prompt);
        EventLane lane =
                outbox.lanes().stream().filter(EventLane::tryBegin).findFirst().orElseThrow();
        OutboxEntry entry = lane.next();

        assertThat(entry.subject()).isNull();
        assertThat(entry.subject(entry.read())).isEqualTo(prompt);
        outbox.close();
    }

    @Test
    void whatTheDiskRefusesIsBoundedInBytes() throws IOException {
        Files.createFile(data.resolve(".gemini-events"));
        EventOutbox outbox = outbox(1_000);
        String name = "n".repeat(3_000);
        for (int i = 0; i < 100; i++) {
            tell(outbox, name + i);
        }
        assertThat(outbox.pending()).isBetween(5L, 17L);
        assertThat(outbox.dropped()).isEqualTo(100 - outbox.pending());
        assertThat(deliver(outbox)).contains(name + 99).doesNotContain(name + 0);

        for (int i = 100; i < 105; i++) {
            tell(outbox, name + i);
        }
        assertThat(outbox.pending()).as("what is delivered makes room").isEqualTo(5);
    }

    @Test
    void aDirectoryThatTakesNoFileHoldsUpNothing() throws IOException {
        Files.createFile(data.resolve(".gemini-events"));
        EventOutbox outbox = outbox(10);

        tell(outbox, "a.txt");

        assertThat(deliver(outbox)).containsExactly("a.txt");
    }

    @Test
    void theSameEventHasTheSameId() throws IOException {
        Event again = event("a.txt", "done/a.txt");
        assertThat(event("a.txt", "done/a.txt").toJson()).isEqualTo(again.toJson());
        assertThat(GeminiJson.MAPPER.readTree(event("b.txt", "x").toJson()).path("id"))
                .isNotEqualTo(GeminiJson.MAPPER.readTree(again.toJson()).path("id"));
    }
}
