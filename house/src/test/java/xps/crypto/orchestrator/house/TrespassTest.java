package xps.crypto.orchestrator.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.junit.jupiter.api.Test;
import xps.crypto.orchestrator.house.Doors.Door;
import xps.crypto.orchestrator.house.Doors.World;

/** A rule that nobody has seen fail may hold nothing: each one meets somebody who breaks it. */
class TrespassTest {
  private static final String ROOT = "xps.crypto.orchestrator.house.trespass";
  private static final Rules RULES = new Rules(ROOT);
  private static final JavaClasses STREET = new ClassFileImporter().importPackages(ROOT);

  @Test
  void a_room_that_climbs_or_borrows_is_named() {
    assertThat(complaints(RULES.rooms_know_only_the_rooms_below_them()))
        .anyMatch(line -> line.contains("Climber.climbs()") && line.contains("Upstairs"))
        .anyMatch(line -> line.contains("Climber.borrows()"));
  }

  @Test
  void every_touch_of_the_world_is_named() {
    var complaints = complaints(RULES.pure_rooms_touch_nothing_of_the_world(List.of()));

    assertThat(
            List.of(
                "CLOCK readsTheTime",
                "CLOCK readsTheDate",
                "CLOCK readsTheMillis",
                "CLOCK readsTheNanos",
                "CLOCK asksAClock",
                "FILES opensAFile",
                "NETWORK opensASocket",
                "THREADS startsAThread",
                "THREADS promises",
                "CHANCE drawsAnId",
                "CHANCE drawsWithoutASeed"))
        .allSatisfy(touch -> {
          var words = touch.split(" ");
          assertThat(complaints)
              .anyMatch(line -> line.startsWith(words[0]) && line.contains(words[1] + "("));
        });
    assertThat(complaints).noneMatch(line -> line.contains("drawsWithASeed"));
  }

  @Test
  void a_door_opens_for_its_own_class_and_part_only() {
    var door = new Door("planner.Sleepwalker", World.FILES, "a loader");
    var elsewhere = new Door("planner.Sleep", World.CLOCK, "another class");

    assertThat(complaints(RULES.pure_rooms_touch_nothing_of_the_world(List.of(door, elsewhere))))
        .noneMatch(line -> line.startsWith("FILES"))
        .anyMatch(line -> line.startsWith("CLOCK"));
  }

  @Test
  void a_door_that_nobody_uses_is_found() {
    assertThat(
            StaysInside.isUsed(new Door("planner.Sleepwalker", World.FILES, "used"), STREET, ROOT))
        .isTrue();
    assertThat(StaysInside.isUsed(new Door("guard.Upstairs", World.FILES, "unused"), STREET, ROOT))
        .isFalse();
  }

  @Test
  void an_empty_name_is_named() {
    assertThat(complaints(RULES.names_say_what_a_thing_is()))
        .singleElement()
        .asString()
        .contains("PatchManager");
  }

  @Test
  void a_static_that_changes_is_named() {
    assertThat(complaints(RULES.nothing_static_changes()))
        .singleElement()
        .asString()
        .contains("PatchManager.count");
  }

  @Test
  void a_room_that_talks_is_named() {
    assertThat(complaints(RULES.only_the_edges_speak()))
        .singleElement()
        .asString()
        .contains("PatchManager.next()");
  }

  @Test
  void an_exception_of_our_own_is_named() {
    assertThat(complaints(RULES.refused_exception_is_the_only_one_of_ours()))
        .singleElement()
        .asString()
        .contains("PatchLostException");
  }

  @Test
  void a_package_silent_about_null_is_named() {
    assertThat(complaints(RULES.every_package_is_null_marked()))
        .anyMatch(line -> line.contains(ROOT + ".planner"));
  }

  @Test
  void evidence_that_anybody_can_make_is_named() {
    assertThat(complaints(RULES.evidence_is_made_in_its_room_alone()))
        .anyMatch(line -> line.contains("AttestedPatch$Nested"));
  }

  private static List<String> complaints(ArchRule rule) {
    return rule.evaluate(STREET).getFailureReport().getDetails();
  }
}
