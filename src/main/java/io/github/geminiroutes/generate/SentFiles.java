package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.RemoteFile;
import io.github.geminiroutes.api.UploadedFiles;
import io.github.geminiroutes.prompt.Attachment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The attachments of a call that were uploaded, until the call has ended. */
public final class SentFiles {

    private final Map<Attachment, UploadedFiles.Use> uses = new LinkedHashMap<>();
    private final List<Named> named = new ArrayList<>();
    private boolean isHealed;
    private boolean isWatched;

    /**
     * A file that went as an upload, for the record.
     *
     * @param name as the prompt gives it
     * @param file at Google
     */
    public record Named(String name, RemoteFile file) {}

    /** Those of a call. */
    public static SentFiles of(Call call) {
        return call.attempt().files();
    }

    /** Those that were uploaded, in order. */
    public synchronized List<Named> named() {
        return List.copyOf(named);
    }

    synchronized boolean has(Attachment attachment) {
        return uses.containsKey(attachment);
    }

    synchronized void add(Attachment attachment, UploadedFiles.Use use) {
        uses.put(attachment, use);
        named.removeIf(known -> known.name().equals(attachment.name()));
        named.add(new Named(attachment.name(), use.file()));
    }

    /** Where an attachment lies; null if it goes with the request. */
    synchronized String address(Attachment attachment) {
        UploadedFiles.Use use = uses.get(attachment);
        return use == null ? null : use.file().uri();
    }

    /** Whether this is asked for the first time: the end of the call is watched once. */
    synchronized boolean beginWatch() {
        boolean isFirst = !isWatched;
        isWatched = true;
        return isFirst;
    }

    /** Whether files that are gone may be uploaded again, which they may once. */
    synchronized boolean mayHeal() {
        return !uses.isEmpty() && !isHealed;
    }

    /** The server says that a file is gone: all are looked for again. */
    synchronized void gone() throws IOException {
        isHealed = true;
        for (UploadedFiles.Use use : uses.values()) {
            use.closeAsGone();
        }
        uses.clear();
    }

    /** Ends the uses. */
    synchronized void close() {
        uses.values().forEach(UploadedFiles.Use::close);
        uses.clear();
    }
}
