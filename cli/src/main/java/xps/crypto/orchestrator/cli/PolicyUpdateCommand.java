package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.attest.TrustStore;
import xps.crypto.orchestrator.bind.RuleAdapters;
import xps.crypto.orchestrator.document.Code;
import xps.crypto.orchestrator.document.Source;
import xps.crypto.orchestrator.document.Value;
import xps.crypto.orchestrator.guard.Policy;

/** {@code xps policy update HELD NEXT…}: whoever holds a version takes the ones after it. */
final class PolicyUpdateCommand implements Command {
  @Override
  public void describe(CommandSpec spec) {
    new Options(spec)
        .parameter("HELD", "The policy that is held; it is replaced.")
        .parameters("NEXT", "1..*", "The version after it, and those after that.")
        .required("--trust", "FILE", "The trust store that has the roots.");
  }

  /** All of the steps or none. What is written are the bytes that were signed. */
  @Override
  public Answer run(Call call) throws IOException {
    var trust = Loaded.from(() -> TrustStore.load(call.path("--trust"))).orThrow();
    var file = call.path("HELD");
    var before = Source.read(file, Code.POLICY_INVALID).orThrow();
    var policy = Policy.parse(file.toString(), before, RuleAdapters::find).orThrow();
    var text = new byte[0];
    for (var step : call.paths("NEXT")) {
      text = Source.read(step, Code.POLICY_INVALID).orThrow();
      var next = Policy.parse(step.toString(), text, RuleAdapters::find).orThrow();
      policy = policy.successor(next, trust).orThrow();
    }
    Written.instead(file, before, new String(text, StandardCharsets.UTF_8)).orThrow();
    long version = policy.version().orElseThrow();
    return Answer.of(
            Value.object().put("digest", policy.digest()).put("version", version).build(),
            List.of("✓ " + file + " is now version " + version))
        .withFindings(policy.checkDate(call.now(), call.clock()));
  }
}
