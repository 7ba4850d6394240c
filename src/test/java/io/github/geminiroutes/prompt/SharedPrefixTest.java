package io.github.geminiroutes.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes into a cache, and what is sent beside it: together the whole request. */
class SharedPrefixTest {

    @TempDir Path folder;

    private Attachment attachment(String name) throws IOException {
        Files.writeString(folder.resolve(name), name);
        UntrustedFiles files = new UntrustedFiles(folder, false);
        return new Attachment(name, files, "application/pdf", files.look(name));
    }

    private static Prompt prompt(String request, Attachment... attachments) throws IOException {
        return new Prompt(
                "m",
                (ObjectNode) GeminiJson.MAPPER.readTree(request),
                List.of(attachments),
                OutputFormat.TEXT);
    }

    private static SharedPrefix upTo(int turn, int part, int offset) {
        return new SharedPrefix(turn, part, offset, false, () -> 0);
    }

    private static JsonNode sent(Prompt prompt) throws IOException {
        return GeminiJson.MAPPER.readTree(new RequestEncoder(GeminiJson.MAPPER).encode(prompt));
    }

    private static JsonNode json(String text) throws IOException {
        return GeminiJson.MAPPER.readTree(text.replace('\'', '"'));
    }

    @Test
    void aTextIsCutAtThePlace() throws IOException {
        Prompt whole =
                prompt(
                        """
                        {"systemInstruction":{"parts":[{"text":"S"}]},"tools":[{"googleSearch":{}}],
                         "contents":[{"role":"user","parts":[{"text":"Q"}]},{"role":"model","parts":[{"text":"A"}]},
                          {"role":"user","parts":[{"text":"first"},{"text":"rules: DOC end"}]}],
                         "generationConfig":{"temperature":0}}""");
        SharedPrefix start = upTo(2, 1, 7);

        assertThat(sent(start.of(whole)))
                .isEqualTo(
                        json(
                                "{'systemInstruction':{'parts':[{'text':'S'}]},'tools':[{'googleSearch':{}}],"
                                        + "'contents':[{'role':'user','parts':[{'text':'Q'}]},"
                                        + "{'role':'model','parts':[{'text':'A'}]},"
                                        + "{'role':'user','parts':[{'text':'first'},{'text':'rules: '}]}]}"));
        assertThat(sent(start.rest(whole, "cachedContents/1")))
                .isEqualTo(
                        json(
                                "{'contents':[{'role':'user','parts':[{'text':'DOC end'}]}],"
                                        + "'generationConfig':{'temperature':0},'cachedContent':'cachedContents/1'}"));
        assertThat(whole.request().has("systemInstruction")).isTrue();
    }

    @Test
    void attachmentsOfTheHeadAreSharedAndTheDocumentIsNot() throws IOException {
        Attachment own = attachment("own.pdf");
        Attachment document = attachment("document.pdf");
        Prompt whole =
                prompt(
                        "{\"contents\":[{\"role\":\"user\",\"parts\":[{},{\"text\":\"after\"}]}]}",
                        own,
                        document);
        ((ObjectNode) whole.request().at("/contents/0/parts/0")).putPOJO("inlineData", document);
        SharedPrefix start = upTo(0, 0, 0);

        assertThat(sent(start.of(whole)).at("/contents/0/parts").findValuesAsText("data"))
                .containsExactly("b3duLnBkZg==");
        JsonNode rest = sent(start.rest(whole, "cachedContents/1")).at("/contents/0/parts");
        assertThat(rest.findValuesAsText("data")).containsExactly("ZG9jdW1lbnQucGRm");
        assertThat(rest.findValuesAsText("text")).containsExactly("after");
    }

    @Test
    void whereNothingPrecedesTheDocumentNothingIsShared() throws IOException {
        assertThat(
                        upTo(0, 0, 0)
                                .of(
                                        prompt(
                                                "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"D\"}]}]}")))
                .isNull();
    }
}
