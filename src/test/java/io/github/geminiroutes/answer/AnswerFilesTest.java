package io.github.geminiroutes.answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.OutputFormat;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The files that an answer becomes. */
class AnswerFilesTest {

    private static final String PNG = media("image/png", "\u0089PNG\r\n\u001a\n0123");
    private static final String JPEG = media("image/png", "\u00ff\u00d8\u00ff\u00e00123");
    private static final String CALL = "{'functionCall':{'name':'f','args':{'n':1.50}}}";

    private static String media(String type, String latin) {
        return media(type, latin.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String media(String type, byte[] bytes) {
        return "{'inlineData':{'mimeType':'%s','data':'%s'}}"
                .formatted(type, Base64.getEncoder().encodeToString(bytes));
    }

    private static String thought(String part) {
        return part.substring(0, part.length() - 1) + ",'thought':true}";
    }

    private static String text(String text) {
        return "{'text':'" + text + "'}";
    }

    /** Each candidate is a list of parts; single quotes stand for double ones. */
    private static String body(String... candidates) {
        return Stream.of(candidates)
                .map(
                        parts ->
                                "{'finishReason':'STOP','content':{'role':'model','parts':["
                                        + parts
                                        + "]}}")
                .collect(Collectors.joining(",", "{'candidates':[", "]}"))
                .replace('\'', '"');
    }

    private static Answer answer(String body, OutputFormat expected) {
        return new AnswerReader().read(body.getBytes(StandardCharsets.UTF_8), expected);
    }

    private static List<AnswerFile> files(OutputFormat expected, String... candidates) {
        return AnswerFiles.of(answer(body(candidates), expected), expected);
    }

    private static List<String> endings(String... candidates) {
        return files(OutputFormat.TEXT, candidates).stream().map(AnswerFile::ending).toList();
    }

    private static byte[] bytes(MediaData media) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        media.writeTo(out);
        return out.toByteArray();
    }

    private static MediaData only(String part) {
        List<AnswerFile> files = files(OutputFormat.TEXT, part);
        assertThat(files).hasSize(1);
        return files.get(0).media();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "image/png | 89504e470d0a1a0a | png | image/png",
                "image/png | ffd8ffe000104a46 | jpg | image/jpeg",
                "image/jpeg | 524946460000000057454250 | webp | image/webp",
                "image/png | 474946383961 | gif | image/gif",
                "audio/mpeg | 494433040000 | mp3 | audio/mp3",
                "audio/mpeg | fffb9064 | mp3 | audio/mp3",
                "application/octet-stream | fff39064 | mp3 | audio/mp3",
                "audio/ogg; codecs=opus | 4f676753 | ogg | audio/ogg",
                "audio/wav | 664c6143 | flac | audio/flac",
                "video/mp4 | 000000186674797069736f6d | mp4 | video/mp4",
                "audio/mp4 | 00000018667479704d344120 | m4a | audio/m4a",
                "video/quicktime | 0000001466747970717420 20 | mov | video/mov",
                "image/png | 255044462d312e37 | pdf | application/pdf",
                "text/csv | 612c620a312c32 | csv | text/csv",
                "image/svg+xml | 3c737667 | svg | image/svg+xml",
                "application/x-unheard-of | 00010203 | bin | application/x-unheard-of",
                "'' | 00010203 | bin | application/octet-stream",
            })
    void theFirstBytesOfMediaDecideTheEnding(
            String declared, String hex, String ending, String type) throws IOException {
        byte[] content = java.util.HexFormat.of().parseHex(hex.replace(" ", ""));

        MediaData media = only(media(declared, content));

        assertThat(media.ending()).isEqualTo(ending);
        assertThat(media.type()).isEqualTo(type);
        assertThat(bytes(media)).isEqualTo(content);
        assertThat(media.size()).isEqualTo(content.length);
        assertThat(media.sha256()).isEqualTo(Sha256.hex(content));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "audio/L16;codec=pcm;rate=24000 | 24000 | 1",
                "audio/l16; rate=16000; channels=2 | 16000 | 2",
                "audio/pcm | 24000 | 1",
                "audio/pcm;rate=48000 | 48000 | 1",
                "audio/L16;rate=0 | 24000 | 1",
            })
    void samplesBecomeAWav(String declared, int rate, int channels) throws Exception {
        // They begin as a frame of an MP3 does, which is chance.
        byte[] samples = new byte[4_000];
        Arrays.fill(samples, (byte) 3);
        samples[0] = (byte) 0xff;
        samples[1] = (byte) 0xfb;

        MediaData media = only(media(declared, samples));
        byte[] wav = bytes(media);

        assertThat(media.ending()).isEqualTo("wav");
        assertThat(media.sha256()).isEqualTo(Sha256.hex(wav));
        assertThat(media.size()).isEqualTo(wav.length).isEqualTo(44 + samples.length);
        try (AudioInputStream sound =
                AudioSystem.getAudioInputStream(new ByteArrayInputStream(wav))) {
            AudioFormat format = sound.getFormat();
            assertThat(format.getSampleRate()).isEqualTo(rate);
            assertThat(format.getChannels()).isEqualTo(channels);
            assertThat(format.getSampleSizeInBits()).isEqualTo(16);
            assertThat(format.isBigEndian()).isFalse();
            assertThat(sound.readAllBytes()).isEqualTo(samples);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"audio/wav", "audio/L16;rate=24000", "audio/pcm", "image/png"})
    void aWavStaysOne(String declared) throws IOException {
        byte[] wav = bytes(only(media("audio/pcm", new byte[100])));

        MediaData media = only(media(declared, wav));

        assertThat(bytes(media)).isEqualTo(wav);
        assertThat(media.type()).isEqualTo("audio/wav");
    }

    @Test
    void wordsAndPicturesAreFilesOfTheirOwn() {
        assertThat(endings(text("Here:") + "," + PNG + "," + text(" done")))
                .containsExactly("md", "png");
        assertThat(endings(PNG + "," + JPEG + "," + PNG)).containsExactly("png", "jpg", "png");
        assertThat(endings(text("\\n") + "," + PNG)).containsExactly("png");
    }

    @Test
    void aPictureMadeOnTheWayIsLeftOutUnlessThereIsNoOther() {
        assertThat(endings(thought(PNG) + "," + JPEG)).containsExactly("jpg");
        assertThat(endings(thought(PNG) + "," + thought(JPEG))).containsExactly("jpg");
        assertThat(endings(thought(PNG) + "," + text("Sorry"))).containsExactly("md", "png");
    }

    @Test
    void furtherCandidatesComeAfterTheChosenOne() {
        List<AnswerFile> files =
                files(OutputFormat.TEXT, text("one"), text("two") + "," + PNG, PNG);

        assertThat(files).extracting(AnswerFile::ending).containsExactly("md", "md", "png", "png");
        assertThat(files).extracting(AnswerFile::candidate).containsExactly(0, 1, 1, 2);
        assertThat(files.get(1).text()).isEqualTo("two");
    }

    @Test
    void functionCallsAndCodeAreJson() {
        assertThat(files(OutputFormat.TEXT, CALL))
                .extracting(AnswerFile::ending, AnswerFile::text)
                .containsExactly(
                        org.assertj.core.api.Assertions.tuple(
                                "json", "{\"name\":\"f\",\"args\":{\"n\":1.50}}"));
        assertThat(endings(text("I call") + "," + CALL)).containsExactly("md", "json");

        List<AnswerFile> code =
                files(
                        OutputFormat.TEXT,
                        "{'executableCode':{'language':'PYTHON','code':'print(1)'}},"
                                + "{'codeExecutionResult':{'outcome':'OUTCOME_OK','output':'1'}},"
                                + PNG);
        assertThat(code).extracting(AnswerFile::ending).containsExactly("json", "png");
        assertThat(code.get(0).text())
                .isEqualTo(
                        "[{'executableCode':{'language':'PYTHON','code':'print(1)'}},{'codeExecutionResult':{'outcome':'OUTCOME_OK','output':'1'}}]"
                                .replace('\'', '"'));
    }

    @Test
    void whatIsUnknownIsKeptAsJson() {
        assertThat(files(OutputFormat.TEXT, "{'partOfTomorrow':{'of':'2027'}}").get(0).text())
                .isEqualTo("[{\"partOfTomorrow\":{\"of\":\"2027\"}}]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\\\"a\\\": 1.50}",
                "```json\\n{\\\"a\\\": 1.50}\\n```",
                "Sure! Here it is:\\n```\\n{\\\"a\\\": 1.50}\\n```\\nAnything else?",
                "The answer is {\\\"a\\\": 1.50}."
            })
    void jsonThatWasAskedForIsWholeAndValid(String words) throws IOException {
        String body = body("{'text':'%WORDS%'}").replace("%WORDS%", words);

        List<AnswerFile> files =
                AnswerFiles.of(answer(body, OutputFormat.json()), OutputFormat.json());

        assertThat(files).extracting(AnswerFile::ending).containsExactly("json");
        assertThat(files.get(0).text()).isEqualTo("{\"a\": 1.50}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/+8=", "\\/+8=", "\\/+8\\u003d", "/+8", "_-8=", "_-8", " /+8=\\n "})
    void base64IsReadInEachSpelling(String data) throws IOException {
        MediaData media =
                AnswerFiles.of(
                                answer(
                                        body("{'inlineData':{'mimeType':'a/b','data':'%'}}")
                                                .replace("%", data),
                                        OutputFormat.TEXT),
                                OutputFormat.TEXT)
                        .get(0)
                        .media();

        assertThat(bytes(media)).isEqualTo(new byte[] {(byte) 0xff, (byte) 0xef});
    }

    @ParameterizedTest
    @ValueSource(strings = {"A", "äöü", "{}", "iVBOR=w0K", "iVBO?"})
    void whatIsNoBase64IsNoAnswer(String data) {
        String body = body("{'inlineData':{'mimeType':'image/png','data':'" + data + "'}}");

        GeminiException thrown =
                catchThrowableOfType(GeminiException.class, () -> answer(body, OutputFormat.TEXT));

        assertThat(thrown.failure().kind()).isEqualTo(FailureKind.MALFORMED_ANSWER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-32BE"})
    void mediaAreFoundInEachEncoding(String charset) throws IOException {
        for (String mark : List.of("", "\ufeff")) {
            byte[] body = (mark + body(text("ä") + "," + PNG)).getBytes(Charset.forName(charset));

            Answer answer = new AnswerReader().read(body, OutputFormat.TEXT);

            MediaData media = AnswerFiles.of(answer, OutputFormat.TEXT).get(1).media();
            assertThat(bytes(media)).hasSize(12).startsWith(0x89, 'P', 'N', 'G');
        }
    }

    @Test
    void theRecordHoldsANoteInPlaceOfTheBytes() throws IOException {
        byte[] picture = new byte[300_000];
        new Random(7).nextBytes(picture);
        System.arraycopy(new byte[] {(byte) 0xff, (byte) 0xd8, (byte) 0xff}, 0, picture, 0, 3);
        String body =
                body(text("Look") + "," + media("image/png", picture))
                        .replace("\"role\"", "\"odd\":1e20,\"role\"");
        Answer answer = answer(body, OutputFormat.TEXT);

        ObjectNode record = GeminiJson.MAPPER.createObjectNode();
        answer.response().addTo(record, "response");
        String written = record.toString();

        assertThat(written).hasSizeLessThan(1_000);
        JsonNode content = GeminiJson.MAPPER.readTree(written).at("/response/candidates/0/content");
        assertThat(content.at("/parts/1/inlineData").toString())
                .isEqualTo(
                        "{'mimeType':'image/png','type':'image/jpeg','size':300000,'sha256':'%s','file':null}"
                                .replace('\'', '"')
                                .formatted(Sha256.hex(picture)));
        assertThat(content.path("odd").decimalValue()).isEqualByComparingTo("1e20");
    }
}
