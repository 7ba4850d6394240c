package io.github.geminiroutes.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.batch.JobView;
import io.github.geminiroutes.support.GeminiJson;
import java.util.List;

/** The batch jobs, for the status page. */
final class BatchView {

    private static final int MOST = 100;

    private BatchView() {}

    /** One entry for each job, the oldest first; the age is in seconds. */
    static ArrayNode of(List<JobView> views) {
        ArrayNode jobs = GeminiJson.MAPPER.createArrayNode();
        views.stream()
                .limit(MOST)
                .forEach(
                        view -> {
                            ObjectNode job = jobs.addObject();
                            job.put("id", view.id()).put("state", view.state().id());
                            job.put("model", view.model()).put("prompts", view.prompts());
                            job.put("ageSeconds", view.age().toSeconds());
                            job.put("name", view.name()).put("googleState", view.remoteState());
                            job.put("reason", view.reason());
                        });
        return jobs;
    }
}
