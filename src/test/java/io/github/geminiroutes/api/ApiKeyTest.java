package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.KeyMask;
import io.github.geminiroutes.testing.Pipes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

    private static final String OLD_FORM = "AIzaSyA-0123456789_abcdefghijklmnopqrstu";
    private static final String NEW_FORM = "AQ.Ab8RN6-0123456789_abc.def";

    @TempDir Path directory;

    private static ApiKey fixed(String value) {
        ApiKey key = new ApiKey();
        key.setKey(value);
        return key;
    }

    private ApiKey ofFile(String content) throws IOException {
        ApiKey key = new ApiKey();
        key.setFile(Files.writeString(file(), content).toString());
        return key;
    }

    private Path file() {
        return directory.resolve("key");
    }

    @ParameterizedTest
    @ValueSource(strings = {OLD_FORM, NEW_FORM})
    void bothFormsAreTakenAsTheyAre(String value) throws IOException {
        assertThat(fixed(value).value()).isEqualTo(value);
        assertThat(fixed(" " + value + "\n").value()).isEqualTo(value);
        assertThat(ofFile(value).value()).isEqualTo(value);
        assertThat(ofFile(value + "\r\n").value()).isEqualTo(value);
    }

    @Test
    void aKeyInUseIsMaskedByItsValue() throws IOException {
        fixed("no-known-form-of-ApiKeyTest").value();
        ofFile("of-a-file-in-ApiKeyTest").value();

        assertThat(KeyMask.of("no-known-form-of-ApiKeyTest, of-a-file-in-ApiKeyTest"))
                .isEqualTo("[key], [key]");
    }

    @Test
    void theFileGoesBeforeTheKey() throws IOException {
        ApiKey key = ofFile(NEW_FORM);
        key.setKey(OLD_FORM);
        assertThat(key.value()).isEqualTo(NEW_FORM);
    }

    @Test
    void aBlankFileNameIsNone() {
        ApiKey key = fixed(OLD_FORM);
        key.setFile("  ");
        assertThat(key.value()).isEqualTo(OLD_FORM);
    }

    @Test
    void aRotationNeedsNoRestart() throws IOException {
        ApiKey key = ofFile(OLD_FORM);
        assertThat(key.value()).isEqualTo(OLD_FORM);

        Files.writeString(file(), NEW_FORM);

        assertThat(key.value()).isEqualTo(NEW_FORM);
    }

    @Test
    void callsOfAMomentAgoHadTheFormerKey() throws IOException {
        ApiKey key = ofFile(OLD_FORM);
        assertThat(key.hasChangedWithin(Duration.ofMinutes(1)))
                .as("read for the first time")
                .isFalse();
        Files.writeString(file(), NEW_FORM);

        assertThat(key.hasChangedWithin(Duration.ofMinutes(1))).isTrue();
        assertThat(key.hasChangedWithin(Duration.ZERO)).as("before").isFalse();
    }

    @Test
    void aRotationToAKeyOfTheSameLengthIsSeen() throws IOException {
        ApiKey key = ofFile(OLD_FORM);
        assertThat(key.value()).isEqualTo(OLD_FORM);
        String other = OLD_FORM.replace('0', '9');

        Files.writeString(file(), other);
        Files.setLastModifiedTime(file(), FileTime.fromMillis(0));

        assertThat(key.value()).isEqualTo(other);
    }

    /** As Kubernetes does it: the name is a link, and the link is changed. */
    @Test
    void aRotationByLinkIsSeen() throws IOException {
        Path first = Files.writeString(directory.resolve("first"), OLD_FORM);
        Path second = Files.writeString(directory.resolve("second"), NEW_FORM);
        Path link = Files.createSymbolicLink(directory.resolve("link"), first);
        ApiKey key = new ApiKey();
        key.setFile(link.toString());
        assertThat(key.value()).isEqualTo(OLD_FORM);

        Path next = Files.createSymbolicLink(directory.resolve("next"), second);
        Files.move(next, link, StandardCopyOption.ATOMIC_MOVE);

        assertThat(key.value()).isEqualTo(NEW_FORM);
    }

    @Test
    void aMissingFileIsReadOnceItIsBack() throws IOException {
        ApiKey key = ofFile(OLD_FORM);
        Files.delete(file());
        assertThatThrownBy(key::value)
                .isInstanceOf(GeminiException.class)
                .hasMessageContaining(
                        "Cannot read the API key file " + file() + " (NoSuchFileException)");

        Files.writeString(file(), NEW_FORM);

        assertThat(key.value()).isEqualTo(NEW_FORM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", " \t\r\n"})
    void anEmptyFileIsTheAccountsFaultNotThePrompts(String content) throws IOException {
        ApiKey key = ofFile(content);
        GeminiException thrown = catchThrowableOfType(GeminiException.class, key::value);
        assertThat(thrown.failure().kind()).isEqualTo(FailureKind.API_KEY_INVALID);
        assertThat(thrown.failure().message())
                .isEqualTo("The API key file " + file() + " is empty");
    }

    @Test
    void noKeyIsTheAccountsFaultToo() {
        GeminiException thrown = catchThrowableOfType(GeminiException.class, fixed(" ")::value);
        assertThat(thrown.failure().kind()).isEqualTo(FailureKind.API_KEY_INVALID);
        assertThat(thrown.failure().message())
                .isEqualTo("No API key: set GEMINI_API_KEY or GEMINI_API_KEY_FILE");
    }

    @Test
    void aFileThatCannotBeReadIsTheAccountsFault() throws IOException {
        ApiKey key = new ApiKey();
        key.setFile(directory.toString());
        assertThat(failure(key).message())
                .isEqualTo("The API key file " + directory + " is no regular file");

        ApiKey gone = ofFile(OLD_FORM);
        Files.delete(file());
        assertThat(failure(gone).kind()).isEqualTo(FailureKind.API_KEY_INVALID);
        assertThat(gone.version()).isNotEqualTo(OLD_FORM);
    }

    private static Failure failure(ApiKey key) {
        return catchThrowableOfType(GeminiException.class, key::value).failure();
    }

    /** A second after the swap, without a clock that must be waited for. */
    @Test
    void aSwapThatKeepsLengthAndTimeStampIsSeen() throws IOException {
        AtomicLong nanos = new AtomicLong();
        ApiKey key = new ApiKey(nanos::get);
        FileTime time = FileTime.fromMillis(1_000_000);
        key.setFile(Files.writeString(file(), OLD_FORM).toString());
        Files.setLastModifiedTime(file(), time);
        assertThat(key.value()).isEqualTo(OLD_FORM);
        Object version = key.version();

        String other = OLD_FORM.replace('0', '9');
        Files.writeString(file(), other);
        Files.setLastModifiedTime(file(), time);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());

        assertThat(key.value()).isEqualTo(other);
        assertThat(key.version()).isNotEqualTo(version);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"%s\"",
                "'%s'\n",
                " \u201C%s\u201D ",
                "\uFEFF%s",
                "\uFEFF\"%s\"\r\n",
                "`%s`"
            })
    void quotesAndMarksAroundAKeyAreLeftOut(String written) throws IOException {
        assertThat(ofFile(written.formatted(NEW_FORM)).value()).isEqualTo(NEW_FORM);
        assertThat(fixed(written.formatted(NEW_FORM)).value()).isEqualTo(NEW_FORM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-16BE"})
    void aKeyInUtf16IsTaken(String charset) throws IOException {
        ApiKey key = new ApiKey();
        key.setFile(file().toString());
        Files.write(file(), (NEW_FORM + "\r\n").getBytes(charset));
        assertThat(key.value()).isEqualTo(NEW_FORM);

        Files.write(file(), ("\uFEFF" + OLD_FORM).getBytes(StandardCharsets.UTF_16LE));
        assertThat(key.value()).isEqualTo(OLD_FORM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GEMINI_API_KEY=a b", "two words", "one\ntwo", "\u00FCber", "a\u0007b"})
    void whatIsNoKeyIsToldAndNotShown(String content) throws IOException {
        assertThat(failure(ofFile(content)).message())
                .isEqualTo(
                        "The API key file "
                                + file()
                                + " must contain one word of plain characters and nothing else");
        assertThat(failure(fixed(content)).message())
                .isEqualTo("GEMINI_API_KEY must be one word of plain characters");
    }

    @Test
    void aFileThatIsNoTextOrTooLargeIsToldAndNotShown() throws IOException {
        ApiKey key = new ApiKey();
        key.setFile(file().toString());
        Files.write(file(), new byte[] {'A', 'Q', '.', (byte) 0xff});
        assertThat(failure(key).message())
                .isEqualTo("The API key file " + file() + " is not text in UTF-8 or UTF-16");

        Files.writeString(file(), "A".repeat(5_000));
        assertThat(failure(key).message())
                .isEqualTo("The API key file " + file() + " is larger than a key");
    }

    /** An open of a pipe would wait for a writer, and a device has no end. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void whatIsNoRegularFileIsNeverOpened() throws IOException, InterruptedException {
        Path pipe = Pipes.make(file());
        Path link = Files.createSymbolicLink(directory.resolve("link"), pipe);
        for (Path special : List.of(pipe, link, Path.of("/dev/zero"), Path.of("/dev/tty"))) {
            ApiKey key = new ApiKey();
            key.setFile(special.toString());

            Failure failure = failure(key);

            assertThat(failure.kind()).isEqualTo(FailureKind.API_KEY_INVALID);
            assertThat(failure.message())
                    .isEqualTo("The API key file " + special + " is no regular file");
        }
    }

    @Test
    void itsTextNeverShowsIt() throws IOException {
        assertThat(fixed(OLD_FORM)).hasToString("ApiKey[value]");
        ApiKey key = ofFile(NEW_FORM);
        key.value();
        assertThat(key).hasToString("ApiKey[file " + file() + "]");
    }
}
