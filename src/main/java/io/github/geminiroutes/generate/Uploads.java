package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.api.ApiCalls;
import io.github.geminiroutes.api.FileSource;
import io.github.geminiroutes.api.UploadedFiles;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.LargeAttachments;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.FileChangedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hc.client5.http.classic.HttpClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files at Google, by account: which attachments of a prompt need one, and the clients that upload
 * them. Nothing is made before the first file that needs it. Thread-safe.
 */
public final class Uploads {

    private static final Logger LOG = LoggerFactory.getLogger(Uploads.class);

    /** A prompt may have thousands of files, for which others would wait. */
    private static final int MOST_OF_A_TURN = 8;

    private final GeminiClient client;
    private final Map<String, UploadedFiles> byAccount = new ConcurrentHashMap<>();
    private UploadSettings settings;

    Uploads(GeminiClient client) {
        this.client = client;
    }

    private synchronized UploadSettings settings() {
        if (settings == null) {
            settings = UploadSettings.of(client.getCamelContext());
        }
        return settings;
    }

    /**
     * The attachments of a prompt that are too large to go with their request.
     *
     * @throws io.github.geminiroutes.prompt.InvalidPromptException if the prompt is too large
     *     without them, or one of them is larger than it may be
     */
    public List<Attachment> needed(Prompt prompt) {
        return prompt.attachments().isEmpty()
                ? List.of()
                : LargeAttachments.of(prompt, client.maxRequestSize, maxSize());
    }

    private long maxSize() {
        return UnbilledCalls.arePossible(client) ? settings().maxSize() : 0;
    }

    /**
     * The files of an account.
     *
     * @param account null for the application's
     * @throws IOException if the list of files that an earlier run left cannot be read
     */
    public UploadedFiles of(Account account) throws IOException {
        String label = account == null ? "" : account.label();
        UploadedFiles known = byAccount.get(label);
        return known == null ? make(account, label) : known;
    }

    private synchronized UploadedFiles make(Account account, String label) throws IOException {
        UploadedFiles known = byAccount.get(label);
        if (known == null) {
            HttpClient http = UnbilledCalls.httpClient(client.getCamelContext());
            known =
                    new UploadedFiles(
                            new ApiCalls(
                                    http,
                                    account == null ? client.server.toString() : account.baseUrl(),
                                    account == null ? null : account.key()),
                            account == null ? settings().stateFile() : null,
                            settings().keep(),
                            client.clock());
            byAccount.put(label, known);
        }
        return known;
    }

    /**
     * Has the large attachments of a call at Google, a few at a time.
     *
     * @return whether all are there; else the others are to go on first
     * @throws io.github.geminiroutes.prompt.InvalidPromptException if one of them has changed
     * @throws GeminiException if Google refuses one
     */
    boolean tryUpload(Call call) throws IOException {
        SentFiles sent = call.attempt().files();
        int left = MOST_OF_A_TURN;
        for (Attachment attachment : needed(call.prompt())) {
            if (!sent.has(attachment)) {
                if (left-- == 0) {
                    return false;
                }
                sent.add(attachment, acquire(call, attachment));
            }
        }
        return true;
    }

    private UploadedFiles.Use acquire(Call call, Attachment attachment) throws IOException {
        try {
            return of(call.account())
                    .acquire(
                            FileSource.of(
                                    attachment.files(),
                                    attachment.name(),
                                    attachment.stamp(),
                                    attachment.sha256()),
                            attachment.mimeType());
        } catch (FileChangedException | NoSuchFileException e) {
            throw LargeAttachments.unreadable(attachment, e);
        }
    }

    /** Whether an earlier run has left files at Google. */
    boolean hasLeft() {
        // The endpoint of the calls is not there before the routes are.
        return settings().maxSize() > 0
                && settings().stateFile() != null
                && Files.exists(settings().stateFile());
    }

    /** Deletes what no call needs any more. */
    void tidy() {
        if (!UnbilledCalls.arePossible(client)) {
            return;
        }
        try {
            of(null);
            for (UploadedFiles files : byAccount.values()) {
                files.tidy();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Uploaded files cannot be deleted now, and are later: {}", e.getMessage());
        }
    }

    /** Deletes all that is not in use: the program ends. */
    void deleteUnused() {
        try {
            for (UploadedFiles files : byAccount.values()) {
                files.deleteUnused();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Uploaded files are left at Google, until the next run: {}", e.getMessage());
        }
    }
}
