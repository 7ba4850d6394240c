package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whether a key is still taken, by what free calls are answered. */
class KeyCheckTest {

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private CloseableHttpClient client;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        ApiKey key = new ApiKey();
        key.setKey("of-the-application");
        client = ConfiguredClient.withKey(key);
    }

    @AfterEach
    void close() throws IOException {
        client.close();
        server.stop(0);
    }

    private void answers(int post, String toPost, int get, String toGet) {
        server.createContext(
                "/",
                call -> {
                    asked.add(
                            call.getRequestMethod()
                                    + ' '
                                    + call.getRequestURI()
                                    + ' '
                                    + call.getRequestHeaders().getFirst("x-goog-api-key"));
                    boolean isPost = call.getRequestMethod().equals("POST");
                    send(call, isPost ? post : get, isPost ? toPost : toGet);
                });
    }

    private static void send(HttpExchange call, int code, String body) throws IOException {
        call.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
        call.getResponseBody().write(bytes);
        call.close();
    }

    private KeyCheck.Answer ask(ApiKey key) {
        String models = "http://127.0.0.1:" + server.getAddress().getPort() + "/v1beta/models";
        return KeyCheck.ask(client, models, "m", key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 | {'totalTokens':1}                        | 500 | ``               | ACCEPTED",
                "400 | {'error':{'message':'API key not valid','status':'INVALID_ARGUMENT'}} | 200 | {'name':'m'} | REFUSED",
                "403 | {'error':{'message':'no','status':'PERMISSION_DENIED'}} | 200 | {'name':'m'} | REFUSED",
                "429 | {'error':{'message':'slow','status':'RESOURCE_EXHAUSTED'}} | 500 | `` | ACCEPTED",
                "404 | <html>                                   | 200 | {'name':'m'}     | ACCEPTED",
                "404 | <html>                                   | 403 | {'error':{'message':'no','status':'PERMISSION_DENIED'}} | REFUSED",
                "404 | <html>                                   | 404 | <html>           | UNKNOWN",
                "403 | <html>Forbidden</html>                   | 403 | <html>           | UNKNOWN",
                "404 | {'error':{'message':'no such call','status':'NOT_FOUND'}} | 404 | `` | UNKNOWN",
                "200 | <html>Log in</html>                      | 200 | <html>           | UNKNOWN",
                "200 | {'error':{'code':403}}                   | 503 | ``               | UNKNOWN",
                "503 | ``                                       | 503 | ``               | UNKNOWN"
            })
    void aFreeCallTells(int post, String toPost, int get, String toGet, KeyCheck.Answer answer) {
        answers(post, toPost.replace('\'', '"'), get, toGet.replace('\'', '"'));

        assertThat(ask(null)).isEqualTo(answer);
        assertThat(asked.get(0)).isEqualTo("POST /v1beta/models/m:countTokens of-the-application");
    }

    @Test
    void theKeyOfAnotherAccountIsTriedAndNoOther() {
        answers(404, "<html>", 200, "{}");
        ApiKey other = new ApiKey();
        other.setKey("of-another");

        assertThat(ask(other)).isEqualTo(KeyCheck.Answer.UNKNOWN);
        assertThat(asked).containsExactly("POST /v1beta/models/m:countTokens of-another");
    }

    @Test
    void aServerThatIsGoneTellsNothing() {
        server.stop(0);

        assertThat(ask(null)).isEqualTo(KeyCheck.Answer.UNKNOWN);
    }
}
