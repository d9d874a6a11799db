package xps.crypto.orchestrator.cli;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import xps.crypto.orchestrator.document.Problem;
import xps.crypto.orchestrator.document.RefusedException;

/** {@code xps apply MANIFEST}. */
final class ApplyCommand implements Command {
  private static final String LISTEN = "127.0.0.1:9443";

  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    GateFiles.describe(options);
    options
        .flag("--local", "Run the control plane in this process.")
        .optional("--home", "DIR", "Its keys, journal and audit log; made where missing.")
        .optional("--listen", "ADDR:PORT", "Where agents call; else " + LISTEN + ".")
        .flag("--watch", "Tell what becomes so, line by line.")
        .flag("--yes", "Don't ask.")
        .flag("--allow-loopback", "Probe addresses of this machine, too.")
        .hidden("--server", "URL");
  }

  @Override
  public Answer run(Call call) throws IOException, InterruptedException {
    try {
      return new LocalApply(call, order(call)).run();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK can't do what the control plane needs", e);
    } catch (RefusedException refused) {
      return Answer.refused(refused.problems()).withMembers(RolloutText.nothing());
    }
  }

  private static ApplyOrder order(Call call) {
    if (call.optional("--server").isPresent()) {
      throw refusal(Usage.later("--server"));
    }
    if (!call.flag("--local")) {
      throw refusal(
          Usage.problem(
              "it isn't said where the control plane runs",
              "xps apply",
              "give --local, and --home with the folder of its keys"));
    }
    if (call.optional("--repo").isEmpty()) {
      throw refusal(
          Usage.problem(
              "--repo URL is missing",
              "xps apply",
              "name the repository that agents get the artifacts from, like"
                  + " file:///srv/xps/patches"));
    }
    if (call.optional("--home").isEmpty()) {
      throw refusal(
          Usage.problem(
              "--home DIR is missing", "xps apply", "name the folder of the control plane's keys"));
    }
    if (!call.flag("--yes") && !call.screen().canAsk()) {
      throw refusal(
          Usage.problem(
              "nobody is at a terminal to be asked",
              "xps apply",
              "add --yes when you have seen what will happen: xps plan simulate shows it"));
    }
    return new ApplyOrder(
        GateFiles.of(call).orThrow().in(call.path("--home")),
        GateFiles.environment(call).orThrow(),
        RepoUrl.parse(call.text("--repo")).orThrow(),
        call.path("--home"),
        Listen.parse(call.optional("--listen").orElse(LISTEN)).orThrow());
  }

  private static RuntimeException refusal(Problem problem) {
    return new RefusedException(List.of(problem));
  }
}
