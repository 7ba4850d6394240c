package io.github.geminiroutes.answer;

import io.github.geminiroutes.prompt.MediaSignature;
import io.github.geminiroutes.support.ServerName;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What kind of file the media of an answer are. The first bytes decide: a server calls a JPEG a PNG
 * at times.
 *
 * @param name the MIME type
 * @param ending the ending of such a file, without the dot
 * @param pcm how to play samples that have no header; null for a file that says it itself
 */
record MediaType(String name, String ending, Pcm pcm) {

    static final int WAV_HEADER = 44;

    private static final String WAV = "audio/wav";
    private static final int SHORT = 2;
    private static final int LONGEST = 200;

    /** Names that our own table of signatures has another one for. */
    private static final Map<String, String> OTHER_NAMES =
            Map.of("audio/mp4", "audio/m4a", "video/quicktime", "video/mov");

    private static final Map<String, String> ENDINGS = new HashMap<>();

    /** Endings that stand for the same type as another one. */
    private static final Map<String, String> TWINS =
            Map.of("jpeg", "jpg", "tif", "tiff", "aif", "aiff", "wave", "wav", "htm", "html");

    static {
        ENDINGS.put("image/png", "png");
        ENDINGS.put("image/jpeg", "jpg");
        ENDINGS.put("image/jpg", "jpg");
        ENDINGS.put("image/webp", "webp");
        ENDINGS.put("image/gif", "gif");
        ENDINGS.put("image/heic", "heic");
        ENDINGS.put("image/heif", "heif");
        ENDINGS.put("image/avif", "avif");
        ENDINGS.put("image/tiff", "tiff");
        ENDINGS.put("image/bmp", "bmp");
        ENDINGS.put("image/svg+xml", "svg");
        ENDINGS.put(WAV, "wav");
        ENDINGS.put("audio/x-wav", "wav");
        ENDINGS.put("audio/mp3", "mp3");
        ENDINGS.put("audio/mpeg", "mp3");
        ENDINGS.put("audio/ogg", "ogg");
        ENDINGS.put("audio/opus", "ogg");
        ENDINGS.put("audio/flac", "flac");
        ENDINGS.put("audio/aac", "aac");
        ENDINGS.put("audio/aiff", "aiff");
        ENDINGS.put("audio/m4a", "m4a");
        ENDINGS.put("video/mp4", "mp4");
        ENDINGS.put("video/mov", "mov");
        ENDINGS.put("video/webm", "webm");
        ENDINGS.put("video/avi", "avi");
        ENDINGS.put("video/3gpp", "3gp");
        ENDINGS.put("video/mpeg", "mpg");
        ENDINGS.put("application/pdf", "pdf");
        ENDINGS.put("application/zip", "zip");
        ENDINGS.put("application/json", "json");
        ENDINGS.put("text/plain", "txt");
        ENDINGS.put("text/csv", "csv");
        ENDINGS.put("text/html", "html");
        ENDINGS.put("text/markdown", "md");
    }

    /** Types that a word or two at the start gives away; samples may begin so by chance. */
    private static final List<String> MPEG =
            List.of("\u00ff\u00fb", "\u00ff\u00f3", "\u00ff\u00f2");

    private static final List<String> ADTS = List.of("\u00ff\u00f1", "\u00ff\u00f9");

    /** How samples are to be played: little-endian, as Gemini sends them. */
    record Pcm(int rate, int channels, int bits) {

        private static final Pattern TYPE =
                Pattern.compile("audio/(?:l(8|16|24|32)|(?:x-)?pcm|raw)(?:[ ;].*)?");
        private static final Pattern RATE = Pattern.compile("rate\\s*=\\s*\"?(\\d{1,6})\\b");
        private static final Pattern CHANNELS = Pattern.compile("channels\\s*=\\s*\"?(\\d)\\b");

        /** What Gemini's voices speak with. */
        private static final int DEFAULT_RATE = 24_000;

        /** Null for a type that is none of samples. */
        static Pcm of(String mimeType) {
            Matcher type = TYPE.matcher(mimeType);
            if (!type.matches()) {
                return null;
            }
            return new Pcm(
                    number(RATE.matcher(mimeType), DEFAULT_RATE),
                    number(CHANNELS.matcher(mimeType), 1),
                    type.group(1) == null ? 16 : Integer.parseInt(type.group(1)));
        }

        private static int number(Matcher parameter, int otherwise) {
            int value = parameter.find() ? Integer.parseInt(parameter.group(1)) : 0;
            return value == 0 ? otherwise : value;
        }
    }

    /**
     * @param declared the MIME type that the server names; empty if none
     * @param start the first bytes
     */
    static MediaType of(String declared, byte[] start) {
        String named = declared.length() > LONGEST ? "" : declared.strip().toLowerCase(Locale.ROOT);
        Pcm pcm = Pcm.of(named);
        String first = named.split(";", 2)[0].strip();
        String base = OTHER_NAMES.getOrDefault(first, first);
        String seen = MediaSignature.refine(pcm == null ? base : "", start);
        if (pcm != null) {
            // Samples are any bytes: only what begins as long as a WAV does is a file already.
            return seen.equals(WAV) ? ofName(WAV) : new MediaType(WAV, "wav", pcm);
        }
        return ofName(seen.equals(base) ? bySync(base, start) : seen);
    }

    private static String bySync(String base, byte[] start) {
        String sync =
                new String(start, 0, Math.min(start.length, SHORT), StandardCharsets.ISO_8859_1);
        return MPEG.contains(sync) ? "audio/mp3" : ADTS.contains(sync) ? "audio/aac" : base;
    }

    private static MediaType ofName(String type) {
        String name = ServerName.of(type);
        return new MediaType(
                name == null ? "application/octet-stream" : name,
                ENDINGS.getOrDefault(type, "bin"),
                null);
    }

    /** The one ending of a type: {@code jpg} for {@code JPEG}. */
    static String ending(String written) {
        String lower = written.toLowerCase(Locale.ROOT);
        return TWINS.getOrDefault(lower, lower);
    }

    /** Whether files with this ending are media, and no text. */
    static boolean isMedia(String written) {
        String ending = ending(written);
        return ENDINGS.entrySet().stream()
                .anyMatch(
                        type ->
                                type.getValue().equals(ending)
                                        && !type.getKey().startsWith("text/")
                                        && !type.getKey().equals("application/json")
                                        && !type.getKey().equals("image/svg+xml"));
    }

    boolean isWav() {
        return name.equals(WAV);
    }

    /** What comes before the bytes in the file. */
    byte[] header(long bytes) {
        if (pcm == null) {
            return new byte[0];
        }
        int frame = pcm.channels * pcm.bits / 8;
        return ByteBuffer.allocate(WAV_HEADER)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt((int) (bytes + WAV_HEADER - 8))
                .put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII))
                .putInt(16)
                .putShort((short) 1)
                .putShort((short) pcm.channels)
                .putInt(pcm.rate)
                .putInt(pcm.rate * frame)
                .putShort((short) frame)
                .putShort((short) pcm.bits)
                .put("data".getBytes(StandardCharsets.US_ASCII))
                .putInt((int) bytes)
                .array();
    }
}
