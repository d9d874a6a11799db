package xps.crypto.orchestrator.bind;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A name is under the control of whoever runs its DNS: so the address is what counts. */
class AddressRulesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "::",
        "224.0.0.1",
        "255.255.255.255",
        "ff02::1",
        "169.254.169.254",
        "169.254.0.7",
        "fe80::1",
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "fd00:ec2::254",
        // The same addresses in the clothes of IPv6.
        "::ffff:169.254.169.254",
        "::169.254.169.254",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
      })
  void nobody_is_ever_asked_at_an_address_of_the_machinery(String address) throws Exception {
    assertThat(objection(address, HealthProbe.Loopback.ALLOWED)).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.0.1.7",
        "::1",
        "::ffff:127.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::"
      })
  void this_machine_is_asked_only_where_the_operator_allowed_it(String address) throws Exception {
    assertThat(objection(address, HealthProbe.Loopback.REFUSED)).contains("this machine");
    assertThat(objection(address, HealthProbe.Loopback.ALLOWED)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.1.2.3", "192.168.0.9", "203.0.113.5", "2001:db8::5", "fd12:3456::1"})
  void a_fleets_own_addresses_may_be_asked(String address) throws Exception {
    assertThat(objection(address, HealthProbe.Loopback.REFUSED)).isEmpty();
  }

  @Test
  void an_objection_says_what_would_let_it_pass() throws Exception {
    assertThat(objection("127.0.0.1", HealthProbe.Loopback.REFUSED)).contains("--allow-loopback");
  }

  private static String objection(String address, HealthProbe.Loopback loopback)
      throws UnknownHostException {
    return AddressRules.objection(InetAddress.getByName(address), loopback).orElse("");
  }
}
