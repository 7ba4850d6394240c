package io.github.geminiroutes.diagnostics.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the API's list of batch jobs: a bounded number of pages of bounded size. A job that is not
 * on it may be there all the same, and is asked for by its name.
 */
final class JobList {

    /** A job takes a kilobyte or two, and an answer of more than 256 is cut off. */
    private static final int PAGE = 50;

    private static final int MOST_PAGES = 20;
    private static final int MOST_ASKED = 20;
    private static final int LONGEST_TOKEN = 2_000;
    private static final String NAME = "batches/[A-Za-z0-9._-]{1,120}";

    private final ApiClient client;
    private final String batches;

    JobList(ApiClient client, URI base) {
        this.client = client;
        this.batches = base + "/v1beta/";
    }

    /**
     * Reads it.
     *
     * @param known the names of jobs that are expected on it
     */
    RemoteJobs read(Set<String> known) {
        List<JsonNode> listed = new ArrayList<>();
        String token = "";
        for (int page = 0; page < MOST_PAGES; page++) {
            String next =
                    token.isEmpty()
                            ? ""
                            : "&pageToken=" + URLEncoder.encode(token, StandardCharsets.UTF_8);
            HttpAnswer answer = client.get(batches + "batches?pageSize=" + PAGE + next);
            if (!answer.isGood()) {
                return new RemoteJobs(listed, false, answer.failure(), Map.of());
            }
            answer.json().path("operations").forEach(listed::add);
            token = answer.json().path("nextPageToken").asText("");
            if (token.isEmpty()) {
                return new RemoteJobs(listed, true, null, ask(missing(known, listed)));
            }
            if (token.length() > LONGEST_TOKEN) {
                break;
            }
        }
        return new RemoteJobs(listed, false, null, ask(missing(known, listed)));
    }

    private static Set<String> missing(Set<String> known, List<JsonNode> listed) {
        Set<String> missing = new HashSet<>(known);
        listed.forEach(one -> missing.remove(one.path("name").asText()));
        missing.removeIf(name -> !name.matches(NAME) || name.contains(".."));
        return missing;
    }

    private Map<String, HttpAnswer> ask(Set<String> names) {
        Map<String, HttpAnswer> answers = new HashMap<>();
        names.stream()
                .sorted()
                .limit(MOST_ASKED)
                .forEach(name -> answers.put(name, client.get(batches + name)));
        return answers;
    }
}
