package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import xps.crypto.orchestrator.attest.Passphrase;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Json;
import xps.crypto.orchestrator.document.Value;

/** What a command line gave: {@code Main} run in this process, with streams that are kept. */
record Ran(int exit, String out, String err) {
  /** When it is in tests, unless they say otherwise: a Monday, 20:30 UTC. */
  static final Instant NOW = Instant.parse("2026-01-05T20:30:00Z");

  static Ran xps(Object... words) {
    return new At(NOW, "", Surroundings.Terminals.NONE, Map.of(), Path.of("target")).xps(words);
  }

  /** Surroundings other than those of a pipeline at {@link #NOW}. */
  record At(
      Instant now,
      String typed,
      Surroundings.Terminals terminals,
      Map<String, String> environment,
      Path temporary) {
    static At time(String now) {
      return new At(
          Instant.parse(now), "", Surroundings.Terminals.NONE, Map.of(), Path.of("target"));
    }

    static At terminal(String typed) {
      return new At(
          NOW,
          typed,
          new Surroundings.Terminals(true, true, true),
          Map.of("TERM", "xterm"),
          Path.of("target"));
    }

    Ran xps(Object... words) {
      return xps(() -> now, words);
    }

    /** The same while time passes, for what waits. */
    Ran xpsAsTimePasses(Object... words) {
      return xps(InstantSource.system(), words);
    }

    private Ran xps(InstantSource clock, Object... words) {
      var out = new ByteArrayOutputStream();
      var err = new ByteArrayOutputStream();
      var in = new ByteArrayInputStream(typed.getBytes(StandardCharsets.UTF_8));
      int exit =
          Main.run(
              Stream.of(words).map(String::valueOf).toList(),
              new Surroundings(
                  new PrintStream(out, true, StandardCharsets.UTF_8),
                  new PrintStream(err, true, StandardCharsets.UTF_8),
                  in,
                  terminals,
                  () -> unseen(in),
                  environment,
                  clock,
                  new SecureRandom(),
                  temporary));
      return new Ran(
          exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
  }

  /** What a person types where the terminal doesn't show it. */
  private static Optional<Passphrase> unseen(InputStream in) throws IOException {
    var line = new StringBuilder();
    for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
      line.append((char) next);
    }
    return Optional.of(Passphrase.of(line.toString().toCharArray()))
        .filter(typed -> !typed.isEmpty());
  }

  /** The one object that {@code --json} prints; fails when stdout is anything else. */
  Value.Obj json() {
    return (Value.Obj)
        Json.parse(
                "stdout",
                out.getBytes(StandardCharsets.UTF_8),
                Code.INTERNAL,
                new Json.Limits(1 << 26, 32, true))
            .orThrow();
  }

  /** The codes of its problems, in order. */
  List<String> problems() {
    return codes("problems");
  }

  List<String> findings() {
    return codes("findings");
  }

  private List<String> codes(String list) {
    return ((Value.Arr) json().get(list).orElseThrow())
        .items().stream().map(item -> text((Value.Obj) item, "code")).toList();
  }

  /** A member of the first problem. */
  String problem(String member) {
    return text(
        (Value.Obj) ((Value.Arr) json().get("problems").orElseThrow()).items().getFirst(), member);
  }

  /** A member of the object that is a text. */
  String text(String member) {
    return text(json(), member);
  }

  /** A member of the object that is a list of texts. */
  List<String> texts(String member) {
    return ((Value.Arr) json().get(member).orElseThrow())
        .items().stream().map(item -> ((Value.Str) item).text()).toList();
  }

  private static String text(Value.Obj object, String member) {
    return ((Value.Str) object.get(member).orElseThrow()).text();
  }

  /** The same, which ended with that code. */
  Ran exits(int expected) {
    assertThat(exit).as("%s%n%s", out, err).isEqualTo(expected);
    return this;
  }
}
