package io.github.geminiroutes.task;

import io.github.geminiroutes.folder.DropFolderService;
import io.github.geminiroutes.folder.Intake;
import io.github.geminiroutes.generate.GeminiClient;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.GeminiJson;
import java.math.BigDecimal;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;

/**
 * The entry point of the task folders: tells the drop folder which folders are tasks, and has their
 * standing prompts. The parts are made at their first use, when the settings are complete.
 */
public final class TaskService implements CamelContextAware {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-task-folders";

    private CamelContext context;
    private long maxRequestSize = 20 * 1024 * 1024;
    private volatile TaskFolders folders;

    /** The task folders of a Camel context; null where the route {@code gemini-tasks} is not. */
    public static TaskService of(CamelContext context) {
        return context.getRegistry().lookupByNameAndType(BEAN, TaskService.class);
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** The largest request in bytes. */
    public void setMaxRequestSize(long bytes) {
        maxRequestSize = bytes;
    }

    long maxRequestSize() {
        return maxRequestSize;
    }

    /**
     * The drop folder that the tasks lie in. Looked up each time: Camel's YAML DSL makes every bean
     * twice, and another route file makes this one.
     */
    DropFolderService dropFolder() {
        return DropFolderService.of(context);
    }

    /** Tells the drop folder which of its folders are tasks. May be called again. */
    public void open() {
        DropFolderService known = dropFolder();
        // Null where the other route file is loaded later: then the first poll does it.
        if (known != null) {
            known.folder().setTasks(path -> folders().at(path));
        }
    }

    /** The task folders of the inbox. */
    public TaskFolders folders() {
        TaskFolders known = folders;
        return known == null ? make() : known;
    }

    private synchronized TaskFolders make() {
        if (folders == null) {
            Intake intake = dropFolder().intake();
            folders =
                    new TaskFolders(
                            intake.files(),
                            intake::isQuiet,
                            intake::attachmentsIn,
                            new PromptParser(GeminiJson.MAPPER, maxRequestSize),
                            this::lookAtBudget,
                            Clock.systemUTC());
        }
        return folders;
    }

    /** Without a client, before its route is there and once it has stopped, a task waits. */
    private String lookAtBudget(String task, BigDecimal usd) {
        GeminiClient client = GeminiClient.of(context);
        return client == null ? "" : client.lookAtBudget(task, usd);
    }
}
