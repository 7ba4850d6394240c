package io.github.geminiroutes.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/**
 * Prints what a recording of Java's flight recorder says of processor time and allocation, by room
 * of the program and by library. What the JDK does counts for its caller, what the recorder itself
 * does for nobody.
 */
public final class Profile {
    private static final String ROOMS = "io.github.geminiroutes.";
    private static final Map<String, String> LIBRARIES =
            Map.of(
                    "org.apache.camel.", "Camel",
                    "org.apache.hc.", "HttpClient",
                    "com.fasterxml.jackson.", "Jackson",
                    "io.micrometer.", "Micrometer",
                    "org.apache.logging.", "Log4j",
                    "io.vertx.", "Vert.x and Netty",
                    "io.netty.", "Vert.x and Netty",
                    "picocli.", "picocli");

    private final Map<String, Double> shares = new HashMap<>();
    private double all;

    private Profile() {}

    /**
     * @param arguments the recording, made by Java 25 with {@code
     *     jdk.CPUTimeSample#enabled=true,settings=profile}
     */
    public static void main(String[] arguments) throws IOException {
        Path recording = Path.of(arguments[0]);
        Profile time = new Profile();
        Profile allocation = new Profile();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                switch (event.getEventType().getName()) {
                    case "jdk.CPUTimeSample" -> time.add(event, one -> 1);
                    case "jdk.ObjectAllocationSample" ->
                            allocation.add(event, one -> one.getLong("weight"));
                    default -> {
                        // Another subject.
                    }
                }
            }
        }
        time.print("samples of processor time", System.out);
        allocation.print("bytes allocated", System.out);
    }

    private void add(RecordedEvent event, ToDoubleFunction<RecordedEvent> weight) {
        RecordedStackTrace stack = event.getStackTrace();
        if (stack == null || isOfRecorder(stack.getFrames())) {
            return;
        }
        shares.merge(subject(stack.getFrames()), weight.applyAsDouble(event), Double::sum);
        all += weight.applyAsDouble(event);
    }

    private static boolean isOfRecorder(List<RecordedFrame> frames) {
        return frames.stream().map(Profile::type).anyMatch(name -> name.startsWith("jdk.jfr."));
    }

    private static String subject(List<RecordedFrame> frames) {
        for (RecordedFrame frame : frames) {
            String type = type(frame);
            if (type.startsWith(ROOMS)) {
                String room = type.substring(ROOMS.length());
                return room.replaceFirst("\\..*", "");
            }
            for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
                if (type.startsWith(library.getKey())) {
                    return library.getValue();
                }
            }
        }
        return "the JDK alone";
    }

    private static String type(RecordedFrame frame) {
        return frame.getMethod().getType().getName();
    }

    private void print(String unit, PrintStream out) {
        out.printf("%.0f %s%n", all, unit);
        shares.entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue().reversed())
                .forEach(one -> out.printf("%5.1f %% %s%n", pct(one.getValue()), one.getKey()));
    }

    private double pct(double share) {
        return 100 * share / all;
    }
}
