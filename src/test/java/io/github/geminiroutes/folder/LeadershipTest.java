package io.github.geminiroutes.folder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.component.file.cluster.FileLockClusterService;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Instances on one folder of which each has a lock directory of its own, by mistake. */
@Timeout(60)
class LeadershipTest {

    private static final String NAMESPACE = "gemini";

    @TempDir Path directory;
    private final List<CamelContext> contexts = new ArrayList<>();

    @Test
    void ofTwoLeadersOneWorks() throws Exception {
        Path data = Files.createDirectories(directory.resolve("data"));
        CamelContext one = leader("one");
        CamelContext two = leader("two");
        Leadership first = leadership(one, data);
        Leadership second = leadership(two, data);

        first.refresh();
        second.refresh();

        assertThat(first.holds()).isTrue();
        assertThat(second.holds()).isFalse();

        one.stop();
        second.refresh();

        assertThat(second.holds()).isTrue();
    }

    @AfterEach
    void stop() {
        contexts.forEach(CamelContext::stop);
    }

    private CamelContext leader(String lockDirectory) throws Exception {
        FileLockClusterService service = new FileLockClusterService();
        service.setRoot(Files.createDirectories(directory.resolve(lockDirectory)).toString());
        service.setAcquireLockDelay(10, TimeUnit.MILLISECONDS);
        service.setAcquireLockInterval(10, TimeUnit.MILLISECONDS);
        CamelContext context = new DefaultCamelContext();
        contexts.add(context);
        context.addService(service);
        context.start();
        service.getView(NAMESPACE);
        await().until(() -> service.isLeader(NAMESPACE));
        return context;
    }

    private static Leadership leadership(CamelContext context, Path data) {
        Leadership leadership = new Leadership();
        leadership.setCamelContext(context);
        leadership.setConsumer("master:" + NAMESPACE + ":");
        leadership.setFolder(new DropFolder(data));
        return leadership;
    }
}
