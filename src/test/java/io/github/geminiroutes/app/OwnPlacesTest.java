package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnPlacesTest {

    @TempDir Path root;
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void makeInbox() throws IOException {
        Files.createDirectories(root.resolve("data/inbox/task"));
        Files.createSymbolicLink(root.resolve("link"), root.resolve("data/inbox/task"));
        environment.put("DATA_DIR", root.resolve("data").toString());
    }

    private void check() {
        OwnPlaces.requireApart(
                Settings.load(new Installation(root), "prod", environment::get, name -> null));
    }

    /** What is written there would be asked, and its answer written: without end. */
    @ParameterizedTest
    @CsvSource({
        "LOG_DIR, data/inbox/task",
        "CACHE_DIR, data/inbox",
        "TMP_DIR, data/inbox/task/tmp",
        "GEMINI_ANSWER_CACHE_DIR, link/answers",
        "GEMINI_CLUSTER_LOCK_DIR, data/other/../inbox",
        "GEMINI_QUOTA_STATE_FILE, data/inbox/quota.txt",
        "GEMINI_BUDGET_STATE_FILE, link/spending.txt",
        "GEMINI_FILES_STATE_FILE, data/inbox/uploads.txt"
    })
    void nothingThatIsWrittenLiesInTheInbox(String variable, String place) {
        environment.put(variable, root.resolve(place).toString());

        assertThatThrownBy(this::check)
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(variable + "=")
                .hasMessageContaining("must not lie in the inbox");
    }

    /**
     * By itself or by requeue it would be moved into the inbox, and the key be sent as a prompt.
     */
    @ParameterizedTest
    @CsvSource({
        "LOG_DIR, data/parked",
        "CACHE_DIR, data/failed/cache",
        "TMP_DIR, data/submitted",
        "GEMINI_BUDGET_STATE_FILE, data/done/spending.json",
        "GEMINI_API_KEY_FILE, data/inbox/key.txt"
    })
    void nothingLiesInAFolderThatLeadsIntoTheInbox(String variable, String place) {
        environment.put(variable, root.resolve(place).toString());

        assertThatThrownBy(this::check)
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(variable + "=")
                .hasMessageContaining("must not lie in ");
    }

    @ParameterizedTest
    @CsvSource({
        "GEMINI_EVENTS_TO, file:{{gemini.data-dir}}/inbox?fileName=e.txt",
        "GEMINI_EVENTS_TO, file:{{gemini.data-dir}}/parked",
        "GEMINI_EVENTS_TO, file:{{gemini.data-dir}}/%69nbox",
        "GEMINI_EVENTS_TO, file:{{gemini.data-dir}}?fileName=inbox/e.txt",
        "GEMINI_EVENTS_TO, file:{{gemini.data-dir}}?fileExist=Append&fileName=RAW(inbox/e.txt)",
        "GEMINI_EVENTS_TO, file:{{gemini.data-dir}}/outbox?fileName=..%2Finbox/e.txt",
        "GEMINI_EVENTS_TO, file:events?fileName=e.txt&tempFileName={{gemini.data-dir}}/inbox/e.txt",
        "GEMINI_MESSAGES_REPLY_TO, file:{{gemini.data-dir:x}}/inbox/task",
        "GEMINI_DIAGNOSTICS_TRIGGER, file:{{gemini.data-dir}}/submitted"
    })
    void noEndpointIsAFolderThatIsAskedFrom(String variable, String endpoint) {
        environment.put(variable, endpoint);

        assertThatThrownBy(this::check)
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(variable + "=")
                .hasMessageContaining("as what is there is asked");
    }

    @ParameterizedTest
    @CsvSource({"file:", "file://"})
    void eventsAreNotWrittenIntoTheInbox(String scheme) {
        environment.put("GEMINI_EVENTS_TO", scheme + root.resolve("link") + "?fileName=e.txt");

        assertThatThrownBy(this::check)
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("must not lie in the inbox");

        environment.put(
                "GEMINI_EVENTS_TO",
                scheme + root.resolve("data") + "?fileName=e.txt&fileExist=Append&appendChars=%0A");
        assertThatCode(this::check).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource({
        "GEMINI_BUDGET_STATE_FILE, GEMINI_QUOTA_STATE_FILE, gemini.quota.state-file",
        "GEMINI_QUOTA_STATE_FILE, GEMINI_API_KEY_FILE, gemini.api-key-file",
        "GEMINI_FILES_STATE_FILE, GEMINI_GATEWAY_TOKENS_FILE, gemini.gateway.tokens-file"
    })
    void noFileOfStateReplacesAnotherFile(String written, String other, String setting) {
        environment.put(written, root.resolve("one").toString());
        environment.put(other, root.resolve("one").toString());

        assertThatThrownBy(this::check)
                .isInstanceOf(SettingsException.class)
                .hasMessageStartingWith(written + "=")
                .hasMessageEndingWith("must be a file of its own, and is that of " + setting);
    }

    @Test
    void noFileOfStateReplacesADevice() {
        environment.put("GEMINI_QUOTA_STATE_FILE", "/dev/null");

        assertThatThrownBy(this::check)
                .isInstanceOf(SettingsException.class)
                .hasMessageEndingWith("must be a file; leave it empty to keep none");
    }

    @Test
    void directoriesBesideTheInboxAreUsable() {
        for (String variable : new String[] {"LOG_DIR", "CACHE_DIR", "TMP_DIR"}) {
            environment.put(variable, root.resolve("data/inbox-of-others").toString());
        }
        environment.put("GEMINI_BUDGET_STATE_FILE", "");
        environment.put("GEMINI_QUOTA_STATE_FILE", "");

        assertThatCode(this::check).doesNotThrowAnyException();
    }
}
