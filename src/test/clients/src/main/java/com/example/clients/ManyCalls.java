package com.example.clients;

import com.google.genai.Client;
import com.google.genai.types.HttpOptions;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;

/**
 * Many calls of one client: {@code genai} or {@code langchain4j}, base URL, token, number of calls,
 * how many at once. The last line is {@code {"answered":N}}.
 */
public final class ManyCalls {

    private static final String MODEL = "gemini-3.8-flash";

    /** As docs/gateway.md says: longer than the wait for a quota. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private ManyCalls() {}

    public static void main(String[] arguments) throws InterruptedException {
        UnaryOperator<String> client = client(arguments[0], arguments[1], arguments[2]);
        int calls = Integer.parseInt(arguments[3]);
        ExecutorService threads = Executors.newFixedThreadPool(Integer.parseInt(arguments[4]));
        List<Future<String>> answers = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            String prompt = "Prompt " + i + ".";
            answers.add(threads.submit(() -> client.apply(prompt)));
        }
        int answered = 0;
        for (Future<String> answer : answers) {
            try {
                answered += answer.get() == null ? 0 : 1;
            } catch (ExecutionException e) {
                System.err.println(e.getCause());
            }
        }
        threads.shutdown();
        System.out.println("{\"answered\":" + answered + "}");
        // The clients' own threads would keep the JVM for a while.
        System.exit(0);
    }

    private static UnaryOperator<String> client(String name, String baseUrl, String token) {
        if (name.equals("genai")) {
            Client client =
                    Client.builder()
                            .apiKey(token)
                            .httpOptions(HttpOptions.builder().baseUrl(baseUrl).build())
                            .build();
            return prompt -> client.models.generateContent(MODEL, prompt, null).text();
        }
        if (name.equals("langchain4j")) {
            GoogleAiGeminiChatModel model =
                    GoogleAiGeminiChatModel.builder()
                            .apiKey(token)
                            .baseUrl(baseUrl + "/v1beta")
                            .modelName(MODEL)
                            .timeout(TIMEOUT)
                            .build();
            return model::chat;
        }
        throw new IllegalArgumentException("No such client: " + name);
    }
}
