package io.github.geminiroutes.task;

import io.github.geminiroutes.folder.NotReadyException;
import io.github.geminiroutes.folder.PromptFileProcessor;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.prompt.DocumentContent;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.UntrustedFiles;
import org.apache.camel.Exchange;

/** The step that makes a prompt of a document; all others are those of the drop folder. */
public final class DocumentProcessor {

    private final PromptFileProcessor files = new PromptFileProcessor();
    private TaskService tasks;

    /** Knows the standing prompts. */
    public void setTasks(TaskService tasks) {
        this.tasks = tasks;
    }

    /**
     * Body in: the file; body out: the {@link Prompt}.
     *
     * @throws io.github.geminiroutes.prompt.InvalidPromptException if it cannot be asked
     */
    public void open(Exchange exchange) {
        files.setDropFolder(tasks.dropFolder());
        files.openAs(exchange, (name, content) -> parse(exchange, name, content));
    }

    private Prompt parse(Exchange exchange, String name, UntrustedFiles.Content content) {
        TaskFolder task = tasks.folders().of(name);
        if (task == null || !task.isReady() || task.isOwn(name) || task.leftAlone(name) != null) {
            throw new NotReadyException("The task of this document cannot be asked at the moment");
        }
        exchange.getMessage().setHeader(GeminiHeaders.TASK, task.path());
        DocumentContent document = DocumentContent.of(name, content.bytes());
        if (document.text() != null) {
            return task.prompt().ofText(task.nameOf(name), document.text());
        }
        FileStamp stamp = content.stamp();
        document.requireComplete(tasks.dropFolder().intake().rules(), name, stamp);
        return task.prompt()
                .ofMedia(
                        task.nameOf(name),
                        document.media(name, tasks.dropFolder().intake().files(), stamp));
    }
}
