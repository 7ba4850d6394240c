package io.github.geminiroutes.task;

import io.github.geminiroutes.folder.NotReadyException;
import io.github.geminiroutes.folder.PromptFileProcessor;
import io.github.geminiroutes.folder.PromptParsing;
import io.github.geminiroutes.generate.GeminiHeaders;
import io.github.geminiroutes.prompt.DocumentContent;
import io.github.geminiroutes.prompt.LargeDocument;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.UntrustedFiles;
import java.util.function.Supplier;
import org.apache.camel.Exchange;

/** The step that makes a prompt of a document; all others are those of the drop folder. */
public final class DocumentProcessor {

    private final PromptFileProcessor files = new PromptFileProcessor();
    private TaskService tasks;

    /** Where the standing prompts are. */
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
        files.openAs(
                exchange,
                new PromptParsing() {
                    @Override
                    public Prompt parse(String name, UntrustedFiles.Content content) {
                        return prompt(
                                exchange,
                                name,
                                () -> DocumentContent.of(name, content.bytes()),
                                content.stamp());
                    }

                    @Override
                    public boolean takesLarge() {
                        return true;
                    }

                    @Override
                    public Prompt parseLarge(String name, LargeDocument large) {
                        return prompt(
                                exchange,
                                name,
                                () -> DocumentContent.of(name, large),
                                large.stamp());
                    }
                });
    }

    private Prompt prompt(
            Exchange exchange, String name, Supplier<DocumentContent> content, FileStamp stamp) {
        TaskFolder task = tasks.folders().of(name);
        if (task == null || !task.isReady() || task.isOwn(name) || task.leftAlone(name) != null) {
            throw new NotReadyException("The task of this document cannot be asked at the moment");
        }
        exchange.getMessage().setHeader(GeminiHeaders.TASK, task.path());
        DocumentContent document = content.get();
        if (document.text() != null) {
            return task.prompt().ofText(task.nameOf(name), document.text());
        }
        document.requireComplete(tasks.dropFolder().intake().rules(), name, stamp);
        return task.prompt()
                .ofMedia(
                        task.nameOf(name),
                        document.media(name, tasks.dropFolder().intake().files(), stamp));
    }
}
