package xps.crypto.orchestrator.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.bind.RuleAdapters;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Outcome;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.guard.Policy;

/**
 * Trust store and policy after those that the owner has pinned: version by version, each signed by
 * the roots (NODE.md, "agent.yaml"). Version N+1 is taken from a file beside the pinned one, whose
 * name has {@code .N+1} behind it; whoever brings it needs no trust.
 *
 * <p>What was taken is kept in the agent's own folder, as it was signed, and proved again at each
 * start from the pinned files on: so nobody takes a step back by taking a file away, and a file
 * that was put there proves nothing.
 */
final class Succession {
  /** Steps at one look; who is further behind takes the others with the next. */
  private static final int MOST_STEPS = 100;

  private static final String POLICY = "policy-";
  private static final String UNDER = "-under-";

  private final AgentConfig config;
  private final AgentStore store;
  private final Consumer<String> news;
  private final Consumer<Problem> complaints;

  Succession(
      AgentConfig config, AgentStore store, Consumer<String> news, Consumer<Problem> complaints) {
    this.config = config;
    this.store = store;
    this.news = news;
    this.complaints = complaints;
  }

  /**
   * What the agent came to before, from the owner's on. {@code AGENT_CONFIG_INVALID} where a step
   * that was taken can't be proved any more: to go on without it would be a step back.
   */
  Outcome<NodeRules> recall(NodeRules owners) throws IOException {
    var trusts = new TreeMap<Long, TrustStore>();
    var trust = owners.trust();
    trusts.put(version(trust.version()), trust);
    while (trust.version().isPresent()) {
      var kept = store.kept(trustName(version(trust.version()) + 1));
      if (!isThere(kept)) {
        break;
      }
      switch (recalled(kept, trust)) {
        case Outcome.Ok<TrustStore>(var next, _) -> trust = next;
        case Outcome.Refused<TrustStore>(var problems) -> {
          return Outcome.refused(unprovable(kept, problems));
        }
      }
      trusts.put(version(trust.version()), trust);
    }
    var base = owners.judgingBy(trust);
    return recallPolicies(owners.policy(), trusts).map(base::decidingBy);
  }

  /**
   * Each policy is proved by the roots of the trust store under which it was taken, which is never
   * older than that of the policy before: roots that were replaced by then sign nothing any more.
   */
  private Outcome<Policy> recallPolicies(Policy owners, SortedMap<Long, TrustStore> trusts)
      throws IOException {
    var policy = owners;
    var since = trusts;
    while (policy.version().isPresent()) {
      long wanted = version(policy.version()) + 1;
      var kept = store.keptLike(POLICY + wanted + UNDER);
      if (kept.isEmpty()) {
        break;
      }
      var held = policy;
      // The agent keeps one; of several the one that the latest roots prove.
      var proved =
          since.reversed().entrySet().stream()
              .filter(trust -> kept.contains(store.kept(policyName(wanted, trust.getKey()))))
              .flatMap(trust -> recalled(wanted, held, trust))
              .findFirst();
      if (proved.isEmpty()) {
        return Outcome.refused(unprovable(kept.getFirst(), List.of()));
      }
      policy = proved.get().policy();
      since = since.tailMap(proved.get().under());
    }
    return Outcome.ok(policy);
  }

  private Outcome<TrustStore> recalled(Path kept, TrustStore held) {
    return Source.read(kept, Code.TRUST_STORE_INVALID).flatMap(text -> step(kept, text, held));
  }

  /** A policy, and the version of the trust store whose roots prove it. */
  private record Proved(Policy policy, long under) {}

  private Stream<Proved> recalled(long wanted, Policy held, Map.Entry<Long, TrustStore> trust) {
    var kept = store.kept(policyName(wanted, trust.getKey()));
    var read =
        Source.read(kept, Code.POLICY_INVALID)
            .flatMap(text -> step(kept, text, held, trust.getValue()));
    return read instanceof Outcome.Ok<Policy>(var policy, _)
        ? Stream.of(new Proved(policy, trust.getKey()))
        : Stream.empty();
  }

  /** The files to look for now: the next of each. */
  List<Path> awaited(NodeRules rules) {
    var awaited = new ArrayList<Path>();
    next(rules.trust().version(), config.trust().path()).ifPresent(awaited::add);
    next(rules.policy().version(), config.policy().path()).ifPresent(awaited::add);
    return awaited;
  }

  /** What has no version is local, and has no successor. */
  private static Optional<Path> next(OptionalLong version, Path pinned) {
    return version.isPresent()
        ? Optional.of(pinned.resolveSibling(pinned.getFileName() + "." + (version.getAsLong() + 1)))
        : Optional.empty();
  }

  /**
   * Takes the steps that are there to be taken, one after the other; each is kept first.
   *
   * <p>Policies go before trust stores: one that only the roots of now have signed can't be taken
   * under the next ones, while one that only the next have signed just waits for them. So a node
   * that was away while roots changed gets as far as one that was there all the time.
   */
  NodeRules advance(NodeRules rules) {
    var at = rules;
    for (int step = 0; step < MOST_STEPS; step++) {
      var policy = nextPolicy(at);
      if (policy instanceof Next.Taken<Policy>(var next)) {
        at = at.decidingBy(next);
        continue;
      }
      var trust = nextTrust(at);
      if (trust instanceof Next.Taken<TrustStore>(var next)) {
        at = at.judgingBy(next);
        continue;
      }
      trust.flaws().forEach(complaints);
      policy.flaws().forEach(complaints);
      break;
    }
    return at;
  }

  /** What comes of the file of a next step. */
  private sealed interface Next<T> {
    record Taken<T>(T step) implements Next<T> {}

    /** It isn't there, or isn't taken; why not is told where nothing else goes on. */
    record Not<T>(List<Problem> flaws) implements Next<T> {}

    default List<Problem> flaws() {
      return switch (this) {
        case Taken<T> _ -> List.of();
        case Not<T>(var flaws) -> flaws;
      };
    }
  }

  private Next<TrustStore> nextTrust(NodeRules at) {
    return next(at.trust().version(), config.trust().path())
        .filter(Succession::isThere)
        .map(file ->
            taken(
                file,
                Code.TRUST_STORE_INVALID,
                text -> step(file, text, at.trust()),
                trustName(version(at.trust().version()) + 1)))
        .orElseGet(() -> new Next.Not<>(List.of()));
  }

  private Next<Policy> nextPolicy(NodeRules at) {
    var name = policyName(version(at.policy().version()) + 1, version(at.trust().version()));
    return next(at.policy().version(), config.policy().path())
        .filter(Succession::isThere)
        .map(file ->
            taken(
                file, Code.POLICY_INVALID, text -> step(file, text, at.policy(), at.trust()), name))
        .orElseGet(() -> new Next.Not<>(List.of()));
  }

  private static boolean isThere(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  /** What is kept are the very bytes that were proved. */
  private <T> Next<T> taken(
      Path file, Code invalid, Function<byte[], Outcome<T>> proof, String name) {
    return switch (Source.read(file, invalid)) {
      case Outcome.Refused<byte[]>(var problems) -> new Next.Not<>(problems);
      case Outcome.Ok<byte[]>(var text, _) ->
          switch (proof.apply(text)) {
            case Outcome.Refused<T>(var problems) -> new Next.Not<>(problems);
            case Outcome.Ok<T>(var next, _) -> kept(file, name, text, next);
          };
    };
  }

  private <T> Next<T> kept(Path file, String name, byte[] text, T next) {
    try {
      store.keep(name, text);
      news.accept("goes by " + file.getFileName() + " from now on, as the roots have signed it");
      return new Next.Taken<>(next);
    } catch (IOException e) {
      return new Next.Not<>(List.of(StoreProblem.of(e, file.toString())));
    }
  }

  private Outcome<TrustStore> step(Path file, byte[] text, TrustStore held) {
    return held.next(file.toString(), text, OwnersChoice.listsBeside(config.trust().path()))
        .flatMap(next -> OwnersChoice.allowed(config, next));
  }

  private static Outcome<Policy> step(Path file, byte[] text, Policy held, TrustStore trust) {
    return Policy.parse(file.toString(), text, RuleAdapters::find)
        .flatMap(next -> held.successor(next, trust));
  }

  private static Problem unprovable(Path kept, List<Problem> why) {
    return new Problem(
        Code.AGENT_CONFIG_INVALID,
        "this agent has taken a step that doesn't follow from the files of agent.yaml"
            + why.stream().findFirst().map(problem -> ": " + problem.message()).orElse(""),
        kept.toString(),
        "pin the newest trust store and policy in agent.yaml; who has a reason to go back takes the"
            + " file away");
  }

  private static long version(OptionalLong version) {
    return version.orElse(0);
  }

  private static String trustName(long version) {
    return "trust-" + version + ".json";
  }

  private static String policyName(long version, long under) {
    return POLICY + version + UNDER + under + ".yaml";
  }
}
