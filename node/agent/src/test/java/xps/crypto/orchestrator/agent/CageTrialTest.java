package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Machines with and without what a cage needs; the tests themselves need one. */
class CageTrialTest {
  @Test
  void a_machine_that_allows_namespaces_and_has_the_tools_has_a_cage() {
    assertThat(CageTrial.passes()).isTrue();
  }

  @Test
  void a_machine_without_the_tools_has_none() {
    assertThat(CageTrial.passes(List.of("/usr/bin/there-is-no-such-tool"))).isFalse();
  }

  @Test
  void a_machine_whose_tools_are_refused_what_they_ask_for_has_none() {
    assertThat(CageTrial.passes(List.of("/usr/bin/false"))).isFalse();
  }
}
