package io.github.geminiroutes.routes;

import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.folder.Requeue;
import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Task folders from end to end: what was asked, and what lies where in the end. */
class TasksRouteTest extends DropFolderRoutesTestSupport {

    @Override
    List<String> routes() {
        return with(super.routes(), "gemini-tasks");
    }

    @Override
    Properties settings() {
        Properties properties = super.settings();
        properties.setProperty("gemini.retry.max-retries", "1");
        properties.setProperty("gemini.parking.base-delay", "0.1");
        return properties;
    }

    private void put(String name, byte[] content) throws IOException {
        Path file = folder.inbox().resolve(name);
        Files.createDirectories(file.getParent());
        Path part = Files.write(file.resolveSibling(".part"), content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void put(String name, String text) throws IOException {
        put(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private void awaitDone(String name) {
        soon().until(() -> Files.exists(folder.done().resolve(name)));
        assertThat(folder.inbox().resolve(name)).doesNotExist();
    }

    private JsonNode errorOf(String name) throws IOException {
        soon().until(() -> Files.exists(folder.failed().resolve(name)));
        assertThat(folder.inbox().resolve(name)).doesNotExist();
        return GeminiJson.MAPPER.readTree(folder.failed().resolve(name + ".error.json").toFile());
    }

    private JsonNode sent(String part) throws IOException {
        List<LoggedRequest> calls =
                gemini.findRequestsMatching(
                                postRequestedFor(ASK).withRequestBody(containing(part)).build())
                        .getRequests();
        assertThat(calls).as(part).hasSize(1);
        return GeminiJson.MAPPER.readTree(calls.get(0).getBodyAsString());
    }

    private DropFolderService service() {
        return DropFolderService.of(context);
    }

    @Test
    void eachDocumentIsAskedAndTheTreeIsMirrored() throws IOException {
        answerInOrder(answer("an answer"));
        put("mix/task.prompt", "Say what {{path}} is.");
        put("mix/2026/Rechnung ä 🎉.txt", "text {{x}}");
        put("mix/code.py", "print('code')");
        put("mix/a.pdf", "%PDF-1.7 pdf %%EOF");
        put("mix/utf16.txt", "wide ü".getBytes(StandardCharsets.UTF_16));
        put("mix/note.prompt", "{{not}} a template here");
        put("mix/note.input.json", "{\"not\": 1}");
        List<String> names =
                List.of(
                        "2026/Rechnung ä 🎉.txt",
                        "code.py",
                        "a.pdf",
                        "utf16.txt",
                        "note.prompt",
                        "note.input.json");

        for (String name : names) {
            awaitDone("mix/" + name);
            assertThat(folder.outbox().resolve("mix/" + name + ".response.md"))
                    .hasContent("an answer");
            assertThat(folder.outbox().resolve("mix/" + name + ".record.json")).exists();
        }

        assertThat(calls()).isEqualTo(names.size());
        assertThat(sent("2026/Rechnung").at("/contents/0/parts").findValuesAsText("text"))
                .containsExactly("text {{x}}", "Say what 2026/Rechnung ä 🎉.txt is.");
        assertThat(sent("what a.pdf is").at("/contents/0/parts/0/inlineData/mimeType").asText())
                .isEqualTo("application/pdf");
        assertThat(sent("utf16").at("/contents/0/parts/0/text").asText()).isEqualTo("wide ü");
        assertThat(folder.inbox().resolve("mix/task.prompt")).exists();
        assertThat(service().folder().waiting()).isZero();
    }

    @Test
    void whatIsNeitherTextNorMediaFailsInWordsWithoutACall() throws IOException {
        answerInOrder(answer("x"));
        put("bad/task.prompt", "Ask");
        put("bad/a.zip", new byte[] {'P', 'K', 3, 4, (byte) 0xff});
        put("bad/b.exe", new byte[] {'M', 'Z', (byte) 0x90, 0, (byte) 0xff});
        put("bad/c.docx", new byte[] {'P', 'K', 3, 4, (byte) 0xff});
        put("bad/d.gif", "GIF89a\0\0".getBytes(StandardCharsets.ISO_8859_1));

        assertThat(errorOf("bad/a.zip").toString()).contains("archive (ZIP)", "unpack");
        assertThat(errorOf("bad/b.exe").toString()).contains("Windows program");
        assertThat(errorOf("bad/c.docx").toString()).contains("Word document", "PDF");
        assertThat(errorOf("bad/d.gif").toString()).contains("image/gif", "convert");
        assertThat(errorOf("bad/a.zip").path("prompt").asText()).isEqualTo("bad/a.zip");
        assertThat(calls()).isZero();
    }

    @Test
    void documentsWaitForTheirTask() throws IOException {
        answerInOrder(answer("x"));
        put("late/deep/a.txt", "first there");
        put("other/task.prompt", "Ask");
        put("other/z.txt", "taken in a later poll");
        awaitDone("other/z.txt");
        assertThat(folder.inbox().resolve("late/deep/a.txt")).exists();

        put("late/task.prompt", "Ask");

        awaitDone("late/deep/a.txt");
        assertThat(sent("first there").toString()).contains("Ask");
    }

    @Test
    void aBrokenTaskWaitsAndOthersGoOnUntilItIsMended() throws IOException {
        answerInOrder(answer("x"));
        put("broken/task.prompt", "---\nmodle: x\n---\nAsk");
        put("broken/a.txt", "patient");
        put("sound/task.prompt", "Ask");
        put("sound/b.txt", "other");

        awaitDone("sound/b.txt");
        soon().until(() -> service().folderCounts().held() == 1);
        assertThat(service().folderCounts().troubles().get("broken")).contains("line 2", "modle");
        assertThat(folder.inbox().resolve("broken/a.txt")).exists();

        put("broken/task.prompt", "Ask rightly");
        awaitDone("broken/a.txt");
        assertThat(sent("patient").toString()).contains("Ask rightly");
    }

    @Test
    void aParkedDocumentComesBackIntoItsFolder() throws IOException {
        answerInOrder(
                recorded(503, "503-overloaded"), recorded(503, "503-overloaded"), answer("x"));
        put("park/task.prompt", "Ask");
        put("park/in/a.txt", "parked once");

        awaitDone("park/in/a.txt");

        assertThat(calls()).isEqualTo(3);
        soon().until(() -> Files.notExists(folder.parked().resolve("park")));
    }

    @Test
    void aFailedDocumentIsRequeuedByItsPathOrItsFolder() throws IOException {
        gemini.stubFor(post(ASK).willReturn(recorded(400, "400-invalid-argument")));
        put("again/task.prompt", "Ask");
        put("again/x/a.txt", "one");
        put("again/x/b.txt", "two");
        errorOf("again/x/a.txt");
        errorOf("again/x/b.txt");
        gemini.resetAll();
        answerInOrder(answer("now"));
        Requeue requeue = new Requeue(service().folder(), List.of());

        assertThat(requeue.of(List.of("again/x/a.txt"))).allMatch(Requeue.Result::isMoved);
        awaitDone("again/x/a.txt");
        assertThat(folder.failed().resolve("again/x/b.txt")).exists();

        assertThat(requeue.of(List.of("again"))).hasSize(1).allMatch(Requeue.Result::isMoved);
        awaitDone("again/x/b.txt");
        assertThat(folder.failed().resolve("again")).doesNotExist();
    }

    @Test
    void aLinkIsNeitherAskedNorFollowed() throws IOException {
        answerInOrder(answer("x"));
        Path outside = Files.createDirectories(data.resolve("outside"));
        Files.writeString(outside.resolve("secret.txt"), "secret");
        put("links/task.prompt", "Ask");
        Files.createSymbolicLink(folder.inbox().resolve("links/dir"), outside);
        Files.createSymbolicLink(
                folder.inbox().resolve("links/s.txt"), outside.resolve("secret.txt"));
        put("links/z.txt", "plain");

        awaitDone("links/z.txt");

        soon().until(
                        () ->
                                service()
                                        .intake()
                                        .leftAlone()
                                        .reasons()
                                        .getOrDefault("links/s.txt", "")
                                        .contains("symbolic link"));
        assertThat(calls()).isEqualTo(1);
        assertThat(service().folder().census().examples()).containsKeys("links/dir", "links/s.txt");
    }
}
