package io.github.geminiroutes.prompt;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Detects the type of common binary files by their first bytes. */
public final class MediaSignature {

    /** Stands for a type that neither ending nor signature tells. */
    static final String UNKNOWN = "";

    /** How many bytes a signature needs. */
    private static final int LENGTH = 16;

    /** Colours of a terminal in a log. */
    private static final int ESCAPE = 0x1b;

    private static final String ISO_MEDIA = "video/mp4";
    private static final Set<String> ISO_MEDIA_FAMILY =
            Set.of("video/mp4", "video/mov", "video/3gpp", "audio/m4a");

    /** Each known signature is text at an offset; the bytes are read as ISO 8859-1. */
    private record Mark(int offset, String text, int secondOffset, String second, String type) {

        Mark(String text, String type) {
            this(0, text, 0, "", type);
        }

        boolean isIn(String start) {
            return start.startsWith(text, offset) && start.startsWith(second, secondOffset);
        }
    }

    private static final List<Mark> MARKS =
            List.of(
                    new Mark("\u0089PNG\r\n\u001a\n", "image/png"),
                    new Mark("\u00ff\u00d8\u00ff", "image/jpeg"),
                    new Mark(0, "RIFF", 8, "WEBP", "image/webp"),
                    new Mark(0, "RIFF", 8, "WAVE", "audio/wav"),
                    new Mark(0, "RIFF", 8, "AVI ", "video/avi"),
                    new Mark(0, "FORM", 8, "AIF", "audio/aiff"),
                    new Mark("GIF87a", "image/gif"),
                    new Mark("GIF89a", "image/gif"),
                    new Mark("II*\0", "image/tiff"),
                    new Mark("MM\0*", "image/tiff"),
                    new Mark("%PDF-", "application/pdf"),
                    new Mark("fLaC", "audio/flac"),
                    new Mark("OggS", "audio/ogg"),
                    new Mark("ID3", "audio/mp3"),
                    new Mark("\u001aE\u00df\u00a3", "video/webm"),
                    new Mark("PK\u0003\u0004", "application/zip"),
                    new Mark(4, "ftyphei", 0, "", "image/heic"),
                    new Mark(4, "ftyphev", 0, "", "image/heic"),
                    new Mark(4, "ftypmif1", 0, "", "image/heif"),
                    new Mark(4, "ftypmsf1", 0, "", "image/heif"),
                    new Mark(4, "ftypavif", 0, "", "image/avif"),
                    new Mark(4, "ftyp", 0, "", ISO_MEDIA));

    private MediaSignature() {}

    /** The type by the first bytes, else the type by the file extension. */
    public static String refine(String byEnding, byte[] firstBytes) {
        String start =
                new String(
                        firstBytes,
                        0,
                        Math.min(firstBytes.length, LENGTH),
                        StandardCharsets.ISO_8859_1);
        Optional<String> seen =
                MARKS.stream().filter(mark -> mark.isIn(start)).map(Mark::type).findFirst();
        return seen.filter(type -> !isWithin(type, byEnding)).orElse(byEnding);
    }

    /**
     * Whether a file that begins so is a text in UTF-8.
     *
     * @param isWhole whether it ends so, too; else its last character may be cut off
     */
    static boolean isText(byte[] start, boolean isWhole) {
        CharBuffer characters = CharBuffer.allocate(start.length);
        boolean isUtf8 =
                !StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(start), characters, isWhole)
                        .isError();
        return isUtf8 && characters.flip().chars().noneMatch(MediaSignature::isBinary);
    }

    private static boolean isBinary(int character) {
        return character < ' ' && !Character.isWhitespace(character) && character != ESCAPE;
    }

    /** One container format serves several types: there the file extension decides. */
    private static boolean isWithin(String container, String byEnding) {
        return switch (container) {
            case ISO_MEDIA -> ISO_MEDIA_FAMILY.contains(byEnding);
            case "image/heif", "image/heic" -> byEnding.startsWith("image/hei");
            // AAC may have an ID3 tag, too.
            case "audio/mp3" -> byEnding.equals("audio/aac");
            default -> false;
        };
    }
}
