package io.github.geminiroutes.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.support.FileStamp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose a token is. */
class GatewayTokensTest {

    private static final String ONE = "0123456789abcdef";
    private static final String OTHER = "fedcba9876543210";

    @TempDir private Path directory;

    private final AtomicLong now = new AtomicLong();

    /** That of the time stamps. In most tests each write is long ago. */
    private Instant wallTime = Instant.now().plusSeconds(3_600);

    private Path file;
    private GatewayTokens tokens;

    @BeforeEach
    void makeFile() throws IOException {
        file = directory.resolve("tokens");
        Files.writeString(file, "# a comment\r\n\r\nnotebook " + ONE + "\n service\t" + OTHER);
        tokens = new GatewayTokens(file, now::get, () -> wallTime);
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }

    @Test
    void aTokenHasAName() {
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
        assertThat(tokens.nameOf(OTHER)).isEqualTo("service");
        assertThat(tokens.nameOf(ONE + "0")).isNull();
        assertThat(tokens.nameOf("")).isNull();
    }

    @Test
    void theFileIsReadAgainWhenItChanges() throws IOException {
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
        Files.writeString(file, "service " + OTHER);
        pass(Duration.ofSeconds(1));

        assertThat(tokens.nameOf(ONE)).isNull();
        assertThat(tokens.nameOf(OTHER)).isEqualTo("service");
    }

    @Test
    void aFileThatCannotBeUsedLeavesTheTokensAsTheyWere() throws IOException {
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
        Files.writeString(file, "nonsense");
        pass(Duration.ofSeconds(1));
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");

        Files.delete(file);
        wallTime = FileStamp.of(directory, true).newest();
        pass(Duration.ofSeconds(1));
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
    }

    @Test
    void aFileThatIsWrittenAnewRefusesNobodyInBetween() throws IOException {
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
        Files.writeString(file, "");
        wallTime = FileStamp.of(file, true).newest().plusSeconds(1);
        pass(Duration.ofSeconds(1));
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");

        wallTime = wallTime.plusSeconds(3_600);
        Files.writeString(file, "service " + OTHER);
        pass(Duration.ofSeconds(1));
        assertThat(tokens.nameOf(ONE)).isNull();
        assertThat(tokens.nameOf(OTHER)).isEqualTo("service");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatStaysEmptyOrAwayCounts(boolean isAway) throws IOException {
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
        if (isAway) {
            Files.delete(file);
        } else {
            Files.writeString(file, "# nobody");
        }
        wallTime = FileStamp.of(isAway ? directory : file, true).newest().plusSeconds(1);
        for (int second = 1; second <= 9; second++) {
            pass(Duration.ofSeconds(1));
            assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
        }
        wallTime = wallTime.plusSeconds(3_600);
        pass(Duration.ofSeconds(1));
        assertThat(tokens.nameOf(ONE)).isNull();
        assertThat(tokens.areUnknown()).as("nobody can tell whose it is").isEqualTo(isAway);

        Files.writeString(file, "notebook " + ONE);
        pass(Duration.ofSeconds(1));
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
        assertThat(tokens.areUnknown()).isFalse();
    }

    /** Nobody has asked since. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatWasEmptiedOrTakenAwayLongAgoCountsAtOnce(boolean isAway) throws IOException {
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
        if (isAway) {
            Files.delete(file);
        } else {
            Files.writeString(file, "");
        }
        pass(Duration.ofHours(1));

        assertThat(tokens.nameOf(ONE)).isNull();
        assertThat(tokens.areUnknown()).isEqualTo(isAway);
    }

    /** The first half of a token is a token, too. */
    @Test
    void aFileThatIsWrittenInPiecesIsReadWhenItStandsStill() throws IOException {
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
        String piece = "00112233445566778899";
        Files.writeString(file, "service " + piece);
        wallTime = FileStamp.of(file, true).newest();
        pass(Duration.ofSeconds(1));
        assertThat(tokens.nameOf(piece)).isNull();
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");

        Files.writeString(file, "service " + piece + "aabb");
        pass(Duration.ofSeconds(1));
        assertThat(tokens.nameOf(piece + "aabb")).isNull();
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
        pass(Duration.ofSeconds(1));
        assertThat(tokens.nameOf(piece + "aabb")).isEqualTo("service");
        assertThat(tokens.nameOf(piece)).isNull();
        assertThat(tokens.nameOf(ONE)).isNull();
    }

    @Test
    void aFileThatChangesWithoutAnEndIsReadAllTheSame() throws IOException {
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
        for (int second = 1; second <= 10; second++) {
            Files.writeString(file, "service " + OTHER + "\n#" + "-".repeat(second));
            wallTime = FileStamp.of(file, true).newest();
            pass(Duration.ofSeconds(1));
            assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
        }
        Files.writeString(file, "service " + OTHER);
        pass(Duration.ofSeconds(1));
        assertThat(tokens.nameOf(ONE)).isNull();
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheName() throws IOException {
        Files.writeString(file, "\uFEFFnotebook " + ONE);

        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
    }

    @Test
    void aTokenOfTwoNamesLeavesTheTokensAsTheyWere() throws IOException {
        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
        Files.writeString(file, "other " + ONE + "\nthird " + ONE);
        pass(Duration.ofSeconds(30));

        assertThat(tokens.nameOf(ONE)).isEqualTo("notebook");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "secret-without-name",
                "name short",
                "na/me 0123456789abcdef",
                "name 0123456789abcdef more",
                "name 0123456789abcdef\nname fedcba9876543210",
                "name 0123456789abcdef\nother 0123456789abcdef"
            })
    void aLineThatIsNoTokenIsNamedByItsNumberOnly(String content) throws IOException {
        Files.writeString(file, content);

        assertThatThrownBy(() -> TokenFile.read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line ")
                .hasMessageNotContaining("0123456789abcdef")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aNameBeginsWithALetterOrADigit() throws IOException {
        Files.writeString(file, "__proto__ " + ONE);

        assertThatThrownBy(() -> TokenFile.read(file))
                .hasMessageContaining("a letter or digit first");
    }

    @Test
    void aFolderIsNoFile() {
        assertThatThrownBy(() -> TokenFile.read(directory)).isInstanceOf(IOException.class);
    }
}
