import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes the classes of a jar anew in a format that a JVM can keep in its cache: it keeps none of
 * those from before Java 6, which carry no stack maps, and loads and verifies each of them again
 * at every start. The code stays as it is. Run from source when the image is made.
 */
final class RenewOldClasses {
  /** Code that is only copied gets no stack maps. */
  private static final ClassTransform INSTRUCTION_BY_INSTRUCTION =
      ClassTransform.transformingMethodBodies((code, element) -> code.with(element));

  private static final ClassTransform NEWER =
      (renewed, element) -> {
        if (element instanceof ClassFileVersion) {
          renewed.withVersion(ClassFile.JAVA_8_VERSION, 0);
        } else {
          renewed.with(element);
        }
      };

  private final FileSystem jar;
  private final ClassFile format;

  private RenewOldClasses(FileSystem jar) {
    this.jar = jar;
    var hierarchy =
        ClassHierarchyResolver.ofResourceParsing(this::open)
            .orElse(ClassHierarchyResolver.defaultResolver());
    this.format =
        ClassFile.of(
            ClassFile.StackMapsOption.GENERATE_STACK_MAPS,
            ClassFile.ClassHierarchyResolverOption.of(hierarchy));
  }

  /** Argument: the jar. */
  public static void main(String... arguments) throws IOException {
    try (var jar = FileSystems.newFileSystem(Path.of(arguments[0]))) {
      new RenewOldClasses(jar).renew();
    }
  }

  private void renew() throws IOException {
    List<Path> classes;
    try (var files = Files.walk(jar.getPath("/"))) {
      classes = files.filter(file -> file.toString().endsWith(".class")).toList();
    }
    for (var file : classes) {
      var old = format.parse(Files.readAllBytes(file));
      if (old.majorVersion() < ClassFile.JAVA_7_VERSION) {
        Files.write(file, format.transformClass(old, INSTRUCTION_BY_INSTRUCTION.andThen(NEWER)));
      }
    }
  }

  private InputStream open(ClassDesc name) {
    var descriptor = name.descriptorString();
    var file = jar.getPath("/" + descriptor.substring(1, descriptor.length() - 1) + ".class");
    try {
      return Files.exists(file) ? Files.newInputStream(file) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
