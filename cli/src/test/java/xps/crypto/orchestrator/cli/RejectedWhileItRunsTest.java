package xps.crypto.orchestrator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The first word about a patch may be a no, and it may come when the rollout has begun. */
@Timeout(60)
class RejectedWhileItRunsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void a_no_is_heard_though_there_was_no_folder_of_approvals_when_the_rollout_began()
      throws Exception {
    var change = AChange.in(folder);
    try (var prod = AControlPlane.of(change, "prod", List.of())) {
      AControlPlane.list(change, prod);
      AControlPlane.simplify(change, prod.nodes.probePort());
      change.replace(
          "orchestrator.policy.yaml",
          "required_approvals: 2",
          "required_approvals: 0\n  unattended: true");
      var running = CompletableFuture.supplyAsync(() -> prod.apply());
      until("it runs", prod, "without a connection");

      prod.now().xps(change.approve("carol", "--reject", "--yes")).exits(0);

      until("it says so", prod, "APPROVAL_REJECTED");
      prod.now().xps("rollout", "cancel", "--home", prod.home()).exits(0);
      assertThat(running.get().exit()).isEqualTo(16);
      assertThat(prod.nodes.activations).isEmpty();
    }
  }

  private static void until(String what, AControlPlane prod, String word) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      var ran = prod.now().xps("rollout", "why", "canary", "--home", prod.home());
      if (ran.exit() == 0 && ran.out().contains(word)) {
        return;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("waited in vain until " + what + ": " + ran.out() + ran.err());
      }
      LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
    }
  }
}
