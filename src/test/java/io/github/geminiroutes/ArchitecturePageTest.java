package io.github.geminiroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/architecture.md} shows the rooms, their arrows and their routes as they are. */
class ArchitecturePageTest {

    private static final Path PAGE = Path.of("docs/architecture.md");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final Pattern BOX = Pattern.compile("(\\w+)\\[\"(<b>.*?)\"]");
    private static final Pattern BOLD = Pattern.compile("<b>(.*?)</b>");
    private static final Pattern ARROW = Pattern.compile("(\\w+) --> (\\w+)");
    private static final Pattern BEAN =
            Pattern.compile("type: io\\.github\\.geminiroutes\\.([a-z.]+)\\.[A-Z]");

    /** The rooms that share a box of the picture with their parent. */
    private static final Set<String> WITHIN =
            Set.of(
                    "diagnostics.section",
                    "diagnostics.network",
                    "diagnostics.system",
                    "quota.redis");

    @Test
    void theTableNamesEachRoom() throws IOException {
        Set<String> named = new TreeSet<>(Set.of("Main"));
        for (List<String> row : table("| package | holds |")) {
            String room = null;
            for (String name : codes(row.get(0))) {
                room = name.startsWith(".") ? room : name;
                named.add(name.startsWith(".") ? room + name : name);
            }
        }

        assertThat(named).isEqualTo(ArchitectureTest.table().keySet());
    }

    @Test
    void thePictureHasABoxForEachRoom() throws IOException {
        Set<String> drawn = new TreeSet<>(WITHIN);
        drawn.add("Main");
        boxes().values().forEach(drawn::addAll);

        assertThat(drawn).isEqualTo(ArchitectureTest.table().keySet());
    }

    @Test
    void thePictureHasTheArrowsBetweenTheEdges() throws IOException {
        Map<String, List<String>> boxes = boxes();
        String picture = Files.readString(PAGE);
        String edges =
                picture.substring(picture.indexOf("subgraph edges"), picture.indexOf("event["));
        Map<String, List<String>> drawn = new HashMap<>();
        for (Matcher box = BOX.matcher(edges); box.find(); ) {
            drawn.put(boxes.get(box.group(1)).get(0), new ArrayList<>());
        }
        for (Matcher arrow = ARROW.matcher(edges.replaceAll("\\[\".*?\"]", "")); arrow.find(); ) {
            drawn.get(boxes.get(arrow.group(1)).get(0)).add(boxes.get(arrow.group(2)).get(0));
        }

        assertThat(drawn).hasSizeGreaterThan(5);
        for (String room : drawn.keySet()) {
            Set<String> used = ArchitectureTest.reachable(ArchitectureTest.table(), room);
            used.retainAll(drawn.keySet());
            assertThat(ArchitectureTest.reachable(drawn, room)).as(room).isEqualTo(used);
        }
    }

    @Test
    void eachRouteFileStandsBesideThePackageOfItsBeans() throws IOException {
        Map<String, Set<String>> written = new TreeMap<>();
        for (List<String> row : table("| route file | package | subject |")) {
            codes(row.get(0)).forEach(file -> written.put(file, new TreeSet<>(codes(row.get(1)))));
        }
        Map<String, Set<String>> used = new TreeMap<>();
        try (Stream<Path> files = Files.list(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Set<String> rooms = new TreeSet<>();
                for (Matcher bean = BEAN.matcher(Files.readString(file)); bean.find(); ) {
                    rooms.add(bean.group(1));
                }
                used.put(file.getFileName().toString().replace(".camel.yaml", ""), rooms);
            }
        }

        assertThat(written).isEqualTo(used);
    }

    /** The names of each box of the picture, by its id. */
    private static Map<String, List<String>> boxes() throws IOException {
        Map<String, List<String>> boxes = new TreeMap<>();
        for (Matcher box = BOX.matcher(Files.readString(PAGE)); box.find(); ) {
            List<String> names = new ArrayList<>();
            for (Matcher name = BOLD.matcher(box.group(2)); name.find(); ) {
                names.add(name.group(1));
            }
            boxes.put(box.group(1), names);
        }
        return boxes;
    }

    private static List<String> codes(String cell) {
        return CODE.matcher(cell).results().map(found -> found.group(1)).toList();
    }

    /** The cells of the rows of a table, without its head. */
    private static List<List<String>> table(String head) throws IOException {
        return Files.readAllLines(PAGE).stream()
                .dropWhile(line -> !line.equals(head))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> List.of(line.substring(1).split("\\|")))
                .toList();
    }
}
