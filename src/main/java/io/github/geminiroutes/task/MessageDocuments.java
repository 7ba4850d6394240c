package io.github.geminiroutes.task;

import io.github.geminiroutes.folder.DocumentNames;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.prompt.DocumentContent;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.SingleLine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.LRUCacheFactory;

/**
 * Documents that come as bodies of messages: the header {@link GeminiHeaders#TASK} names the task
 * folder with whose standing prompt they are asked. Nothing is written to the folder. Thread-safe.
 *
 * <p>While a {@code task.prompt} is being changed, or is broken, its last good version stays in
 * use: a queue must not become dead letters because a person edits a file.
 */
public final class MessageDocuments {

    private static final String OPENED = "gemini-task-document";
    private static final int MOST_TASKS = 256;
    private static final int LONGEST_NAME = 200;
    private static final String UNNAMED = "document";
    private static final String ANY_TYPE = "application/octet-stream";

    private final Map<String, TaskFolder> good = LRUCacheFactory.newLRUCache(MOST_TASKS);
    private TaskService tasks;

    /**
     * @param body as the caller sent it: redelivery brings the same object again
     */
    private record Opened(Object body, String task, Prompt prompt) {}

    /** Where the standing prompts are. */
    public void setTasks(TaskService tasks) {
        this.tasks = tasks;
    }

    /**
     * Body in: the document, as bytes, a stream, a file or a text; body out: the {@link Prompt}.
     * The file name in the headers is its name, and the content type tells its charset, or its
     * media type where the bytes do not.
     *
     * @throws InvalidPromptException if the task is none, or the document cannot be asked
     */
    public void open(Exchange exchange) throws IOException {
        Message message = exchange.getMessage();
        Object body = message.getBody();
        String task = message.getHeader(GeminiHeaders.TASK, "", String.class).strip();
        Opened opened = exchange.getProperty(OPENED, Opened.class);
        if (opened == null || opened.body != body || !opened.task.equals(task)) {
            opened = new Opened(body, task, prompt(standing(task), message, body));
            exchange.setProperty(OPENED, opened);
        }
        message.setBody(opened.prompt);
    }

    /**
     * Body out, where there is no answer: the document as it came, which may be asked again. Once
     * there is one, nothing of the document is left in the exchange of the host.
     */
    public void giveBack(Exchange exchange) {
        Opened opened = exchange.getProperty(OPENED, Opened.class);
        if (opened == null) {
            return;
        }
        if (exchange.getMessage().getBody() == opened.prompt) {
            exchange.getMessage().setBody(opened.body);
        } else {
            exchange.removeProperty(OPENED);
        }
    }

    private TaskFolder standing(String path) {
        boolean isOne =
                !path.isEmpty()
                        && DocumentNames.isOne(path + '/' + UNNAMED)
                        && DocumentNames.trouble("", path) == null;
        TaskFolder now = isOne ? tasks.folders().at(path) : null;
        if (now == null) {
            good.remove(path);
            throw bad(path, "is no task: name a folder of the inbox that has a task.prompt");
        }
        if (now.prompt() != null) {
            good.put(path, now);
        }
        TaskFolder standing = good.get(path);
        if (standing == null) {
            throw bad(
                    path,
                    now.trouble() == null
                            ? "was written to a moment ago: send the document again"
                            : "is stopped: " + now.trouble());
        }
        if (standing.prompt().isOfRows()) {
            throw bad(path, "asks the rows of tables: name a task without 'rows'");
        }
        return standing;
    }

    private Prompt prompt(TaskFolder task, Message message, Object body) throws IOException {
        DocumentName name = new DocumentName(name(message));
        if (body instanceof String text) {
            return task.prompt().ofText(name, DocumentContent.requireText(text));
        }
        byte[] content = bytes(message, body);
        String type = message.getHeader(Exchange.CONTENT_TYPE, "", String.class);
        Charset charset = ContentTypes.charset(type);
        if (charset != null) {
            return task.prompt()
                    .ofText(name, DocumentContent.requireText(new String(content, charset)));
        }
        String declared = ContentTypes.media(type);
        DocumentContent document =
                DocumentContent.of(name.name(), declared.equals(ANY_TYPE) ? "" : declared, content);
        return document.text() == null
                ? task.prompt().ofBytes(name, document.mimeType(), content)
                : task.prompt().ofText(name, document.text());
    }

    private byte[] bytes(Message message, Object body) throws IOException {
        if (body instanceof byte[] bytes) {
            return requireAtMost(tasks.maxRequestSize(), bytes);
        }
        if (body instanceof InputStream callers) {
            return read(callers);
        }
        try (InputStream own = message.getBody(InputStream.class)) {
            if (own == null) {
                throw new InvalidPromptException(
                        "the body is no document: send bytes, a stream, a file or a text", 0);
            }
            return read(own);
        }
    }

    private byte[] read(InputStream stream) throws IOException {
        long most = tasks.maxRequestSize();
        return requireAtMost(
                most, stream.readNBytes((int) Math.min(most + 1, Integer.MAX_VALUE - 8)));
    }

    private static byte[] requireAtMost(long most, byte[] content) {
        if (content.length > most) {
            throw new InvalidPromptException(
                    "the document is longer than the %d bytes that gemini.max-request-size allows"
                            .formatted(most),
                    0);
        }
        return content;
    }

    /** The last part of the file name in the headers: the template sees no path of the sender. */
    private static String name(Message message) {
        String given = message.getHeader(Exchange.FILE_NAME, "", String.class);
        String last =
                given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        String name = SingleLine.quoted(last, LONGEST_NAME).strip();
        return name.isEmpty() ? UNNAMED : name;
    }

    private static InvalidPromptException bad(String path, String problem) {
        return new InvalidPromptException(
                "%s '%s' %s"
                        .formatted(
                                GeminiHeaders.TASK, SingleLine.quoted(path, LONGEST_NAME), problem),
                0);
    }
}
