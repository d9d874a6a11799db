package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import xps.crypto.orchestrator.attest.Bulletin;
import xps.crypto.orchestrator.attest.CrlSource;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;

/**
 * The files beside the agent that somebody brings while it runs: the bulletin, revocation lists,
 * and the next versions of trust store and policy. They are signed by people far from here, so it
 * doesn't matter who brings them; whoever keeps them away is found out when they expire.
 */
final class OwnersFiles {
  /**
   * How often a bulletin is offered again that is still the same: one that begins in a moment, or
   * came while the clock was wrong, counts later.
   */
  static final Duration AGAIN = Duration.ofMinutes(1);

  private final Succession succession;
  private final Path bulletin;
  private final Path trustStore;
  private final InstantSource clock;
  private final Consumer<Problem> complaints;
  private final TreeSet<Path> lists = new TreeSet<>();
  private NodeRules rules;
  private List<Stamp> seen = List.of();
  private Instant told = Instant.MIN;

  OwnersFiles(
      AgentConfig config,
      Succession succession,
      NodeRules rules,
      InstantSource clock,
      Consumer<Problem> complaints) {
    this.succession = succession;
    this.bulletin = config.bulletin();
    this.trustStore = config.trust().path();
    this.rules = rules;
    this.clock = clock;
    this.complaints = complaints;
  }

  /** What the files say that are there now. */
  record News(NodeRules rules, Optional<Bulletin> bulletin) {}

  /** By which of several files of one name it was. */
  private record Stamp(Path file, String what) {}

  /** By what was read last. */
  NodeRules rules() {
    return rules;
  }

  /** Reads the files, if they are others than before or it is time. */
  Optional<News> news() {
    var now = clock.instant();
    var stamps = stamps(); // before they are read: one that is replaced meanwhile is read again
    boolean isDue = now.isBefore(told) || !now.isBefore(told.plus(AGAIN));
    if (stamps.equals(seen) && !isDue) {
      return Optional.empty();
    }
    told = now;
    seen = stamps;
    rules = succession.advance(rules);
    rules =
        rules.judgingBy(rules.trust().withLists(remembering(OwnersChoice.listsBeside(trustStore))));
    return Optional.of(new News(rules, read()));
  }

  private CrlSource remembering(CrlSource beside) {
    return name -> {
      lists.add(trustStore.resolveSibling(name));
      return beside.read(name);
    };
  }

  private Optional<Bulletin> read() {
    if (!Files.exists(bulletin)) {
      return Optional.empty();
    }
    var read =
        Source.read(bulletin, Code.BULLETIN_INVALID)
            .flatMap(text -> Bulletin.parse(bulletin.toString(), text));
    return switch (read) {
      case Outcome.Ok<Bulletin>(var found, _) -> Optional.of(found);
      case Outcome.Refused<Bulletin>(var problems) -> {
        problems.forEach(complaints);
        yield Optional.empty();
      }
    };
  }

  private List<Stamp> stamps() {
    var stamps = new ArrayList<Stamp>();
    stamps.add(stamp(bulletin));
    lists.forEach(list -> stamps.add(stamp(list)));
    succession.awaited(rules).forEach(next -> stamps.add(stamp(next)));
    return stamps;
  }

  /** A file that was replaced has another key, or was changed at another time. */
  private static Stamp stamp(Path file) {
    try {
      var is = Files.readAttributes(file, BasicFileAttributes.class);
      return new Stamp(file, is.fileKey() + " " + is.lastModifiedTime() + " " + is.size());
    } catch (NoSuchFileException _) {
      return new Stamp(file, "");
    } catch (IOException e) {
      return new Stamp(file, String.valueOf(e.getMessage()));
    }
  }
}
