package io.github.geminiroutes.testing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All quotas of a project. A call is charged to every quota of its model or, if refused, to none.
 */
final class QuotaBook {
    private final List<Quota> quotas;

    QuotaBook(List<Quota> quotas) {
        this.quotas = List.copyOf(quotas);
    }

    synchronized List<QuotaRefusal> admit(PromptRequest request, Instant now) {
        List<Quota> mine = of(request.model());
        List<QuotaRefusal> refusals =
                mine.stream()
                        .map(quota -> quota.judge(request, now))
                        .flatMap(Optional::stream)
                        .toList();
        if (refusals.isEmpty()) {
            mine.forEach(quota -> quota.take(quota.kind().amount(request), now));
        }
        return refusals;
    }

    /**
     * Another program's calls, all at once: they go through as far as every quota of requests has
     * room.
     *
     * @return how many went through
     */
    synchronized long eatRequests(String model, long requests, Instant now) {
        List<Quota> mine =
                of(model).stream()
                        .filter(quota -> quota.kind() != QuotaKind.INPUT_TOKENS_PER_MINUTE)
                        .toList();
        long eaten = requests;
        for (Quota quota : mine) {
            eaten = Math.min(eaten, Math.max(0, quota.limit() - quota.used(now)));
        }
        for (Quota quota : mine) {
            quota.take(eaten, now);
        }
        return eaten;
    }

    private List<Quota> of(String model) {
        return quotas.stream().filter(quota -> quota.model().equals(model)).toList();
    }
}
