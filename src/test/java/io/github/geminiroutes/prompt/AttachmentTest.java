package io.github.geminiroutes.prompt;

import static io.github.geminiroutes.prompt.PromptFixtures.ENCODER;
import static io.github.geminiroutes.prompt.PromptFixtures.MAPPER;
import static io.github.geminiroutes.prompt.PromptFixtures.PARSER;
import static io.github.geminiroutes.prompt.PromptFixtures.bytes;
import static io.github.geminiroutes.prompt.PromptFixtures.encoded;
import static io.github.geminiroutes.prompt.PromptFixtures.failureOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.UntrustedFiles;
import io.github.geminiroutes.support.WorkTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AttachmentTest {

    /** One white pixel. */
    private static final byte[] PNG =
            Base64.getDecoder()
                    .decode(
                            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEA"
                                    + "sA7N0AAAAABJRU5ErkJggg==");

    @TempDir Path outside;
    private Path inbox;

    @BeforeEach
    void inbox() throws IOException {
        inbox = Files.createDirectories(outside.resolve("inbox"));
    }

    private Prompt prompt(String attachments) {
        String file = "---\nmodel: x\nattachments: " + attachments + "\n---\nLook.";
        return PARSER.parse("a.md", file.getBytes(UTF_8), inbox);
    }

    @Test
    void attachmentsGoBeforeTheTextInOrder() throws IOException {
        Files.write(inbox.resolve("dot.png"), PNG);
        Files.createDirectory(inbox.resolve("data"));
        Files.writeString(inbox.resolve("data/table.CSV"), "a,b\n1,ü\n");

        Prompt prompt = prompt("\n  - dot.png\n  - data/table.CSV");
        JsonNode parts = encoded(prompt).at("/contents/0/parts");

        assertThat(prompt.attachments())
                .extracting(Attachment::name, Attachment::mimeType, Attachment::size)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                "dot.png", "image/png", (long) PNG.length),
                        org.assertj.core.groups.Tuple.tuple("data/table.CSV", "text/csv", 9L));
        assertThat(parts).hasSize(3);
        assertThat(parts.at("/0/inlineData/mimeType").textValue()).isEqualTo("image/png");
        assertThat(parts.at("/0/inlineData/data").binaryValue()).isEqualTo(PNG);
        assertThat(parts.at("/1/inlineData/data").binaryValue())
                .asString(UTF_8)
                .isEqualTo("a,b\n1,ü\n");
        assertThat(parts.at("/2/text").textValue()).isEqualTo("Look.");
    }

    @ParameterizedTest
    @CsvSource({
        "a.png, '\u0089PNG\r\n\u001a\n', image/png",
        "a.png, '\u00ff\u00d8\u00ff\u00e0', image/jpeg",
        "a.jpg, 'RIFF\0\0\0\0WEBPVP8 ', image/webp",
        "a.mp3, 'RIFF\0\0\0\0WAVEfmt ', audio/wav",
        "a.txt, '%PDF-1.7', application/pdf",
        "a.heic, '\0\0\0\u0018ftypmif1', image/heic",
        "a.jpg, '\0\0\0\u0018ftypheic', image/heic",
        "a.m4a, '\0\0\0\u0018ftypM4A ', audio/m4a",
        "a.mov, '\0\0\0\u0018ftypqt  ', video/mov",
        "a.wav, 'ID3\u0004', audio/mp3",
        "a.JPEG, 'whatever', image/jpeg",
        "a.java, 'class A {}', text/plain",
        "a.hs, 'main = print 1', text/plain",
        "a.dart, 'void main() {}', text/plain",
        "Makefile, 'all:\n\ttrue\n', text/plain",
        "a.log.1, '\u001b[31mred\u001b[0m', text/plain",
        "a.md, '# A', text/markdown"
    })
    void contentDecidesTheTypeWhereItIsKnown(String name, String start, String type)
            throws IOException {
        Files.write(inbox.resolve(name), bytes(start));

        assertThat(prompt(name).attachments().get(0).mimeType()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "a.gif, GIF89a, 'contains image/gif, which Gemini does not accept inline'",
        "a.png, GIF89a, 'contains image/gif, which Gemini does not accept inline'",
        "a.csv, 'PK\u0003\u0004', contains application/zip",
        "a.exe, 'MZ\0\u0003', has a type",
        "a.hs, 'caf\u00e9', has a type",
        "a.doc, '\u00d0\u00cf\u0011\u00e0', has a type",
        "noending, '\u0001\u0002', has a type",
        "a.txt, '', is empty"
    })
    void otherTypesAreRefused(String name, String start, String message) throws IOException {
        Files.write(inbox.resolve(name), bytes(start));

        assertThat(failureOf(() -> prompt(name)))
                .hasMessageStartingWith("line 3: attachment '%s' ".formatted(name))
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../secret.txt",
                "data/../../secret.txt",
                "/etc/passwd.txt",
                "C:/secret.txt",
                "..\\secret.txt",
                "data\\secret.txt",
                ".hidden.txt",
                ".git/config.txt",
                "./../secret.txt",
                "./.hidden.txt",
                ".",
                "./",
                "a//b.txt",
                "a.txt/",
                "\"a\\0.txt\"",
                "\"a\\n.txt\"",
                "\" \"",
                "missing.txt",
                "secret.txt/a.txt",
                "inbox.txt"
            })
    void namesThatLeadElsewhereAreRefused(String name) throws IOException {
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.createDirectory(inbox.resolve("inbox.txt"));

        assertThat(failureOf(() -> prompt(name)))
                .hasMessageStartingWith("line 3: ")
                .hasMessageNotContaining(outside.toString());
    }

    @Test
    void noLinkIsFollowedWhereverItLeads() throws IOException {
        Files.writeString(outside.resolve("secret.txt"), "secret");
        Files.writeString(inbox.resolve("own.txt"), "own");
        Files.createSymbolicLink(inbox.resolve("link.txt"), outside.resolve("secret.txt"));
        Files.createSymbolicLink(inbox.resolve("own-link.txt"), Path.of("own.txt"));
        Files.createSymbolicLink(inbox.resolve("folder"), outside);

        assertThat(failureOf(() -> prompt("link.txt"))).hasMessageContaining("is a symbolic link");
        assertThat(failureOf(() -> prompt("own-link.txt")))
                .hasMessageContaining("is a symbolic link");
        assertThat(failureOf(() -> prompt("folder/secret.txt")))
                .hasMessageContaining("leads through a symbolic link");
    }

    @Test
    void aNameMayBeginAtThePromptsOwnFolder() throws IOException {
        Files.createDirectory(inbox.resolve("files"));
        Files.write(inbox.resolve("files/dot.png"), PNG);

        assertThat(prompt("./files/./dot.png").attachments().get(0).name())
                .isEqualTo("files/dot.png");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/a.pdf",
                "HTTP://example.com",
                "gs://bucket/a.pdf",
                "file:///etc/passwd",
                "\"data:text/plain,x\"",
                "www.example.com/a.pdf"
            })
    void anAddressIsCalledOne(String name) {
        assertThat(failureOf(() -> prompt(name)))
                .hasMessageStartingWith("line 3: ")
                .hasMessageContaining("is an address on the web")
                .hasMessageContaining("download the file");
    }

    @Test
    void aMissingFileMayStillCome() {
        assertThat(failureOf(() -> prompt("missing.pdf")))
                .isInstanceOfSatisfying(
                        AttachmentNotReadyException.class, e -> assertThat(e.isMissing()).isTrue());
    }

    @Test
    void aFileThatIsNotCompleteMayStillBecomeSo() throws IOException {
        Files.write(inbox.resolve("a.png"), PNG);
        AttachmentDirectory writing =
                new AttachmentDirectory(
                        new UntrustedFiles(inbox, false),
                        new AttachmentRules() {
                            @Override
                            public boolean isPrompt(String name) {
                                return false;
                            }

                            @Override
                            public boolean isComplete(String name, FileStamp stamp, MediaEnd end) {
                                return false;
                            }
                        });

        assertThat(
                        failureOf(
                                () ->
                                        PARSER.parseIn(
                                                writing,
                                                "a.md",
                                                bytes("---\nattachments: a.png\n---\nx"))))
                .isInstanceOfSatisfying(
                        AttachmentNotReadyException.class,
                        e -> assertThat(e.isMissing()).isFalse());
    }

    @Test
    void lineOfTheBadNameIsGiven() throws IOException {
        Files.writeString(inbox.resolve("a.txt"), "a");

        assertThat(failureOf(() -> prompt("\n- a.txt\n- b.txt")).line()).isEqualTo(5);
    }

    @Test
    void sizeCountsAsBase64BeforeAnythingIsRead() throws IOException {
        Files.write(inbox.resolve("a.txt"), new byte[75_000]);
        byte[] file = bytes("---\nattachments: a.txt\n---\nx");

        Prompt prompt = new PromptParser(MAPPER, 100_000).parse("a.md", file, inbox);

        assertThat(LargeAttachments.of(prompt, 100_200, 1_000_000)).isEmpty();
        assertThat(LargeAttachments.of(prompt, 100_000, 1_000_000)).isEqualTo(prompt.attachments());
        assertThat(failureOf(() -> LargeAttachments.of(prompt, 100_000, 70_000)))
                .hasMessageContaining("more than the 70000 that gemini.files.max-size allows");
        assertThat(failureOf(() -> LargeAttachments.of(prompt, 100_000, 0)))
                .hasMessageContaining("more than the 100000 that gemini.max-request-size allows");
    }

    @Test
    void limitIsExactWhenEncoding() throws IOException {
        Files.write(inbox.resolve("a.txt"), new byte[1000]);
        Prompt prompt = prompt("a.txt");
        int length = ENCODER.encode(prompt).length;

        assertThat(new RequestEncoder(MAPPER, length).encode(prompt)).hasSize(length);
        assertThat(failureOf(() -> new RequestEncoder(MAPPER, length - 1).encode(prompt)))
                .hasMessageContaining("gemini.max-request-size");
    }

    @Test
    void attachmentThatChangedSinceIsRefused() throws IOException {
        Path file = inbox.resolve("a.txt");
        Files.writeString(file, "abc");
        Prompt prompt = prompt("a.txt");

        Files.writeString(file, "abcd");
        assertThat(failureOf(() -> ENCODER.encode(prompt))).hasMessageContaining("has changed");
        Files.delete(file);
        assertThat(failureOf(() -> ENCODER.encode(prompt))).hasMessageContaining("has changed");
        Files.writeString(outside.resolve("b.txt"), "abc");
        Files.createSymbolicLink(file, outside.resolve("b.txt"));
        assertThat(failureOf(() -> ENCODER.encode(prompt)))
                .hasMessageContaining("can no longer be read");
    }

    @Test
    void largeAttachmentArrivesWhole() throws IOException {
        byte[] pdf = new byte[12_000_000];
        new Random(1).nextBytes(pdf);
        System.arraycopy(bytes("%PDF-1.7"), 0, pdf, 0, 8);
        Files.write(inbox.resolve("a.pdf"), pdf);

        JsonNode request = encoded(prompt("[a.pdf]"));

        assertThat(request.at("/contents/0/parts/0/inlineData/data").binaryValue()).isEqualTo(pdf);
    }

    @Test
    void tokensAreEstimatedByKind() throws IOException {
        Files.write(inbox.resolve("dot.png"), PNG);
        Files.write(inbox.resolve("a.pdf"), bytes("%PDF-" + "x".repeat(99_996)));
        Files.write(inbox.resolve("a.wav"), bytes("RIFF\0\0\0\0WAVE" + "x".repeat(1_763_988)));
        Files.write(inbox.resolve("a.txt"), bytes("x".repeat(41)));

        // "Look." is 2; one image; three begun pages; ten seconds of sound; 41 letters.
        assertThat(ENCODER.estimateInputTokens(prompt("dot.png"))).isEqualTo(2 + 258);
        assertThat(ENCODER.estimateInputTokens(prompt("a.pdf"))).isEqualTo(2 + 3 * 258);
        assertThat(ENCODER.estimateInputTokens(prompt("a.wav"))).isBetween(320L, 325L);
        assertThat(ENCODER.estimateInputTokens(prompt("a.txt"))).isEqualTo(2 + 11);
    }

    @Test
    void tooManyAttachmentsAreRefused() throws IOException {
        Files.writeString(inbox.resolve("a"), "a");

        assertThat(prompt(times(3_600)).attachments()).hasSize(3_600);
        assertThat(failureOf(() -> prompt(times(3_601))))
                .hasMessageContaining("more than 3600 attachments");
        assertThat(
                        failureOf(
                                () ->
                                        PARSER.parse(
                                                "a.prompt",
                                                bytes(
                                                        "---\nattachments: %s\n---\n{{media url=\"a\"}}"
                                                                .formatted(times(3_600))),
                                                inbox)))
                .hasMessageContaining("more than 3600 attachments");
    }

    @Test
    void fewAttachmentsAreFoundHoweverShortTheTimeIs() throws IOException {
        Files.writeString(inbox.resolve("a"), "a");

        assertThat(WorkTime.briefly(Duration.ZERO, () -> prompt(times(16))).attachments())
                .hasSize(16);
        assertThat(failureOf(() -> WorkTime.briefly(Duration.ZERO, () -> prompt(times(17)))))
                .hasMessageContaining("take longer");
        assertThat(prompt(times(17)).attachments()).hasSize(17);
    }

    private static String times(int count) {
        return "[" + String.join(", ", Collections.nCopies(count, "a")) + "]";
    }
}
