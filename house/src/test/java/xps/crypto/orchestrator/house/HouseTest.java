package xps.crypto.orchestrator.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Holds the product to the rules of the house. */
class HouseTest {
  private static final String ROOT = "xps.crypto.orchestrator";
  private static final Rules RULES = new Rules(ROOT);
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(location -> !location.contains("/test-classes/"))
          .withImportOption(location -> !location.contains("module-info"))
          .importPackages(ROOT);

  @Test
  void every_room_is_looked_at() {
    assertThat(Arrays.stream(Rooms.values()))
        .as("an empty class path passes every rule")
        .allSatisfy(room ->
            assertThat(HOUSE.stream().map(type -> type.getPackageName() + "."))
                .as("classes of %s", room)
                .anyMatch(name -> name.startsWith(prefixOf(room))));
  }

  @Test
  void rooms_know_only_the_rooms_below_them() {
    RULES.rooms_know_only_the_rooms_below_them().check(HOUSE);
  }

  @Test
  void the_pure_rooms_touch_no_clock_file_socket_thread_or_chance() {
    RULES.pure_rooms_touch_nothing_of_the_world(Doors.ALL).check(HOUSE);
  }

  @Test
  void every_door_of_a_pure_room_is_used() {
    assertThat(Doors.ALL).allMatch(door -> StaysInside.isUsed(door, HOUSE, ROOT));
  }

  @Test
  void names_say_what_a_thing_is() {
    RULES.names_say_what_a_thing_is().check(HOUSE);
  }

  @Test
  void nothing_static_changes() {
    RULES.nothing_static_changes().check(HOUSE);
  }

  @Test
  void only_the_edges_speak() {
    RULES.only_the_edges_speak().check(HOUSE);
  }

  @Test
  void refused_exception_is_the_only_one_of_ours() {
    RULES.refused_exception_is_the_only_one_of_ours().check(HOUSE);
  }

  @Test
  void every_package_is_null_marked() {
    RULES.every_package_is_null_marked().check(HOUSE);
  }

  @Test
  void evidence_is_made_in_its_room_alone() {
    RULES.evidence_is_made_in_its_room_alone().check(HOUSE);
  }

  private static String prefixOf(Rooms room) {
    var pattern = room.packageUnder(ROOT);
    return pattern.substring(0, pattern.length() - 1);
  }
}
