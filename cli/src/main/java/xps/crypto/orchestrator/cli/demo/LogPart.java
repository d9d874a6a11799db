package xps.crypto.orchestrator.cli.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Part 6: the log holds, and shows what was done to a copy of it. */
final class LogPart {
  private LogPart() {}

  /** What the part comes to, and how many records there are. */
  record Told(PartResult result, long records) {}

  static Told tell(World world) throws IOException {
    var narrator = world.narrator();
    narrator.part(6, "Log.", "what was recorded can't be changed, not even by us");
    var checks = new Checks(narrator);
    var ran =
        world.xps("audit verify audit --trust trust_store.json", verify(world, world.audit()));
    checks.that(
        ran.exit() == 0,
        "it holds: " + ran.text("records") + " records under one signed root",
        ran::complaint);
    var copy = world.organisation().folder().resolve("tampered");
    Folders.copy(world.audit(), copy);
    int line = turnALetter(copy.resolve("audit.jsonl"));
    var found = world.xps("audit verify tampered …", verify(world, copy));
    checks.that(
        found.exit() == 15 && names(found, line),
        "one letter changed in a copy: exit 15, AUDIT_TAMPERED, line " + line,
        found::complaint);
    return new Told(
        new PartResult("log", checks.ok(), ran.exit()), Long.parseLong("0" + ran.text("records")));
  }

  private static List<String> verify(World world, Path folder) {
    return List.of(
        "audit",
        "verify",
        folder.toString(),
        "--trust",
        world.organisation().trustStore().toString());
  }

  private static boolean names(Xps.Ran ran, int line) {
    return ran.list("problems").stream()
        .flatMap(problem -> problem.get("where").stream())
        .map(Xps.Ran::text)
        .anyMatch(where -> where.endsWith("audit.jsonl:" + line));
  }

  /** Makes a failure a success, as somebody would who has one to hide; gives the line's number. */
  private static int turnALetter(Path file) throws IOException {
    var lines = Files.readString(file).split("\n");
    int line = lines.length / 2;
    int at = 0;
    for (int i = 0; i < line; i++) {
      at += lines[i].getBytes(StandardCharsets.UTF_8).length + 1;
    }
    var content = Files.readAllBytes(file);
    int letter = at + lines[line].indexOf("\"node\"") + 9;
    content[letter] = (byte) (content[letter] == 'x' ? 'y' : 'x');
    Files.write(file, content);
    return line + 1;
  }
}
