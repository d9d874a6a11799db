package xps.crypto.orchestrator.guard;

import org.casbin.jcasbin.main.Enforcer;
import org.casbin.jcasbin.model.Model;

/** jCasbin with the five rules of {@link BenchChange}: what any of them denies is denied. */
final class BenchPeer {
  private static final String MODEL =
      """
      [request_definition]
      r = sub
      [policy_definition]
      p = rule, eft
      [policy_effect]
      e = !some(where (p.eft == deny))
      [matchers]
      m = eval(p.rule)
      """;

  private BenchPeer() {}

  /** What it is asked about, with the names that it reads by reflection. */
  public record Change(
      String kind, String environment, long nodes, long canary, long bakeSeconds, long score) {
    public String getKind() {
      return kind;
    }

    public String getEnvironment() {
      return environment;
    }

    public long getNodes() {
      return nodes;
    }

    public long getCanary() {
      return canary;
    }

    public long getBakeSeconds() {
      return bakeSeconds;
    }

    public long getScore() {
      return score;
    }
  }

  static Change change() {
    return new Change("patch", "prod", 40, 4, 3600, 3);
  }

  static Enforcer enforcer() {
    var model = new Model();
    model.loadModelFromText(MODEL);
    var enforcer = new Enforcer(model);
    enforcer.addPolicy("r.sub.kind == 'hotfix' && r.sub.environment == 'prod'", "deny");
    enforcer.addPolicy("r.sub.environment == 'prod' && r.sub.bakeSeconds < 1800", "deny");
    enforcer.addPolicy("r.sub.nodes >= 20 && r.sub.canary * 10 > r.sub.nodes", "deny");
    enforcer.addPolicy("r.sub.score > 8 && r.sub.nodes > 1000", "deny");
    enforcer.addPolicy("r.sub.kind == 'major' || r.sub.kind == 'key_rotation'", "deny");
    if (!enforcer.enforce(change())) {
      throw new IllegalStateException("the peer denies what the rules let pass");
    }
    return enforcer;
  }
}
