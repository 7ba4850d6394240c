package io.github.geminiroutes.monitoring;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.quota.LimitKind;
import io.github.geminiroutes.quota.ModelQuota;
import io.github.geminiroutes.support.GeminiJson;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Each model's quota, and whether it answers, for the status page. */
final class ModelsView {

    /** The most models on the page: prompts may name any model. */
    private static final int MOST = 50;

    private ModelsView() {}

    /**
     * One entry for each model, those that are down first.
     *
     * @param down the models that are down, with the time of the next probe
     * @param slow those whose calls take long
     */
    static ArrayNode of(List<ModelQuota> quotas, Map<String, Instant> down, Set<String> slow) {
        ArrayNode models = GeminiJson.MAPPER.createArrayNode();
        quotas.stream()
                .sorted(Comparator.comparing(quota -> !down.containsKey(quota.model())))
                .limit(MOST)
                .forEach(
                        quota ->
                                model(models.addObject(), quota, down.get(quota.model()))
                                        .put("isSlow", slow.contains(quota.model())));
        return models;
    }

    private static ObjectNode model(ObjectNode json, ModelQuota quota, Instant nextProbe) {
        json.put("model", StatusView.cut(quota.model()));
        json.put("waiting", quota.waiting());
        json.put("nextSlot", quota.nextSlot().toString());
        if (nextProbe != null) {
            json.put("downUntilProbe", nextProbe.toString());
        }
        if (quota.closedUntil() != null) {
            json.put("closedUntil", quota.closedUntil().toString());
        }
        if (quota.reason() != null) {
            json.put("reason", StatusView.cut(quota.reason().message()));
        }
        ArrayNode limits = json.putArray("limits");
        for (LimitKind kind : LimitKind.values()) {
            ModelQuota.LimitUse use = quota.limits().get(kind);
            if (use != null) {
                ObjectNode limit = limits.addObject();
                limit.put("quota", kind.id());
                limit.put("limit", use.limit());
                limit.put("used", use.used());
                limit.put("source", use.source().name());
            }
        }
        return json;
    }
}
