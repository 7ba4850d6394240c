package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.BlankText;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.UntrustedFiles;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a document is by its bytes: a text, whatever its extension, or media that Gemini takes
 * inline.
 */
public final class DocumentContent {

    private static final int START = 1024;

    /** These have no bytes at their beginning that tell them for certain. */
    private static final Set<String> BY_ENDING =
            Set.of("audio/mp3", "audio/aac", "video/mpeg", "video/x-flv", "video/wmv", "video/mov");

    private static final String OFFICE = "save it as PDF";
    private static final String UNPACK = "unpack it into the task folder";

    private static final Map<String, String> REMEDIES =
            Map.ofEntries(
                    Map.entry("docx", "a Word document: " + OFFICE),
                    Map.entry("doc", "a Word document: " + OFFICE),
                    Map.entry("odt", "a text document of an office program: " + OFFICE),
                    Map.entry("xlsx", "an Excel workbook: save it as CSV or PDF"),
                    Map.entry("xls", "an Excel workbook: save it as CSV or PDF"),
                    Map.entry("ods", "a spreadsheet of an office program: save it as CSV or PDF"),
                    Map.entry("pptx", "a PowerPoint presentation: " + OFFICE),
                    Map.entry("ppt", "a PowerPoint presentation: " + OFFICE),
                    Map.entry("epub", "an electronic book: convert it to PDF"),
                    Map.entry("msg", "an Outlook message: save it as text"),
                    Map.entry("jar", "a Java archive: " + UNPACK));

    /** First bytes, read as ISO 8859-1. */
    private static final Map<String, String> KINDS =
            Map.of(
                    "PK\u0003\u0004", "an archive (ZIP): " + UNPACK,
                    "\u001f\u008b", "an archive (gzip): " + UNPACK,
                    "7z\u00bc\u00af", "an archive (7-Zip): " + UNPACK,
                    "Rar!", "an archive (RAR): " + UNPACK,
                    "MZ", "a Windows program, which Gemini cannot read: remove it",
                    "\u007fELF", "a program, which Gemini cannot read: remove it",
                    "\u00d0\u00cf\u0011\u00e0", "a document of an old office program: " + OFFICE,
                    "SQLite format 3", "a database: export what is to be asked as text");

    private final String text;
    private final String mimeType;
    private final MediaEnd end;
    private final String sha256;

    private DocumentContent(String text, String mimeType, MediaEnd end) {
        this(text, mimeType, end, null);
    }

    private DocumentContent(String text, String mimeType, MediaEnd end, String sha256) {
        this.sha256 = sha256;
        this.text = text;
        this.mimeType = mimeType;
        this.end = end;
    }

    /**
     * Looks at a document.
     *
     * @param name its extension tells where the bytes leave it open
     * @throws InvalidPromptException if it is neither; it says what it is and what to do
     */
    public static DocumentContent of(String name, byte[] content) {
        return of(name, "", content);
    }

    /**
     * Looks at a document whose sender says what it is.
     *
     * @param declared its MIME type, which goes before the extension; empty if it has none
     * @throws InvalidPromptException if it is neither; it says what it is and what to do
     */
    public static DocumentContent of(String name, String declared, byte[] content) {
        if (content.length == 0) {
            throw new InvalidPromptException("the document is empty: remove it or fill it", 0);
        }
        byte[] start = Arrays.copyOf(content, Math.min(content.length, START));
        boolean isPdf = isPdf(start);
        String text = isPdf ? null : TextEncoding.decodeCertain(content);
        if (text != null) {
            return new DocumentContent(requireText(text), null, MediaEnd.WHOLE);
        }
        String type = isPdf ? "application/pdf" : mediaType(name, declared, start);
        int tail = Math.max(0, content.length - MediaEnd.LENGTH);
        return new DocumentContent(
                null,
                type,
                MediaEnd.of(
                        start, Arrays.copyOfRange(content, tail, content.length), content.length));
    }

    /**
     * Gives back the text of a document.
     *
     * @throws InvalidPromptException if nothing is in it
     */
    public static String requireText(String text) {
        if (BlankText.isBlank(text)) {
            throw new InvalidPromptException(
                    "the document has only blanks: remove it or fill it", 0);
        }
        return text;
    }

    /**
     * Looks at a document that is too large for a request. A text stays a file, too.
     *
     * @throws InvalidPromptException if Gemini does not take it; it says what it is and what to do
     */
    public static DocumentContent of(String name, LargeDocument document) {
        byte[] start = document.start();
        String type = "application/pdf";
        if (!isPdf(Arrays.copyOf(start, START))) {
            type =
                    MediaSignature.isText(start, false)
                            ? "text/plain"
                            : mediaType(name, "", Arrays.copyOf(start, START));
        }
        return new DocumentContent(
                null,
                type,
                MediaEnd.of(start, document.tail(), document.stamp().size()),
                document.sha256());
    }

    private static boolean isPdf(byte[] start) {
        return start[0] == '%' ? latin(start).startsWith("%PDF-") : hasLatePdfMark(start);
    }

    /** Some printers put lines of their own before it. A text about PDF files is none. */
    private static boolean hasLatePdfMark(byte[] start) {
        String first = latin(start);
        return first.contains("\n%PDF-1.") && !MediaSignature.isText(start, false);
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static String mediaType(String name, String declared, byte[] start) {
        String seen = MediaSignature.refine(MediaSignature.UNKNOWN, start);
        Optional<String> byEnding =
                declared.isEmpty() ? MediaTypes.of(name) : Optional.of(declared);
        String type =
                seen.equals(MediaSignature.UNKNOWN)
                        ? byEnding.filter(BY_ENDING::contains).orElse(MediaSignature.UNKNOWN)
                        : MediaSignature.refine(byEnding.orElse(seen), start);
        if (MediaTypes.isSupported(type)) {
            return type;
        }
        throw new InvalidPromptException("the document is " + kind(name, start, type), 0);
    }

    private static String kind(String name, byte[] start, String type) {
        String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        String first = latin(start);
        for (Map.Entry<String, String> kind : KINDS.entrySet()) {
            if (first.startsWith(kind.getKey())) {
                return REMEDIES.getOrDefault(ending, kind.getValue());
            }
        }
        return type.equals(MediaSignature.UNKNOWN)
                ? "neither text in UTF-8, or in UTF-16 with a mark, nor a PDF, picture, sound or"
                        + " video that Gemini takes: encode it as UTF-8, or convert it"
                : type + ", which Gemini does not take: convert it";
    }

    /** The text; null if it is no text. */
    public String text() {
        return text;
    }

    /** The MIME type; null if it is a text. */
    public String mimeType() {
        return mimeType;
    }

    /** The document as it is sent; it is read again then. */
    public Attachment media(String name, UntrustedFiles files, FileStamp stamp) {
        return new Attachment(name, files, mimeType, stamp, sha256);
    }

    /**
     * Checks that the document is whole.
     *
     * @param name below the directory of the rules
     * @throws AttachmentNotReadyException if it may still be written to
     */
    public void requireComplete(AttachmentRules rules, String name, FileStamp stamp) {
        if (!rules.isComplete(name, stamp, end)) {
            throw new AttachmentNotReadyException(
                    "the document may still be being written", 0, false);
        }
    }
}
