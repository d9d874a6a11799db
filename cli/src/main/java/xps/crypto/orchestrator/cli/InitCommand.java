package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.cli.organisation.Charter;
import xps.crypto.orchestrator.cli.organisation.Founding;
import xps.crypto.orchestrator.cli.organisation.Hours;
import xps.crypto.orchestrator.cli.organisation.Machine;
import xps.crypto.orchestrator.cli.organisation.Member;
import xps.crypto.orchestrator.document.Grammar;
import xps.crypto.orchestrator.document.Value;

/** {@code xps init [DIR]}: a small real organisation to try everything on. */
final class InitCommand implements Command {
  private static final int MOST_SIGNATURES = 2;

  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .parameters("DIR", "0..1", "A folder that is new or empty; without it the current one.")
        .optional("--env", "E", "The environment to roll out to; without it prod.")
        .optional("--signatures", "N", "How many signatures an artifact takes: 1 (default) or 2.")
        .flag(
            "--evenings",
            "Changes may happen Mon to Thu from 20:00 to 23:00 in Berlin, as the founding document"
                + " has it; without it twelve hours of every day, and it is open now.")
        .flag("--approved", "Let both release managers approve the patch at once.")
        .optional("--at", "TIME", "Make everything as if it were then, like 2026-01-31T20:00:00Z.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    if (call.texts("DIR").size() > 1) {
      return Answer.refused(
          Usage.problem("one folder is founded at a time", "DIR", "name one, or none"));
    }
    var folder = call.optionalPath("DIR").orElse(Path.of("."));
    try {
      var chance = call.surroundings().chance();
      var founding = Founding.in(folder, charter(call), call.now(), chance).orThrow();
      if (call.flag("--approved")) {
        founding.approve(call.now()).orThrow();
      }
      return answer(folder, founding);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK can't make the keys that it can use", e);
    }
  }

  private static Charter charter(Call call) {
    Instant now = call.now();
    var charter = Charter.usual(now);
    var environment = call.parsed("--env", "the name of an environment", InitCommand::environment);
    var signatures = call.number("--signatures", 1, MOST_SIGNATURES);
    return charter
        .withEnvironment(environment.orElse(charter.environment()))
        .withRequiredSignatures(signatures.orElse(charter.requiredSignatures()))
        .withHours(call.flag("--evenings") ? Hours.ofTheFoundingDocument() : charter.hours());
  }

  private static Optional<String> environment(String text) {
    return Optional.of(text).filter(Grammar::isId);
  }

  private static Answer answer(Path folder, Founding founding) {
    var manifest = founding.patch().manifest();
    var next = commands(founding);
    var members =
        Value.object()
            .put("folder", folder.toString())
            .put("environment", founding.organisation().charter().environment())
            .put("patch", manifest.id())
            .put("version", manifest.version().toString())
            .put("body", manifest.bodyDigest())
            .put("approvers", approvers(founding))
            .put("next", Value.texts(next))
            .build();
    return Answer.of(members, report(folder, founding, next));
  }

  private static List<Value> approvers(Founding founding) {
    var approvers = new ArrayList<Value>();
    for (var member : founding.organisation().staff().approvers()) {
      approvers.add(
          Value.object()
              .put("name", member.name())
              .put("role", member.role())
              .put("key", "keys/" + member.keyFile())
              .build());
    }
    return approvers;
  }

  private static List<String> report(Path folder, Founding founding, List<String> next) {
    var report = new ArrayList<String>();
    report.add("✓ a small organisation in " + folder);
    report.add("");
    report.addAll(Columns.table(files(founding)));
    report.add("");
    report.add("Next, " + place(folder) + ":");
    report.add("");
    next.forEach(command -> report.add("  " + command));
    report.add("");
    report.add("The gate asks for two approvals: " + howToApprove(founding) + ".");
    report.add("They are kept in approvals/, where it finds them when you ask again.");
    return report;
  }

  private static String howToApprove(Founding founding) {
    return founding.organisation().staff().releaseManagers().stream()
        .map(member -> "--as " + member.name() + " --key keys/" + member.keyFile())
        .collect(Collectors.joining(", and "));
  }

  private static String place(Path folder) {
    return folder.normalize().toString().isEmpty() ? "here" : "in that folder";
  }

  private static List<List<String>> files(Founding founding) {
    var organisation = founding.organisation();
    var manifest = founding.patch().manifest();
    var machines = organisation.charter().machines();
    var artifacts =
        manifest.artifacts().stream().map(each -> each.name()).collect(Collectors.joining(", "));
    return List.of(
        List.of(
            "trust_store.json", "whose signatures count: " + names(organisation.staff().signers())),
        List.of("orchestrator.policy.yaml", "who approves, and when"),
        List.of("rollout_plan.yaml", "who gets a patch, and in which order"),
        List.of(
            "fleet.yaml",
            machines.size()
                + " machines in "
                + regions(machines)
                + " regions; none of them runs yet"),
        List.of(
            "patch_manifest.json", manifest.id() + " " + manifest.version() + " of " + artifacts),
        List.of("sbom.spdx.json", "what is in it"),
        List.of("probe-ca.pem", "who vouches for the machines' own HTTPS"),
        List.of(
            "keys/",
            "everybody's private keys, so that you can play every part;"
                + " in the field nobody holds two"),
        List.of("home/", "the orchestrator's: keys for warrants and log, the agents' authority"));
  }

  private static String names(List<Member> members) {
    return members.stream().map(Member::name).collect(Collectors.joining(", "));
  }

  private static int regions(List<Machine> machines) {
    var regions = new TreeSet<String>();
    machines.forEach(machine -> regions.add(machine.labels().getOrDefault("region", "")));
    return regions.size();
  }

  /** What to type next: verify, look ahead, ask; and how the first of two approvals is given. */
  private static List<String> commands(Founding founding) {
    var environment = founding.organisation().charter().environment();
    var first = founding.organisation().staff().releaseManagers().getFirst();
    var plan = " --fleet fleet.yaml --trust trust_store.json";
    return List.of(
        "xps attest patch_manifest.json --trust trust_store.json",
        "xps plan simulate rollout_plan.yaml --manifest patch_manifest.json" + plan,
        "xps gate patch_manifest.json --plan rollout_plan.yaml"
            + plan
            + " --policy orchestrator.policy.yaml --env "
            + environment,
        "xps approve patch_manifest.json --plan rollout_plan.yaml"
            + plan
            + " --env "
            + environment
            + " --as "
            + first.name()
            + " --key keys/"
            + first.keyFile());
  }
}
