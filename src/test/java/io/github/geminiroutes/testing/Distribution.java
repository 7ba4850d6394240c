package io.github.geminiroutes.testing;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The program laid out as the distribution has it, from the compiled classes: the tests run before
 * the zip is made. Its libraries stay where Maven has them, but for one in {@code lib/}.
 */
public final class Distribution {

    private final Path home;

    private Distribution(Path home) {
        this.home = home;
    }

    /** Lays it out in a new directory. */
    public static Distribution in(Path home) throws IOException {
        Files.createDirectories(home.resolve("bin"));
        Files.createDirectories(home.resolve("lib"));
        copy(Path.of("gemini-routes"), home.resolve("bin/gemini-routes"));
        copyAll(Path.of("routes"), home.resolve("routes"));
        copyAll(Path.of("config"), home.resolve("config"));
        copy(Path.of("deploy/jvm.options"), home.resolve("config/jvm.options"));
        List<String> classPath = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path library = Path.of(entry).toRealPath();
            if (Files.isRegularFile(library)) {
                // The way the archive of classes knows: relative, and no URI.
                classPath.add(home.toRealPath().relativize(library).toString());
                if (entry.contains("picocli")) {
                    copy(library, home.resolve("lib").resolve(library.getFileName()));
                }
            }
        }
        pack(Path.of("target/classes"), classPath, home.resolve("gemini-routes.jar"));
        return new Distribution(home);
    }

    /** Its directory. */
    public Path home() {
        return home;
    }

    /** Its launcher. */
    public Path launcher() {
        return home.resolve("bin/gemini-routes");
    }

    private static void copy(Path file, Path target) throws IOException {
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
    }

    private static void copyAll(Path directory, Path target) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.toList()) {
                copy(file, target.resolve(directory.relativize(file)));
            }
        }
    }

    private static void pack(Path classes, List<String> classPath, Path jar) throws IOException {
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, "io.github.geminiroutes.Main");
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", classPath));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream packed = new JarOutputStream(out, manifest);
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                packed.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, packed);
                packed.closeEntry();
            }
        }
    }
}
