package io.github.geminiroutes.diagnostics.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DirectoriesTest {

    @TempDir Path root;
    private final Map<String, String> own = new HashMap<>();

    @BeforeEach
    void below() {
        for (String name : new String[] {"data", "log", "cache", "tmp"}) {
            own.put("gemini." + name + "-dir", root.resolve(name).toString());
        }
    }

    private Directories directories() {
        return new Directories(Settings.of(new Installation(root), "prod", own));
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    @Test
    void namesEachOnceAndTheFoldersOfPromptsToo() {
        own.put("gemini.required-dirs", root.resolve("extra") + " " + root.resolve("data"));
        assertThat(directories().required())
                .containsExactly(
                        root.resolve("extra"),
                        root.resolve("data"),
                        root.resolve("log"),
                        root.resolve("cache"),
                        root.resolve("tmp"),
                        root.resolve("data/inbox"),
                        root.resolve("data/submitted"),
                        root.resolve("data/outbox"),
                        root.resolve("data/done"),
                        root.resolve("data/failed"),
                        root.resolve("data/parked"));
    }

    @Test
    void aProgramWithoutPromptsNeedsNoInbox() {
        own.put("gemini.prompts.enabled", "false");
        own.put("gemini.required-dirs", root.resolve("data").toString());

        assertThat(directories().required())
                .containsExactly(
                        root.resolve("data"),
                        root.resolve("log"),
                        root.resolve("cache"),
                        root.resolve("tmp"));
    }

    @ParameterizedTest
    @CsvSource({"755, rwxr-xr-x", "700, rwx------", "0777, rwxrwxrwx", "750, rwxr-x---"})
    void createsWithThePermissionsOfTheSetting(String setting, String permissions)
            throws IOException {
        own.put("gemini.default-perms", setting);
        Path deep = root.resolve("a/b/c");

        assertThat(directories().create(deep)).isTrue();

        assertThat(permissions(deep)).isEqualTo(permissions);
        assertThat(permissions(root.resolve("a"))).isEqualTo(permissions);
    }

    @Test
    void touchesNothingThatExists() throws IOException {
        Path there = Files.createDirectory(root.resolve("there"));
        Files.setPosixFilePermissions(there, PosixFilePermissions.fromString("rwx--x--x"));
        Files.writeString(there.resolve("file"), "kept");
        Files.setLastModifiedTime(there, FileTime.fromMillis(1_000));

        assertThat(directories().create(there)).isFalse();

        assertThat(permissions(there)).isEqualTo("rwx--x--x");
        assertThat(Files.getLastModifiedTime(there)).isEqualTo(FileTime.fromMillis(1_000));
        assertThat(there.resolve("file")).hasContent("kept");
    }

    @Test
    void doesNotTouchTheParentsThatExist() throws IOException {
        Path parent = Files.createDirectory(root.resolve("parent"));
        Files.setPosixFilePermissions(parent, PosixFilePermissions.fromString("rwx--x--x"));

        assertThat(directories().create(parent.resolve("child"))).isTrue();

        assertThat(permissions(parent)).isEqualTo("rwx--x--x");
    }

    @Test
    void aLinkToADirectoryWillDo() throws IOException {
        Path target = Files.createDirectory(root.resolve("target"));
        Path link = Files.createSymbolicLink(root.resolve("link"), target);

        assertThat(directories().create(link)).isFalse();
        assertThat(Directories.problem(link)).isNull();
    }

    @Test
    void aFileInThePlaceOfADirectoryStays() throws IOException {
        Path file = Files.writeString(root.resolve("file"), "kept");

        assertThatThrownBy(() -> directories().create(file))
                .isInstanceOf(IOException.class)
                .hasMessage("it is no directory");
        assertThatThrownBy(() -> directories().create(file.resolve("below")))
                .isInstanceOf(IOException.class);

        assertThat(file).hasContent("kept");
    }

    @Test
    void nothingIsWrongWithADirectoryThatTakesAFileAndNoneIsLeft() throws IOException {
        Files.createDirectory(root.resolve("good"));
        assertThat(Directories.problem(root.resolve("good"))).isNull();
        assertThat(root.resolve("good")).isEmptyDirectory();
    }

    @Test
    void saysWhatIsWrong() throws IOException {
        assertThat(Directories.problem(root.resolve("missing"))).isEqualTo("does not exist");
        assertThat(Directories.problem(Files.writeString(root.resolve("file"), "")))
                .isEqualTo("is no directory");
        // Nobody can make a file there, not even root.
        assertThat(Directories.problem(Path.of("/proc/self")))
                .startsWith("cannot be written (")
                .endsWith("Exception)");
    }
}
